"""Text cut into lines of equal width, each cell knowing where in the text it stands.

Owns wrapping, tabs, and characters that the typeface lacks. Nothing is lost: a
character that cannot be drawn is shown by its number. Must not import Django or draw.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

TAB = 8
_BREAKS = "\n\v\f\x85\u2028\u2029"
Row = tuple[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line: its cells, and the offset of the character behind each cell.

    Offsets never fall; where each character fills one cell they are a range.
    """

    cells: str
    offsets: Sequence[int]
    number: int

    def marked(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last column of what lies between two offsets, if any does."""
        first, last = bisect_left(self.offsets, start), bisect_left(self.offsets, end)
        return (first, last) if first < last else None

    def holds(self, start: int, end: int) -> bool:
        return self.marked(start, end) is not None


def lines(text: str, width: int, can_draw: Callable[[str], bool]) -> Iterator[Line]:
    """The text in lines of at most ``width`` cells, broken at blanks where it can."""
    number = 0
    for start, row in _rows(text):
        for cells, offsets in _wrapped(_laid(row, start, can_draw), width):
            number += 1
            yield Line(cells, offsets, number)


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the text as written, with the offset at which each begins."""
    start = 0
    for at, character in enumerate(text):
        if character in _BREAKS:
            yield start, text[start:at].rstrip("\r")
            start = at + 1
    yield start, text[start:]


def _laid(row: str, start: int, can_draw: Callable[[str], bool]) -> Row:
    """The cells of a whole line; most lines are plain and are their own cells."""
    if row.isascii() and row.isprintable():
        return row, range(start, start + len(row))
    cells, offsets = "", list[int]()
    for at, character in enumerate(row, start):
        drawn = _drawn(character, len(cells), can_draw)
        cells += drawn
        offsets += [at] * len(drawn)
    return cells, tuple(offsets)


def _drawn(character: str, column: int, can_draw: Callable[[str], bool]) -> str:
    if character == "\t":
        return " " * (TAB - column % TAB)
    if character == "\xa0":
        return " "
    # Letters of right-to-left scripts and combining marks need shaping; so do many
    # others. Their numbers are exact, a wrong picture would not be.
    category = unicodedata.category(character)
    shaped = unicodedata.bidirectional(character) in ("R", "AL", "AN")
    if category[0] in "CM" or shaped or not can_draw(character):
        return f"<U+{ord(character):04X}>"
    return character


def _wrapped(row: Row, width: int) -> Iterator[Row]:
    cells, offsets = row
    while len(cells) > width:
        blank = cells.rfind(" ", width // 2, width)
        cut = blank + 1 if blank >= 0 else width
        yield cells[:cut], offsets[:cut]
        cells, offsets = cells[cut:], offsets[cut:]
    yield cells, offsets
