"""Where a phrase stands in a sentence: together, whole, and of one mind.

Owns the geometry of matching: how far apart the words of a phrase may stand, which
qualifiers still speak of it, and which of several matches is kept. Must not know where
phrases come from or what they mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import nsmallest

from coding import knowledge
from coding.folding import Segment
from coding.sentences import words_between
from coding.sides import OTHER_SIDE, own_side

# How far, in words, a qualifier may stand from the core.
REACH_BEFORE = 4
REACH_AFTER = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a segment at these concept positions."""

    phrase: int
    at: tuple[int, ...]
    gap: int
    start: int
    end: int


def positions(segment: Segment) -> dict[str, list[int]]:
    """Where each concept stands, by itself and as one that is said to be missing."""
    absent = segment.absent
    where: dict[str, list[int]] = {}
    for index, concept in enumerate(segment.concepts):
        where.setdefault(concept, []).append(index)
        if absent and segment.starts[index] in absent:
            where.setdefault(f"no~{concept}", []).append(index)
    return where


def placed(
    segment: Segment,
    where: dict[str, list[int]],
    anchor: int,
    core: frozenset[str],
    qualifiers: tuple[str, ...],
    slack: int,
) -> tuple[tuple[int, ...], int, int, int] | None:
    """Positions, gap and offsets of a phrase around its anchor, if close enough."""
    found = _core_placed(segment, where, anchor, core, slack)
    if found is None:
        return None
    at, gap = found
    if qualifiers and not _qualified(segment, where, anchor, at, qualifiers):
        return None
    if segment.absent and not _of_one_mind(segment, at, core):
        return None
    return (
        tuple(sorted(at)),
        gap,
        segment.starts[min(at)],
        max(segment.ends[index] for index in at),
    )


def _core_placed(
    segment: Segment,
    where: dict[str, list[int]],
    anchor: int,
    core: frozenset[str],
    slack: int,
) -> tuple[list[int], int] | None:
    """Where the words of a core stand nearest its anchor, and how many words between.

    None where these are more than ``slack``, or the words are of two findings.
    """
    at = [anchor]
    if len(core) < 2:
        return at, 0
    places, own = segment.places, segment.concepts[anchor]
    for concept in core:
        if concept != own:
            spots = where[concept]
            at.append(spots[0] if len(spots) == 1 else _closest(spots, anchor, segment))
    low, high = min(at), max(at)
    covered = {places[index] for index in at}
    gap = places[high] - places[low] + 1 - len(covered)
    if gap and segment.loose:
        loose = segment.loose - covered
        gap -= sum(places[low] < place < places[high] for place in loose)
    if gap == SHARED_GAP and _shares_head(segment, at):
        gap = 0
    if gap > slack or (len(core) == 2 and _of_two(segment, low, high)):
        return None
    return at, gap


def _qualified(
    segment: Segment,
    where: dict[str, list[int]],
    anchor: int,
    at: list[int],
    qualifiers: tuple[str, ...],
) -> bool:
    """Whether all qualifiers speak of the core; their positions join its own."""
    core, low, high = tuple(at), min(at), max(at)
    for qualifier in qualifiers:
        if qualifier in OTHER_SIDE:
            spot = own_side(segment, where, qualifier, core)
        else:
            spots = where.get(qualifier)
            spot = _nearest(spots, anchor) if spots else -1
        if spot < 0 or not _within(segment.places, spot, low, high):
            return False
        if qualifier in NARROW and _parted(segment, spot, low, high):
            return False
        at.append(spot)
    return True


#: "Neck and back pain": a connector and one word part the first site from the head.
SHARED_GAP = 2
#: Words that a phrase of two may end in behind a list; more in ``sharing.py``.
LAST = frozenset(knowledge.load("sharing")["last"].split())
JOINS = frozenset({"and", "or", "&", "/", ","})
COMMA = frozenset({","})


def _shares_head(segment: Segment, at: list[int]) -> bool:
    """Two words, the later one a head that the words "and ..." between share."""
    low, high = min(at), max(at)
    if len(at) != 2 or segment.concepts[high] not in LAST or high - low != 2:
        return False
    return segment.has_between(low, low + 1, JOINS)


