"""How far two or more coders agree, beyond what chance would give.

Owns three measures on units that several people judged: percent agreement, Cohen's
kappa for two (Cohen 1960) and Krippendorff's alpha for any number with judgements
missing (Krippendorff 2004, nominal data). A unit here is one code of one chart that
was up for decision, and a judgement is whether it was coded. Only blind pairs may be
handed in: agreement with what one has seen is no agreement. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from audit.metrics.intervals import Interval, Share, Z

Pair = tuple[Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa of ``n`` units: 1 is full agreement, 0 what chance would give.

    None where it is not defined: without units, or when both always say the same one
    thing, so that chance alone explains everything.
    """

    value: float | None
    n: int
    interval: Interval


def percent(pairs: Iterable[Pair]) -> Share:
    """Units on which both said the same."""
    said = list(pairs)
    return Share(sum(a == b for a, b in said), len(said))


def cohen(pairs: Iterable[Pair]) -> Kappa:
    """Kappa with the large-sample interval of Fleiss, Cohen and Everitt (1969)."""
    said = list(pairs)
    n = len(said)
    if not n:
        return Kappa(None, 0, Interval(-1.0, 1.0))
    observed = sum(a == b for a, b in said) / n
    first = {kind: count / n for kind, count in Counter(a for a, _ in said).items()}
    second = {kind: count / n for kind, count in Counter(b for _, b in said).items()}
    chance = sum(share * second.get(kind, 0.0) for kind, share in first.items())
    if chance >= 1.0:
        return Kappa(None, n, Interval(-1.0, 1.0))
    value = (observed - chance) / (1 - chance)
    spread = _spread(said, first, second, value, chance)
    low, high = value - Z * spread, value + Z * spread
    return Kappa(value, n, Interval(max(-1.0, low), min(1.0, high)))


def _spread(
    said: Sequence[Pair],
    first: dict[Hashable, float],
    second: dict[Hashable, float],
    kappa: float,
    chance: float,
) -> float:
    """The standard error of kappa (Fleiss, Cohen and Everitt 1969, formula 13)."""
    n = len(said)
    total = 0.0
    for (a, b), count in Counter(said).items():
        share = count / n
        if a == b:
            both = first.get(a, 0.0) + second.get(a, 0.0)
            total += share * (1 - both * (1 - kappa)) ** 2
        else:
            cross = second.get(a, 0.0) + first.get(b, 0.0)
            total += share * (1 - kappa) ** 2 * cross**2
    total -= (kappa - chance * (1 - kappa)) ** 2
    return sqrt(max(0.0, total) / n) / (1 - chance)


def krippendorff(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Alpha for nominal judgements; None in a unit is a judgement that is missing.

    Units with fewer than two judgements say nothing. None when there is nothing to
    compare, or when only one value was ever used.
    """
    kept = [row for row in map(_present, units) if len(row) > 1]
    totals = Counter(value for row in kept for value in row)
    n = sum(totals.values())
    expected = n * n - sum(count * count for count in totals.values())
    if not expected:
        return None
    observed = sum(_disagreeing(row) / (len(row) - 1) for row in kept)
    return 1 - (n - 1) * observed / expected


def _present(row: Sequence[Hashable | None]) -> list[Hashable]:
    return [value for value in row if value is not None]


def _disagreeing(row: Sequence[Hashable]) -> int:
    """Ordered pairs of judgements of one unit that differ."""
    counts = Counter(row).values()
    return len(row) ** 2 - sum(count * count for count in counts)


def units(
    first: Collection[str], second: Collection[str], considered: Collection[str]
) -> Iterator[tuple[bool, bool]]:
    """Each code that was up for decision on one chart: did one, did the other code it.

    ``considered`` are the codes the machine suggested or set aside: without codes that
    neither took, kappa would only ever see disagreement.
    """
    for code in sorted({*first, *second, *considered}):
        yield code in first, code in second
