"""Searching for words in the documents of one chart.

Owns what counts as a match: the words in that order, whatever their case and whatever
blanks and line ends stand between them. Pure; the words are kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from coding import sections
from coding.values import Evidence, NoteDocument, Section

#: As many places as a person would step through.
MOST = 300
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Found:
    """Places in reading order; ``more``: there are others after these."""

    places: tuple[Evidence, ...] = ()
    more: bool = False


def find(documents: Sequence[NoteDocument], words: str) -> Found:
    """Where the documents say ``words``, as spans with the section they stand in."""
    parts = [re.escape(part) for part in words[:LONGEST].split()]
    if not parts:
        return Found()
    pattern = re.compile(r"\s+".join(parts), re.IGNORECASE)
    hits = (hit for document in documents for hit in _in(document, pattern))
    places = tuple(islice(hits, MOST))
    return Found(places, more=next(hits, None) is not None)


def _in(document: NoteDocument, pattern: re.Pattern[str]) -> Iterator[Evidence]:
    parts: tuple[Section, ...] | None = None
    for hit in pattern.finditer(document.text):
        # Only where something was found is a document cut into its sections.
        parts = sections.split(document) if parts is None else parts
        yield Evidence(
            document=document.sha256,
            start=hit.start(),
            end=hit.end(),
            text=hit[0],
            section=_section(parts, hit.start()),
        )


def _section(parts: Sequence[Section], at: int) -> str:
    before = [part for part in parts if part.start <= at]
    return before[-1].kind if before else ""
