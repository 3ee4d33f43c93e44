"""Which signed charts are over-read: a draw that anyone can repeat.

Owns the draw, its probabilities and its power. Every chart gets a ticket, the sha256
of salt, period and encounter; the smallest tickets of a stratum are drawn. So the same
charts, period and salt always give the same sample, and nobody can steer it. The random
part comes first and is never left out; what is aimed at a risk is drawn from the rest
and must be reported apart (strata as CMS draws them: a share of each, at least a few).
Pure: no Django, no database, no clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, lgamma, log

PARTS = 10_000
#: What is expected of coding, the fall that must not go unnoticed, and how often a
#: false alarm is borne.
EXPECTED, FALLEN, ALARM = 0.95, 0.90, 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A signed chart: its stratum by chance, and the risks that could aim at it.

    ``flags`` are names of risks, the gravest first; most charts have none.
    """

    case: int
    encounter: str
    stratum: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to draw.

    ``share`` of each random stratum in ten-thousandths and at least ``least`` charts of
    it; ``aimed`` charts of each risk.
    """

    share: int = 500
    least: int = 1
    aimed: int = 0


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of the draw."""

    name: str
    is_random: bool
    population: int
    size: int

    @property
    def probability(self) -> int:
        """Of each chart of the stratum to be drawn, in ten-thousandths, rounded."""
        return round(PARTS * self.size / self.population) if self.population else 0


@dataclass(frozen=True, slots=True)
class Pick:
    """A drawn chart."""

    case: int
    stratum: Stratum


@dataclass(frozen=True, slots=True)
class Draw:
    """All strata, drawn from or not, and what was drawn."""

    strata: tuple[Stratum, ...]
    picks: tuple[Pick, ...]

    @property
    def random_size(self) -> int:
        return sum(each.size for each in self.strata if each.is_random)


def ticket(encounter: str, period: str, salt: str) -> int:
    """A number of 64 bits that nobody can choose and everybody can check."""
    said = f"{salt}\n{period}\n{encounter}".encode()
    return int.from_bytes(hashlib.sha256(said).digest()[:8])


def draw(candidates: Iterable[Candidate], period: str, salt: str, plan: Plan) -> Draw:
    """The sample of a period; the order of the candidates does not matter."""
    ranked = sorted(
        candidates,
        key=lambda each: (ticket(each.encounter, period, salt), each.encounter),
    )
    random = _random(ranked, plan)
    taken = {pick.case for pick in random.picks}
    aimed = _aimed([each for each in ranked if each.case not in taken], plan)
    return Draw(random.strata + aimed.strata, random.picks + aimed.picks)


def _random(ranked: Sequence[Candidate], plan: Plan) -> Draw:
    def size(population: int) -> int:
        return min(population, max(plan.least, ceil(population * plan.share / PARTS)))

    by_name: dict[str, list[Candidate]] = {}
    for each in ranked:
        by_name.setdefault(each.stratum, []).append(each)
    parts = [
        (Stratum(name, True, len(rows), size(len(rows))), rows)
        for name, rows in sorted(by_name.items())
    ]
    return _drawn(parts)


def _aimed(rest: Sequence[Candidate], plan: Plan) -> Draw:
    """Each risk's charts once, under its gravest name."""
    by_name: dict[str, list[Candidate]] = {}
    for each in rest:
        if each.flags and plan.aimed:
            by_name.setdefault(each.flags[0], []).append(each)
    parts = [
        (Stratum(name, False, len(rows), min(plan.aimed, len(rows))), rows)
        for name, rows in sorted(by_name.items())
    ]
    return _drawn(parts)


def _drawn(parts: Sequence[tuple[Stratum, list[Candidate]]]) -> Draw:
    picks = tuple(
        Pick(each.case, stratum)
        for stratum, rows in parts
        for each in rows[: stratum.size]
    )
    return Draw(tuple(stratum for stratum, _ in parts), picks)


def power(
    n: int, expected: float = EXPECTED, fallen: float = FALLEN, alarm: float = ALARM
) -> float:
    """How likely ``n`` charts show that accuracy fell from ``expected`` to ``fallen``.

    The exact one-sided binomial test: the alarm is raised by so few right charts that
    they would be seen with probability ``alarm`` at most had nothing changed.
    """
    chance, noticed = 0.0, 0.0
    for right in range(n + 1):
        chance += _exactly(right, n, expected)
        if chance > alarm:
            break
        noticed += _exactly(right, n, fallen)
    return min(1.0, noticed)


def _exactly(right: int, n: int, share: float) -> float:
    """The binomial probability, by logarithms: the factors alone would overflow."""
    ways = lgamma(n + 1) - lgamma(right + 1) - lgamma(n - right + 1)
    return exp(ways + right * log(share) + (n - right) * log(1 - share))
