"""Phrases that reviewed charts have given a meaning, found in the words of a chart.

Owns the runs of concepts that count as phrases, where in a chart they may speak of a
diagnosis, and what their sentence says of them. Must not know what a phrase means: the
profile says that.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from coding.assertions import ORDER, Cue, cues, judge
from coding.folding import Segment
from coding.values import Assertion, Evidence

LONGEST = 4
JOIN = "|"


class Heard(NamedTuple):
    """A phrase at one place: its words and what the sentence says of them.

    ``said`` is what the sentence says even where what is denied counts as present;
    ``sentence`` is where that begins.
    """

    phrase: str
    document: str
    start: int
    end: int
    section: str
    assertion: Assertion
    said: Assertion
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a document from which diagnoses may be proposed."""

    document: str
    section: str
    segment: Segment


def heard(
    passages: tuple[Passage, ...],
    *,
    known: Container[str] | None = None,
    heads: Container[str] | None = None,
    keep_negated: bool = False,
    assertion: bool = True,
) -> Iterator[Heard]:
    """Every phrase of the passages, or only the ``known`` ones, in order.

    ``heads`` are the ``beginnings`` of the known ones: they save looking further.
    """
    for passage in passages:
        segment = passage.segment
        found = [
            (phrase, first, last)
            for first, last, phrase in _runs(segment, heads)
            if known is None or phrase in known
        ]
        if not found:
            continue
        judged = cues(segment.words) if assertion else ()
        said: dict[int, Assertion] = {}
        for phrase, first, last in found:
            for at in range(first, last + 1):
                if at not in said:
                    said[at] = _said(segment, judged, at, passage)
            worst = _worst([said[at] for at in range(first, last + 1)])
            denied = keep_negated and worst is Assertion.NEGATED
            yield Heard(
                phrase,
                passage.document,
                segment.starts[first],
                max(segment.ends[first : last + 1]),
                passage.section,
                Assertion.PRESENT if denied else worst,
                worst,
                segment.start,
            )


def beginnings(phrases: Iterable[str]) -> frozenset[str]:
    """With what these phrases begin: the first concept of each, the first two, ..."""
    found: set[str] = set()
    for phrase in phrases:
        begun, _, rest = phrase.partition(JOIN)
        found.add(begun)
        while JOIN in rest:
            more, _, rest = rest.partition(JOIN)
            begun = f"{begun}{JOIN}{more}"
            found.add(begun)
    return frozenset(found)


def _worst(said: list[Assertion]) -> Assertion:
    """A phrase is present only if all of it is: its cue may be one of its words."""
    return min(said, key=lambda one: ORDER.index(one) if one in ORDER else len(ORDER))


def _runs(
    segment: Segment, heads: Container[str] | None
) -> Iterator[tuple[int, int, str]]:
    concepts, places = segment.concepts, segment.places
    total = len(concepts)
    for first, phrase in enumerate(concepts):
        if heads is not None and phrase not in heads:
            continue
        yield first, first, phrase
        for last in range(first + 1, min(first + LONGEST, total)):
            if places[last] - places[first] > last - first:
                break
            phrase = f"{phrase}{JOIN}{concepts[last]}"
            yield first, last, phrase
            if heads is not None and phrase not in heads:
                break


def _said(
    segment: Segment,
    judged: tuple[Cue, ...],
    at: int,
    passage: Passage,
) -> Assertion:
    said = Assertion.PRESENT
    if judged:
        start, words = segment.starts[at], segment.words
        said, _ = judge(judged, words, start, segment.ends[at])
        for cue in judged:  # a cue names nothing itself
            if words[cue.first][1] <= start <= words[cue.last][1]:
                said = cue.assertion
    if passage.section == "family_history" and said is not Assertion.NEGATED:
        return Assertion.FAMILY
    return said


def quote(one: Heard, text: str) -> Evidence:
    """The exact words of a phrase in its document."""
    words = text[one.start : one.end]
    return Evidence(one.document, one.start, one.end, words, 1, one.section)
