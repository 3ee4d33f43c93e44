"""Right and left: which of the sides that a sentence names is that of a phrase.

Owns how far a side stands from a phrase and when both sides are meant. Must not know
codes, nor what the rest of a record says (``laterality.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from coding.folding import Segment

OTHER_SIDE = {"right": "left", "left": "right"}


#: Said of a side and of nothing that follows it: "left greater than right".
COMPARED = frozenset(
    "worse greater more than side sided only predominant dominant".split()
)


#: A side behind a phrase with a noun of its own gives way to any side before it.
OTHERS = 24
ANOTHER = frozenset({"and", "&", "plus"})


def side_distance(segment: Segment, spot: int, at: tuple[int, ...]) -> int | None:
    """How far a side stands from a phrase, in half concepts; None if it is another's.

    A side stands before what it is the side of. Behind a phrase, with a noun right
    behind it that is none of the phrase's, it is the side of that: in "right knee pain
    and left hip pain" the knee is the right one.
    """
    low, high = min(at), max(at)
    if spot < low:
        return 2 * (low - spot)
    behind = 2 * (spot - high) + 1 if spot > high else 0
    if not _leads_on(segment, spot, at):
        return behind
    before = max((index for index in at if index < spot), default=low)
    return None if segment.has_between(before, spot, ANOTHER) else behind + OTHERS


#: Leads from a condition to the place that it is in.
OF = frozenset({"of", "in", "on", "at"})


def _leads_on(segment: Segment, spot: int, at: tuple[int, ...]) -> bool:
    following = spot + 1
    if following >= len(segment.concepts) or following in at:
        return False
    if segment.starts[following] - segment.ends[spot] > 1:
        return False
    if segment.places[following] in segment.loose:
        return False
    if spot - 1 == max(at) and segment.has_between(spot - 1, spot, OF):
        return False  # "cataract of the right eye"
    return segment.concepts[following] not in COMPARED


def own_side(
    segment: Segment, where: dict[str, list[int]], side: str, at: tuple[int, ...]
) -> int:
    """Where the side of a phrase is named; -1 where another is nearer, or both hold."""
    own = _sides(segment, where.get(side, ()), at)
    opposite = where.get(OTHER_SIDE[side], ())
    both = where.get("bilateral", ())
    others = [*_sides(segment, opposite, at), *_sides(segment, both, at)]
    if not own or (others and min(others) < min(own)):
        return -1
    spot = min(own)[1]
    return -1 if any(_both(segment, spot, other) for _, other in others) else spot


#: Between two sides these say that both are meant.
BOTH = ANOTHER | {">", "<", ">>", "than", "/"}
MOST_BETWEEN = 4


def _both(segment: Segment, one: int, other: int) -> bool:
    """ "Right and left", "L > R", "right worse than left"."""
    low, high = sorted((one, other))
    if high - low > MOST_BETWEEN:
        return False
    between = segment.concepts[low + 1 : high]
    return COMPARED.issuperset(between) and segment.has_between(low, high, BOTH)


def _sides(
    segment: Segment, spots: Sequence[int], at: tuple[int, ...]
) -> list[tuple[int, int]]:
    place = bisect_left(spots, min(at))  # of a long line only the nearest few
    near = spots[max(0, place - 2) : place + 4]
    told = [(side_distance(segment, spot, at), spot) for spot in near]
    return [(far, spot) for far, spot in told if far is not None]
