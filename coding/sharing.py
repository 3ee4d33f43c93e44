"""Words that two conditions share: "hip and knee pain", "pain and swelling of a knee".

Owns taking a list of places or of findings apart, so that each place has the finding
and each finding its place. It adds phrases that the dictionary has to the matches of a
sentence; what may be found at several places is data in ``knowledge/sharing.toml``.
Must not know codes, nor which words may stand how far apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from coding import knowledge
from coding.folding import Segment
from coding.matching import Match
from coding.sentences import words_between

#: Said once of all that a visit looks for.
SCREENING = "screening"
#: Said once before a list of which each item ends its name: "vitamin D and B12".
FRAMES = frozenset({SCREENING, "vitamin"})
#: What may be said of several places at once.
HEADS = frozenset(knowledge.load("sharing")["heads"].split())
WORTH_A_LOOK = HEADS | {SCREENING}
#: What is found at a place together with another of these.
LOCAL = HEADS - frozenset(knowledge.load("sharing")["single"].split())
#: Joins the items of a list; a comma alone makes none. "Or" mostly stands in denials.
AND = frozenset({"and", "or", "&", "/", "plus"})
COMMA = frozenset({",", "as", "well"})
#: What leads from a finding to its place.
LEADS = frozenset({"of", "in", "at", "on", "over", "to"})
#: May stand between two words of one item.
SILENT = LEADS | frozenset(
    {"the", "a", "an", "his", "her", "their", "its", "your", "my", "both"}
)
#: All that may stand between two items of a list.
JOINING = SILENT | AND | COMMA
#: Lists of where a cancer has spread are taken apart by ``spread.py``.
SPREAD = "metastasis"
LONGEST_ITEM = 3
LONGEST_TAIL = 3


class Dictionary(Protocol):
    """What is asked of the lexicon."""

    def number_of(self, concepts: frozenset[str]) -> int | None: ...
    def modifying(self, concept: str) -> bool: ...
    def is_generic(self, concept: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Concepts ``low`` up to ``high`` that no mark parts; one item of a list."""

    low: int
    high: int


def with_shared(
    segment: Segment, lexicon: Dictionary, found: list[Match]
) -> list[Match]:
    """The matches of a sentence with those of words that a list shares."""
    if WORTH_A_LOOK.isdisjoint(segment.concepts) or SPREAD in segment.concepts:
        return found
    if AND.isdisjoint([word for word, _, _ in segment.words]):
        return found  # most sentences list nothing
    lists = list(_lists(segment))
    if not lists:
        return found
    listing = _Listing(segment, lexicon, found)
    added = [one for chunks in lists for one in listing.shared(chunks)]
    if not added:
        return found
    told = {at for one in added for at in one.at}
    kept = [one for one in found if not (len(one.at) == 1 and one.at[0] in told)]
    return sorted([*kept, *added], key=lambda match: (match.start, match.end))


def _lists(segment: Segment) -> Iterator[list[Chunk]]:
    """Runs of chunks joined by commas and, at least once, by a word."""
    chunks: list[Chunk] = []
    low, linked = 0, False
    kinds = _kinds(segment)
    for at, kind in enumerate(kinds, 1):
        if kind == "":
            continue
        chunks.append(Chunk(low, at))
        low = at
        linked = linked or kind == "and"
        if kind == "break":
            if linked and len(chunks) > 1:
                yield chunks
            chunks, linked = [], False


def _kinds(segment: Segment) -> list[str]:
    """What parts each concept from the next: nothing, a comma, "and", or more."""
    ends, starts, places = segment.ends, segment.starts, segment.places
    kinds = []
    for at in range(1, len(places)):
        first, last = ends[at - 1], starts[at]
        apart = places[at] - places[at - 1]
        if apart <= 0 or (apart == 1 and last - first <= 1):
            kinds.append("")  # one word, or two with nothing between
        else:
            kinds.append(_kind(words_between(segment.words, first, last)))
    return [*kinds, "break"]


def _kind(words: list[str]) -> str:
    if SILENT.issuperset(words):
        return ""
    if not JOINING.issuperset(words):
        return "break"
    return "comma" if AND.isdisjoint(words) else "and"