def _of_two(segment: Segment, low: int, high: int) -> bool:
    """Half of one finding and half of the next: "back pain and leg weakness"."""
    after = high + 1
    return (
        segment.concepts[low] in LAST
        and after < len(segment.concepts)
        and segment.concepts[after] in LAST
        and segment.starts[after] - segment.ends[high] == 1
        and segment.has_between(low, high, JOINS)
    )


def _of_one_mind(segment: Segment, at: list[int], core: frozenset[str]) -> bool:
    """Not half of a phrase said to be there and half said to be missing."""
    missing = [segment.starts[index] in segment.absent for index in at]
    wanted = sum(concept.startswith("no~") for concept in core)
    return sum(missing) == wanted or all(missing)


#: Meaningless words allowed between the words of a core, by its size.
SLACK = (0, 0, 1, 2, 3, 4)


def _within(places: list[int], spot: int, low: int, high: int) -> bool:
    return places[low] - REACH_BEFORE <= places[spot] <= places[high] + REACH_AFTER


#: Qualifiers that speak of the next word, not of the whole clause.
NARROW = frozenset({"acute", "chronic", "subacute", "recurrent", "primary"})


def _parted(segment: Segment, spot: int, low: int, high: int) -> bool:
    """Whether two other meaningful words stand between a qualifier and the core.

    The "chronic" that CKD is spelt out with is that of the kidney disease alone.
    """
    if _spelt_out(segment, spot, low, high):
        return True
    if spot < low and _turned(segment, segment.ends[spot], segment.starts[low]):
        return True
    first, last = (spot + 1, low) if spot < low else (high + 1, spot)
    between = {segment.places[index] for index in range(first, last)}
    return len(between - segment.loose) > (1 if spot < low else 0)


def _spelt_out(segment: Segment, spot: int, low: int, high: int) -> bool:
    """Whether a word is part of an abbreviation to which none of the core belongs."""
    place = segment.places[spot]
    beside = (spot - 1, spot + 1)
    shared = any(
        0 <= at < len(segment.places)
        and segment.places[at] == place
        and segment.concepts[at] not in NARROW
        for at in beside
    )
    return shared and not segment.places[low] <= place <= segment.places[high]


#: A word after which a qualifier before it no longer qualifies.
TURNS = frozenset({"for", "with"})


def _turned(segment: Segment, start: int, end: int) -> bool:
    return not TURNS.isdisjoint(words_between(segment.words, start, end))


def _nearest(spots: list[int], anchor: int) -> int:
    return min(spots, key=lambda spot: abs(spot - anchor))


#: So many of the nearest are looked at: a long list would be walked again and again.
NEAREST = 4


def _closest(spots: list[int], anchor: int, segment: Segment) -> int:
    """The nearest by words: in "mood disorder and panic disorder" the second.

    In "coronary artery disease, peripheral vascular disease" the one of its own item.
    """
    places = segment.places

    def far(spot: int) -> tuple[bool, int]:
        low, high = sorted((spot, anchor))
        return segment.has_between(low, high, COMMA), abs(places[high] - places[low])

    return min(nsmallest(NEAREST, spots, key=lambda spot: abs(spot - anchor)), key=far)


def chosen(
    found: list[Match], combines: Callable[[int], bool], loose: frozenset[int]
) -> list[Match]:
    """Longest first; a match inside a kept one is dropped, unless that combines.

    ``loose`` are the positions of qualifiers: they alone do not make a match new.
    """
    taken: set[int] = set()
    kept: list[Match] = []
    whole: set[tuple[int, int]] = set()
    for match in found:
        fresh = [index for index in match.at if index not in taken]
        if len(fresh) < len(match.at) and (match.gap or loose.issuperset(fresh)):
            continue
        if (match.start, match.end) in whole:
            continue  # the very words of a combination, read as less
        kept.append(match)
        if combines(match.phrase):
            whole.add((match.start, match.end))
        else:
            taken.update(match.at)
    return sorted(kept, key=lambda match: (match.start, match.end))
