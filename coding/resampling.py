"""How sure an F1 is, and a difference of two: charts drawn again and again.

Owns the intervals of a replay that no closed formula gives. Codes of one chart go right
or wrong together, so charts are drawn and not codes. Pure, and the same for the same
charts in any order. Must not import Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from coding.scoring import Counts, Interval, wilson

DRAWS = 1_000
SEED = "replay"
#: More charts are first dealt into so many groups of one size, and groups are drawn:
#: the spread of a sum stays what it was, and the time it takes is bounded.
MOST_DRAWN = 500
#: A difference of fewer charts has no interval: what was not seen is never drawn.
FEWEST = 10

Pair = tuple[Counts, Counts]
_Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """95 % intervals of both F1 and of what the second gained on the same charts.

    ``gain`` is None where fewer than ``FEWEST`` charts are there, or none changed.
    """

    before: Interval
    after: Interval
    gain: Interval | None


def spread(pairs: Sequence[Pair], draws: int = DRAWS) -> Spread:
    """From the counts of each chart, before and after.

    Percentiles of the bootstrap over charts (Efron 1979), each F1's widened where
    Wilson's interval is wider: charts without an error would draw no doubt at all.
    """
    rows = sorted(_row(*pair) for pair in pairs)
    drawn = _drawn(rows, draws)
    before, after = sorted(f1 for f1, _ in drawn), sorted(f1 for _, f1 in drawn)
    gains = sorted(new - old for old, new in drawn)
    total = _sum(rows)
    changes = len(rows) >= FEWEST and any(row[:3] != row[3:] for row in rows)
    return Spread(
        _hull(_middle(before), of_codes(Counts(*total[:3]))),
        _hull(_middle(after), of_codes(Counts(*total[3:]))),
        _middle(gains) if changes else None,
    )


def of_codes(counts: Counts) -> Interval:
    """Wilson's interval of an F1, as if each code went right or wrong by itself.

    F1 is 2J / (1 + J) of the share J of right codes among right, wrong and missed, and
    grows with it, so the ends of J's interval are the ends of F1's.
    """
    found = wilson(counts.right, counts.right + counts.wrong + counts.missed)
    return Interval(*(2 * end / (1 + end) for end in (found.low, found.high)))


def _row(before: Counts, after: Counts) -> _Row:
    return tuple(n for c in (before, after) for n in (c.right, c.wrong, c.missed))


def _drawn(rows: Sequence[_Row], draws: int) -> list[tuple[float, float]]:
    """Both F1 of as many charts as there are, drawn with putting back."""
    random = Random(SEED)
    groups = _dealt(rows, random)
    if not groups:
        return [(0.0, 0.0)]
    found = []
    for _ in range(draws):
        total = _sum(random.choices(groups, k=len(groups)))
        found.append((Counts(*total[:3]).f1, Counts(*total[3:]).f1))
    return found


def _dealt(rows: Sequence[_Row], random: Random) -> list[_Row]:
    if len(rows) <= MOST_DRAWN:
        return list(rows)
    mixed = random.sample(rows, len(rows))
    return [_sum(mixed[n::MOST_DRAWN]) for n in range(MOST_DRAWN)]


def _sum(rows: Sequence[_Row]) -> _Row:
    return tuple(map(sum, zip(*rows, strict=True))) or (0,) * 6


def _middle(ordered: Sequence[float]) -> Interval:
    """The middle 95 % of what was drawn."""
    cut = len(ordered) * 25 // 1000
    return Interval(ordered[cut], ordered[-1 - cut])


def _hull(one: Interval, other: Interval) -> Interval:
    return Interval(min(one.low, other.low), max(one.high, other.high))
