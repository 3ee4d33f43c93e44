"""A candidate profile held against the one in force, on charts no profile learned from.

Owns which charts are kept apart, and the comparison: gains and losses in all and by
stratum, with how many and how sure, and the charts whose suggestions change. Must not
fit, store or decide; a person decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from coding.examples import Example
from coding.pipeline import Engine, code
from coding.resampling import Spread, spread
from coding.scoring import Counts, Interval, wilson

#: One chart in so many is kept apart, for ever: its id decides.
ONE_IN = 5
#: Charts whose suggestions change that a replay keeps, the greatest change first.
MOST_FLIPS = 200


def is_held_out(chart: str) -> bool:
    """Whether a chart is never learned from; the same answer for every profile."""
    return hashlib.sha256(f"held out {chart}".encode()).digest()[0] % ONE_IN == 0


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A reviewed chart that is kept apart, and the strata it lies in."""

    chart: str
    example: Example
    strata: tuple[tuple[str, str], ...]  # (what is told apart, value)


@dataclass(frozen=True, slots=True)
class Flip:
    """What the candidate would suggest differently on one chart."""

    chart: str
    gained: tuple[str, ...]  # right codes that only the candidate suggests
    lost: tuple[str, ...]  # right codes that only the other suggests
    spared: tuple[str, ...]  # wrong codes that only the other suggests
    added: tuple[str, ...]  # wrong codes that only the candidate suggests

    @property
    def better(self) -> int:
        """Codes mended less codes spoilt."""
        return len(self.gained) + len(self.spared) - len(self.lost) - len(self.added)


@dataclass(frozen=True, slots=True)
class Part:
    """One stratum, or all: both profiles on the same charts."""

    kind: str
    value: str
    charts: int
    before: Counts
    after: Counts
    mended: int
    spoilt: int
    spread: Spread

    def as_plain(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "value": self.value,
            "charts": self.charts,
            "before": _plain(self.before, self.spread.before),
            "after": _plain(self.after, self.spread.after),
            "gain_interval": _ends(self.spread.gain),
            "mended": self.mended,
            "spoilt": self.spoilt,
            # Of the codes that change, the share that changes for the better.
            "share": _ends(wilson(self.mended, self.mended + self.spoilt)),
        }


def replay(
    held: Sequence[HeldOut],
    before: Callable[[HeldOut], Engine],
    after: Callable[[HeldOut], Engine],
) -> dict[str, Any]:
    """The comparison as plain data; engines are asked for by chart, for its date."""
    compared = [_compare(one, before(one), after(one)) for one in held]
    parts = [_part("all", "", compared)]
    strata = sorted({each for one in held for each in one.strata})
    for kind, value in strata:
        own = [one for one in compared if (kind, value) in one.held.strata]
        parts.append(_part(kind, value, own))
    flips = [one.flip for one in compared if _changes(one.flip)]
    flips.sort(key=lambda one: (-abs(one.better), one.chart))
    return {
        "charts": len(held),
        "parts": [one.as_plain() for one in parts],
        "flipped": len(flips),
        "flips": [_plain_flip(one) for one in flips[:MOST_FLIPS]],
    }


@dataclass(frozen=True, slots=True)
class _Compared:
    held: HeldOut
    before: Counts
    after: Counts
    flip: Flip


def _compare(held: HeldOut, before: Engine, after: Engine) -> _Compared:
    gold = held.example.codes
    old = {one.code for one in code(held.example.note, before).suggestions}
    new = {one.code for one in code(held.example.note, after).suggestions}
    flip = Flip(
        held.chart,
        gained=tuple(sorted((new - old) & gold)),
        lost=tuple(sorted((old - new) & gold)),
        spared=tuple(sorted(old - new - gold)),
        added=tuple(sorted(new - old - gold)),
    )
    return _Compared(held, _counts(old, gold), _counts(new, gold), flip)


def _counts(codes: set[str], gold: frozenset[str]) -> Counts:
    return Counts(len(codes & gold), len(codes - gold), len(gold - codes))


def _changes(flip: Flip) -> bool:
    return bool(flip.gained or flip.lost or flip.spared or flip.added)


def _part(kind: str, value: str, compared: Sequence[_Compared]) -> Part:
    flips = [one.flip for one in compared]
    return Part(
        kind,
        value,
        len(compared),
        _total(one.before for one in compared),
        _total(one.after for one in compared),
        mended=sum(len(one.gained) + len(one.spared) for one in flips),
        spoilt=sum(len(one.lost) + len(one.added) for one in flips),
        spread=spread([(one.before, one.after) for one in compared]),
    )


def _total(counts: Iterable[Counts]) -> Counts:
    each = list(counts)
    return Counts(
        sum(one.right for one in each),
        sum(one.wrong for one in each),
        sum(one.missed for one in each),
    )


def _ends(inside: Interval | None) -> list[float] | None:
    return [round(inside.low, 4), round(inside.high, 4)] if inside else None


def _plain(counts: Counts, f1: Interval) -> dict[str, Any]:
    precision = wilson(counts.right, counts.right + counts.wrong)
    recall = wilson(counts.right, counts.right + counts.missed)
    return {
        "right": counts.right,
        "wrong": counts.wrong,
        "missed": counts.missed,
        "precision": round(counts.precision, 4),
        "precision_interval": _ends(precision),
        "recall": round(counts.recall, 4),
        "recall_interval": _ends(recall),
        "f1": round(counts.f1, 4),
        "f1_interval": _ends(f1),
    }


def _plain_flip(flip: Flip) -> dict[str, Any]:
    return {
        "chart": flip.chart,
        "gained": list(flip.gained),
        "lost": list(flip.lost),
        "spared": list(flip.spared),
        "added": list(flip.added),
    }
