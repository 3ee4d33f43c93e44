"""A document as lines, so that it reads like a note and offsets stay countable.

Owns the splitting at line ends. Pure. A browser turns CR LF into LF when it reads a
page, so offsets are counted from the start of a line, which is written beside it; line
ends themselves are never sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from review.presenters.texts import Block, DocumentView, Segment

LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``start`` is the offset of its first character in the document."""

    start: int
    pieces: tuple[Segment, ...]
    is_heading: bool = False

    @property
    def is_blank(self) -> bool:
        return not any(piece.text.strip() for piece in self.pieces)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def looks(self) -> str:
        """What the style sheet knows it by besides being a line."""
        return f"{' heading' if self.is_heading else ''}{' blank' * self.is_blank}"


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a document, line by line; ``evidence`` counts its marks."""

    anchor: str
    heading: str
    evidence: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, ready to be read."""

    view: DocumentView
    parts: tuple[Part, ...]


def papers(documents: Iterable[DocumentView]) -> tuple[Paper, ...]:
    return tuple(
        Paper(document, tuple(_part(block) for block in document.blocks))
        for document in documents
    )


def _part(block: Block) -> Part:
    lines = tuple(split(block.segments))
    if lines and _is_heading(lines[0], block.heading):
        lines = (replace(lines[0], is_heading=True), *lines[1:])
    return Part(block.anchor, _label(block.heading), block.evidence, lines)


def _label(heading: str) -> str:
    """A heading for the outline: shouting is put down, abbreviations stay."""
    words = heading.split()
    if not heading.isupper() or (len(words) == 1 and len(heading) < 5):
        return heading
    return heading.capitalize()


def _is_heading(line: Line, heading: str) -> bool:
    """Whether the line says nothing but the section's heading."""
    return bool(heading) and line.text.strip().rstrip(":").strip() == heading


def split(segments: Iterable[Segment]) -> Iterator[Line]:
    """The segments cut at line ends; marks that run over one are on both lines."""
    start, pieces = 0, list[Segment]()
    first = True
    for segment in segments:
        if first:
            start, first = segment.start, False
        for piece, end in _cut(segment):
            if piece.text:
                pieces.append(piece)
            if end is not None:
                yield Line(start, tuple(pieces))
                start, pieces = end, []
    if pieces:
        yield Line(start, tuple(pieces))


def _cut(segment: Segment) -> Iterator[tuple[Segment, int | None]]:
    """Pieces without line ends, each with the offset after its line end if it has one.

    The numbers of a mark stand where it ends, which is the last piece.
    """
    at, text = 0, segment.text
    for found in LINE_END.finditer(text):
        words, start = text[at : found.start()], segment.start + at
        piece = Segment(start, words, segment.marks, opens=segment.opens)
        yield piece, segment.start + found.end()
        at = found.end()
    last = replace(segment, start=segment.start + at, text=text[at:]) if at else segment
    yield last, None
