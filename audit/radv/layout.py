"""Text cut into lines of equal width, each cell knowing where in the text it stands.

Owns wrapping, tabs, and characters that the typeface lacks. Nothing is lost: a
character that cannot be drawn is shown by its number. Must not import Django or draw.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TAB = 8
_BREAKS = "\n\v\f\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line: its cells, and the offset of the character behind each cell."""

    cells: str
    offsets: tuple[int, ...]
    number: int

    def marked(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last column of what lies between two offsets, if any does."""
        inside = [n for n, at in enumerate(self.offsets) if start <= at < end]
        return (inside[0], inside[-1] + 1) if inside else None

    def holds(self, start: int, end: int) -> bool:
        return self.marked(start, end) is not None


def lines(text: str, width: int, can_draw: Callable[[str], bool]) -> Iterator[Line]:
    """The text in lines of at most ``width`` cells, broken at blanks where it can."""
    number = 0
    for start, row in _rows(text):
        cells = list(_cells(row, start, can_draw))
        for part in _wrapped(cells, width):
            number += 1
            shown = "".join(cell for cell, _ in part)
            yield Line(shown, tuple(offset for _, offset in part), number)


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the text as written, with the offset at which each begins."""
    start = 0
    for at, character in enumerate(text):
        if character in _BREAKS:
            yield start, text[start:at].rstrip("\r")
            start = at + 1
    yield start, text[start:]


def _cells(
    row: str, start: int, can_draw: Callable[[str], bool]
) -> Iterator[tuple[str, int]]:
    column = 0
    for at, character in enumerate(row, start):
        for cell in _drawn(character, column, can_draw):
            column += 1
            yield cell, at


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


def _wrapped(
    cells: list[tuple[str, int]], width: int
) -> Iterator[list[tuple[str, int]]]:
    while len(cells) > width:
        cut = width
        for place in range(width, width // 2, -1):
            if cells[place - 1][0] == " ":
                cut = place
                break
        yield cells[:cut]
        cells = cells[cut:]
    yield cells
