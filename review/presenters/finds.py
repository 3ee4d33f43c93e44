"""Places where searched words stand, as they are listed beside the note.

Owns their wording. Costs no query and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coding.values import Evidence, NoteDocument
from review.presenters.items import Place, quotes


@dataclass(frozen=True, slots=True)
class Find:
    """One place: where it is, and the words around it on their line."""

    sha256: str
    start: int
    end: int
    href: str
    document: str
    section: str
    before: str
    text: str
    after: str


def finds(
    found: Sequence[Evidence], documents: Sequence[NoteDocument]
) -> tuple[Find, ...]:
    shown = zip(found, quotes(found, Place.of(documents)), strict=True)
    return tuple(
        Find(
            sha256=span.document,
            start=span.start,
            end=span.end,
            href=quote.href,
            document=quote.document,
            section=quote.section,
            before=quote.before,
            text=quote.text,
            after=quote.after,
        )
        for span, quote in shown
    )
