"""A document's text cut into stretches under the same marks, section by section.

Owns the cutting only. Pure: the stretches, joined, are the text again, whatever marks
overlap, touch or lie outside. Must not import models.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from coding.values import NoteDocument, Section
from review.presenters.texts import Block, DocumentView, Mark, Segment


def view(
    document: NoteDocument,
    position: int,
    sections: Sequence[Section],
    marks: Iterable[Mark],
) -> DocumentView:
    """The whole document; ``position`` counts documents from 1."""
    inside = within(marks, len(document.text))
    blocks = tuple(_blocks(document.text, f"d{position}", sections, inside))
    return DocumentView(
        sha256=document.sha256,
        anchor=f"document-{position}",
        name=document.name or document.kind or f"Document {position}",
        kind=document.kind,
        author=document.written_by,
        date=f"{document.date.day} {document.date:%b %Y}" if document.date else "",
        evidence=len(inside),
        blocks=blocks,
    )


def within(marks: Iterable[Mark], length: int) -> tuple[Mark, ...]:
    """Marks that lie in the text, in reading order, the longer of two first."""
    fitting = (mark for mark in marks if 0 <= mark.start < mark.end <= length)
    return tuple(sorted(fitting, key=lambda mark: (mark.start, -mark.end)))


def _blocks(
    text: str, prefix: str, sections: Sequence[Section], marks: Sequence[Mark]
) -> Iterator[Block]:
    """One block from each section's start to the next one's."""
    inside = [s for s in sections if 0 < s.start < len(text)]
    named = {section.start: section for section in sections}
    edges = sorted({0, len(text), *(section.start for section in inside)})
    coming, over = deque(marks), list[Mark]()
    for number, (start, end) in enumerate(pairwise(edges), start=1):
        section = named.get(start)
        # In one walk, since marks come in reading order: a long chart has thousands.
        over = [mark for mark in over if mark.end > start]
        while coming and coming[0].start < end:
            over.append(coming.popleft())
        yield Block(
            anchor=f"{prefix}-s{number}",
            heading=_heading(section),
            kind=section.kind if section else "",
            segments=segments(text, start, end, over),
            evidence=sum(start <= mark.start for mark in over),
        )


def _heading(section: Section | None) -> str:
    if section is None:
        return ""
    words = section.heading.strip().rstrip(":").strip()
    return words or section.kind.replace("_", " ")


def segments(
    text: str, start: int, end: int, marks: Sequence[Mark]
) -> tuple[Segment, ...]:
    """``text[start:end]``, cut wherever a mark begins or ends."""
    cuts = {start, end}
    for mark in marks:
        cuts |= {place for place in (mark.start, mark.end) if start < place < end}
    return tuple(
        _segment(text, left, right, marks) for left, right in pairwise(sorted(cuts))
    )


def _segment(text: str, left: int, right: int, marks: Sequence[Mark]) -> Segment:
    over = tuple(mark for mark in marks if mark.start <= left and mark.end >= right)
    if not over:
        return Segment(start=left, text=text[left:right])
    return Segment(
        start=left,
        text=text[left:right],
        marks=over,
        numbers=_numbers(mark for mark in over if mark.end == right),
        opens=tuple(
            f"{mark.item}-{mark.start}"
            for mark in over
            if mark.start == left and mark.item
        ),
    )


def _numbers(marks: Iterable[Mark]) -> tuple[int, ...]:
    return tuple(sorted({mark.number for mark in marks if mark.number}))
