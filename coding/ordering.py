"""The order of a code set: what leads, what follows what.

Owns the proposal of the principal or first-listed diagnosis and the places that the
conventions fix: a cause before its manifestation, external causes last (R07, R64, R84).
"""

from __future__ import annotations

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.references import CodeRange
from coding.values import Role

#: Reasons for an encounter that lead it (I.C.21.c.16 and the chapter's own rules).
LEADING = ("Z00", "Z01", "Z02", "Z08", "Z09", "Z34", "Z38", "Z51.0", "Z51.1", "O80")
SCREENING = ("Z12", "Z13")
#: Never leading.
TRAILING = tuple(
    "Z79 Z68 Z85 Z86 Z87 Z80 Z81 Z82 Z83 Z84 Z88 Z90 Z91 Z92 Z93 Z94 Z95 Z96 Z97 Z98 "
    "Z99 Z16 Z17 Z3A Z37 Z72 Z66 B95 B96 B97 Z55 Z56 Z57 Z59 Z60 Z62 Z63 Z64 Z65 "
    "Z77".split()
)
EXTERNAL = ("V", "W", "X", "Y")


def ordered(draft: Draft, basis: Basis) -> list[Line]:
    """The lines of a draft in the order in which they are proposed."""
    lines = sorted(
        enumerate(draft.lines.values()), key=lambda item: (_rank(item[1]), item[0])
    )
    return _code_first([line for _, line in lines], basis)


def _rank(line: Line) -> int:
    code = line.code
    if code.startswith(EXTERNAL):
        return 9
    if code.startswith(TRAILING):
        return 7
    if code.startswith(LEADING):
        return 0
    if code.startswith(SCREENING):
        return 1
    if code.startswith("O"):
        return 1
    if code.startswith(("A40", "A41", "T36", "T4", "T5")):
        return 2 if code[-2:] != "5A" else 6
    if code.startswith("R"):
        return 5 if not code.startswith("R65") else 4
    return 3


def _code_first(lines: list[Line], basis: Basis) -> list[Line]:
    """Every code after those its code-first notes name, in at most a few passes."""
    asked = _Asked(lines, basis)
    for _ in range(3):
        moved = False
        for line in list(lines):
            at = lines.index(line)
            before = [
                place
                for place, other in enumerate(lines)
                if other is not line and asked.comes_first(other.code, line.code)
            ]
            if before and max(before) > at:
                lines.remove(line)
                lines.insert(max(before), line)
                moved = True
        if not moved:
            break
    return lines


class _Asked:
    """What the notes of a set's codes ask of each other, read once."""

    def __init__(self, lines: list[Line], basis: Basis) -> None:
        book, codes = basis.book, [line.code for line in lines]
        self._covers = book.covers
        self._first = {
            code: [span for note in book.code_first(code) for span in note.ranges]
            for code in codes
        }
        self._also = {
            code: [span for note in book.use_additional(code) for span in note.ranges]
            for code in codes
        }

    def comes_first(self, cause: str, code: str) -> bool:
        """Whether a code-first note of ``code`` says so, or one to add ``code``."""
        if self._any(self._first[code], cause):
            return True
        return self._any(self._also[cause], code) and not self._any(
            self._first[cause], code
        )

    def _any(self, ranges: list[CodeRange], code: str) -> bool:
        return any(self._covers(span, code) for span in ranges)


def role_of(position: int, inpatient: bool) -> Role:
    """The role of the line at a position counted from 0."""
    if position:
        return Role.SECONDARY
    return Role.PRINCIPAL if inpatient else Role.FIRST_LISTED