class _Listing:
    """One sentence with what was found in it."""

    def __init__(
        self, segment: Segment, lexicon: Dictionary, found: list[Match]
    ) -> None:
        self._segment = segment
        self._concepts = segment.concepts
        self._lexicon = lexicon
        self._found = found
        self._known = {(one.phrase, one.end) for one in found}
        self._taken = {at for one in found for at in one.at}
        self._whole = {at for one in found if len(one.at) > 1 for at in one.at}

    def shared(self, chunks: list[Chunk]) -> Iterator[Match]:
        for number in range(1, len(chunks)):
            yield from self._places_before(chunks[: number + 1])
            yield from self._places_after(chunks[0], chunks[number])
            yield from self._findings_after(chunks[0], chunks[number])
            yield from self._findings_before(chunks[: number + 1])
        screened = list(self._screened(chunks))
        yield from screened
        for one in (*self._found, *screened):
            if not FRAMES.isdisjoint(self._concepts[at] for at in one.at):
                yield from self._replaced(one, chunks)

    def _screened(self, chunks: list[Chunk]) -> Iterator[Match]:
        """ "Screening for colon, breast and cervical cancer": for each of them."""
        lead = next((at for at in self._before(chunks[0]) if self._leading(at)), -1)
        for one in self._found if lead >= 0 else ():
            inside = lead < one.at[0] and one.at[-1] < chunks[-1].high
            match = self._match(one.at, (lead,), (lead, *one.at)) if inside else None
            if match is not None:
                yield match

    def _before(self, chunk: Chunk) -> range:
        """Where the word may stand that is said of all: in front, or one before."""
        return range(max(0, chunk.low - 1), chunk.high)

    def _leading(self, at: int) -> bool:
        return self._concepts[at] == SCREENING

    def _replaced(self, one: Match, chunks: list[Chunk]) -> Iterator[Match]:
        """ "Screening for breast and colon cancer", "vitamin B12 and D deficiency".

        What was found across the list, with another of its items in an item's place.
        """
        low, high = self._before(chunks[0]).start, chunks[-1].high
        if not low <= one.at[0] < chunks[0].high <= one.at[-1] < high:
            return
        for chunk in chunks:
            item = self._untaken(chunk, one)
            for size in (2, 1) if item else ():
                match = self._instead(one, item[-size:], chunk, chunks)
                if match is not None:
                    yield match
                    break

    def _untaken(self, chunk: Chunk, one: Match) -> tuple[int, ...]:
        """What a chunk names of which no more is said than ``one`` says of its own."""
        places = self._plain(range(chunk.low, chunk.high))
        return tuple(at for at in places if at not in one.at and self._is_less(at, one))

    def _is_less(self, at: int, one: Match) -> bool:
        if self._lexicon.is_generic(self._concepts[at]):
            return False
        others = (set(other.at) for other in self._found if at in other.at)
        return all({*one.at, at} > other for other in others)

    def _instead(
        self, one: Match, item: tuple[int, ...], own: Chunk, chunks: list[Chunk]
    ) -> Match | None:
        for chunk in chunks:
            there = tuple(at for at in one.at if chunk.low <= at < chunk.high)
            if chunk == own or not there or len(there) == len(one.at):
                continue
            for size in (1, 2):
                for first in range(len(there) - size + 1):
                    out = there[first : first + size]
                    kept = tuple(at for at in one.at if at not in out)
                    match = self._match(item, kept, (*kept, *item))
                    if match is not None:
                        return match
        return None

    def _places_before(self, chunks: list[Chunk]) -> Iterator[Match]:
        """ "Neck, back and shoulder pain"."""
        *others, last = chunks
        heads = range(last.low + 1, min(last.high, last.low + 1 + LONGEST_TAIL))
        head = next((at for at in heads if self._concepts[at] in HEADS), -1)
        if head < 0:
            return
        if head + 1 < last.high and self._leading(head + 1):
            head += 1  # "breast and colon cancer screening"
        for number, chunk in enumerate(others):
            if number and chunk.high - chunk.low > LONGEST_ITEM:
                continue
            for tail in range(last.low + 1, head + 1):
                match = self._ending(chunk, tuple(range(tail, head + 1)))
                if match is not None:
                    yield match
                    break

    def _ending(self, chunk: Chunk, tail: tuple[int, ...]) -> Match | None:
        """The last words of a chunk as the place of what is named further on."""
        for size in (2, 1):
            item = self._plain(range(max(chunk.low, chunk.high - size), chunk.high))
            match = self._match(item, tail, item) if self._free(item) else None
            if match is not None:
                return match
        return None

    def _places_after(self, first: Chunk, chunk: Chunk) -> Iterator[Match]:
        """ "Fracture of the radius and ulna"."""
        lowest = max(first.low, first.high - 1 - LONGEST_ITEM)
        heads = range(first.high - 2, lowest - 1, -1)
        head = next((at for at in heads if self._concepts[at] in HEADS), -1)
        if head < 0 or not self._leads(head, first.high):
            return
        named = self._together(head)
        for size in (2, 1):
            high = chunk.low
            while high < chunk.high and self._lexicon.modifying(self._concepts[high]):
                high += 1
            high += size
            item = self._plain(range(chunk.low, min(high, chunk.high)))
            if high < chunk.high and self._concepts[high] in HEADS:
                return
            match = self._match(item, named, item) if self._free(item) else None
            if match is not None:
                yield match
                return

    def _findings_after(self, first: Chunk, chunk: Chunk) -> Iterator[Match]:
        """ "Left knee pain and swelling"."""
        own = self._plain(range(chunk.low, chunk.high))
        if len(own) != 1 or not self._is_bare(own[0]):
            return
        head = first.high - 1
        if self._concepts[head] not in LOCAL:
            return
        for size in (2, 1):
            site = self._plain(range(max(first.low, head - size), head))
            match = self._match(site, own, (*site, *own)) if site else None
            if match is not None:
                yield match
                return

    def _findings_before(self, chunks: list[Chunk]) -> Iterator[Match]:
        """ "Pain, swelling and redness of the left knee"."""
        *others, last = chunks
        head = self._first(last)
        if head < 0 or self._concepts[head] not in LOCAL or head + 1 >= last.high:
            return
        if LEADS.isdisjoint(self._after(head)):
            return
        for number, chunk in enumerate(others):
            at = chunk.high - 1
            if not self._is_bare(at) or (number and chunk.high - chunk.low > 2):
                continue
            for size in (2, 1):
                site = self._plain(range(head + 1, min(last.high, head + 2 + size)))
                match = self._match(site[:size], (at,), (*site[:size], at))
                if match is not None:
                    yield match
                    break

    def _first(self, chunk: Chunk) -> int:
        places = self._plain(range(chunk.low, chunk.high))
        return places[0] if places else -1

    def _plain(self, places: range) -> tuple[int, ...]:
        """Without side, acuity and the like."""
        modifying = self._lexicon.modifying
        return tuple(at for at in places if not modifying(self._concepts[at]))

    def _free(self, item: tuple[int, ...]) -> bool:
        """Places of which nothing else is said."""
        return bool(item) and not any(
            at in self._taken or self._lexicon.is_generic(self._concepts[at])
            for at in item
        )

    def _is_bare(self, at: int) -> bool:
        return self._concepts[at] in LOCAL and at not in self._whole

    def _leads(self, head: int, end: int) -> bool:
        """Whether a place follows directly on what is found there."""
        if head + 1 < end and not LEADS.isdisjoint(self._after(head)):
            return True
        item = self._plain(range(head + 1, end))
        return self._number((*self._together(head), *item)) is not None

    def _after(self, at: int) -> list[str]:
        first, last = self._segment.ends[at], self._next(at)
        return words_between(self._segment.words, first, last)

    def _next(self, at: int) -> int:
        return self._segment.starts[at + 1]

    def _together(self, head: int) -> tuple[int, ...]:
        """All concepts of one word: "cancer" is a malignant neoplasm."""
        place = self._segment.places[head]
        near = range(max(0, head - 2), min(head + 3, len(self._concepts)))
        return tuple(at for at in near if self._segment.places[at] == place)

    def _number(self, places: tuple[int, ...]) -> int | None:
        return self._lexicon.number_of(frozenset(self._concepts[at] for at in places))

    def _match(
        self, item: tuple[int, ...], rest: tuple[int, ...], at: tuple[int, ...]
    ) -> Match | None:
        number = self._number((*item, *rest)) if item else None
        if number is None:
            return None
        places = (*item, *rest)
        absent, starts = self._segment.absent, self._segment.starts
        if len({starts[one] in absent for one in places}) > 1:
            return None  # "knees dry, no infection"
        start = min(self._segment.starts[one] for one in places)
        end = max(self._segment.ends[one] for one in places)
        if (number, end) in self._known:
            return None
        self._known.add((number, end))
        return Match(number, tuple(sorted(at)), 0, start, end)
