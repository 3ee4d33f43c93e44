"""Two codings of one chart side by side.

Owns what counts as a difference: a code that only one has, another first code, another
POA. Codes of one category stand on one row, because that is how people read them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a coding, in its place."""

    system: str
    code: str
    title: str = ""
    poa: str = ""

    @property
    def key(self) -> str:
        return f"{self.system}:{self.code}"

    @property
    def category(self) -> str:
        return f"{self.system}:{self.code[:3]}"


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside what; one side may be empty."""

    first: Line | None
    second: Line | None

    @property
    def kind(self) -> str:
        """same, poa, near (one category), first or second (only there)."""
        if self.first is None:
            return "second"
        if self.second is None:
            return "first"
        if self.first.key != self.second.key:
            return "near"
        return "same" if self.first.poa == self.second.poa else "poa"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, and the differences by name."""

    rows: tuple[Row, ...]
    both: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    poa_differs: tuple[str, ...]
    lead_agrees: bool

    @property
    def agrees(self) -> bool:
        return self.lead_agrees and not (
            self.only_first or self.only_second or self.poa_differs
        )


def compare(first: Sequence[Line], second: Sequence[Line]) -> Comparison:
    """What the two codings share and where they part; lines are in their order."""
    here = {line.key: line for line in first}
    there = {line.key: line for line in second}
    shared = [key for key in here if key in there]
    return Comparison(
        rows=tuple(_rows(first, second)),
        both=tuple(here[key].code for key in shared),
        only_first=tuple(line.code for line in first if line.key not in there),
        only_second=tuple(line.code for line in second if line.key not in here),
        poa_differs=tuple(
            here[key].code for key in shared if here[key].poa != there[key].poa
        ),
        lead_agrees=[line.key for line in first[:1]]
        == [line.key for line in second[:1]],
    )


def _rows(first: Sequence[Line], second: Sequence[Line]) -> Iterator[Row]:
    """The first coding in its order, each with its match, then what is left over."""
    left = {line.key: line for line in second}
    same = {line.key for line in first} & left.keys()
    for line in first:
        yield Row(line, left.pop(_match(line, left, same), None))
    yield from (Row(None, line) for line in left.values())


def _match(line: Line, left: dict[str, Line], same: set[str]) -> str:
    """The same code, else one of its category that has no match of its own."""
    if line.key in same:
        return line.key
    near = (
        key
        for key, other in left.items()
        if key not in same and other.category == line.category
    )
    return next(near, "")
