"""The order of a code set: what leads, what follows what.

Owns the proposal of the principal or first-listed diagnosis and the places that the
conventions fix: a cause before its manifestation, external causes last (R07, R64, R84).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coding.basis import Basis
from coding.codebook import CodeBook, InheritedNote
from coding.draft import Draft, Line
from coding.references import CodeRange
from coding.shelf import Shelf
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
    causes = _causes([line.code for line in lines], basis.book)
    places = {line.code: at for at, line in enumerate(lines)}
    for _ in range(3):
        moved = False
        for line in list(lines):
            at = places[line.code]
            last = max((places[code] for code in causes[line.code]), default=at)
            if last > at:
                lines.insert(last, lines.pop(at))
                for place in range(at, last + 1):
                    places[lines[place].code] = place
                moved = True
        if not moved:
            break
    return lines


def _causes(codes: list[str], book: CodeBook) -> dict[str, set[str]]:
    """By code those of the set that come first: its code-first notes say so, or one of
    the other to add this code.
    """
    shelf = Shelf(book, codes)
    first = {code: shelf.covered(_named(book.code_first(code))) for code in codes}
    causes = {code: first[code] - {code} for code in codes}
    for cause in codes:
        also = shelf.covered(_named(book.use_additional(cause)))
        for code in also - first[cause] - {cause}:
            causes[code].add(cause)
    return causes


def _named(notes: Iterable[InheritedNote]) -> Iterator[CodeRange]:
    for note in notes:
        yield from note.ranges


def role_of(position: int, inpatient: bool) -> Role:
    """The role of the line at a position counted from 0."""
    if position:
        return Role.SECONDARY
    return Role.PRINCIPAL if inpatient else Role.FIRST_LISTED
