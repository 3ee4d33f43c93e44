"""HL7 version 2 messages as such: delimiters, segments, fields, and results by place.

Owns how a file is taken apart (HL7 2.5.1 chapters 2 and 7), not what is made of it:
that is ``coding.hl7files``. Sub-components are read as far as the first of them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coding.chartplain import Unreadable

#: A result deleted or wrong (OBX-11).
WRONG = ("D", "W")
FRAME = "\x0b\x1c"
#: Around the messages of a batch file (chapter 2.10.3); they say nothing of a chart.
BATCH = ("FHS", "BHS", "BTS", "FTS")
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What parts fields, components, repetitions and sub-components of a message."""

    field: str = "|"
    component: str = "^"
    repeat: str = "~"
    escape: str = "\\"
    sub: str = "&"

    @classmethod
    def of(cls, header: str) -> Delimiters:
        """As the header names them: MSH-1 and MSH-2."""
        if len(header) < 8 or len(set(header[3:8])) < 5:
            raise Unreadable("does not name its delimiters")
        if any(each.isalnum() or each.isspace() for each in header[3:8]):
            raise Unreadable("does not name its delimiters")
        return cls(header[3], *header[4:8])


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment by its fields, counted as HL7 counts them, from 1."""

    name: str
    fields: tuple[str, ...]
    by: Delimiters

    def at(self, place: int, component: int = 1) -> str:
        """A component of the first repetition, unescaped; empty where there is none."""
        return next(iter(self.every(place, component)), "")

    def every(self, place: int, component: int = 1) -> list[str]:
        """The same of each repetition."""
        return [_part(one, component, self.by) for one in self.repeats(place)]

    def repeats(self, place: int) -> list[str]:
        value = self.fields[place - 1] if place <= len(self.fields) else ""
        return value.split(self.by.repeat)


#: Which observation a result is: its order (OBR-3, else OBR-2), OBX-3 and OBX-4.
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One message: where it begins in the file, and its segments."""

    line: int
    segments: tuple[Segment, ...]

    def all(self, name: str) -> list[Segment]:
        return [each for each in self.segments if each.name == name]

    def first(self, name: str) -> Segment:
        found = self.all(name)
        return found[0] if found else Segment(name, (), Delimiters())

    def results(self) -> list[Segment]:
        """Every OBX that was not taken back."""
        return [each for each in self.all("OBX") if each.at(11) not in WRONG]

    def observations(self) -> dict[Place, list[Segment]]:
        """The results of numbered orders; the lines of one text are one of them."""
        found: dict[Place, list[Segment]] = {}
        for place, segment in self._placed():
            if place is not None:
                found.setdefault(place, []).append(segment)
        return found

    def replacing(self, places: Mapping[Place, Sequence[Segment]]) -> Message:
        """The same with other results in these places, which may be none."""
        kept: list[Segment] = []
        left = dict(places)
        for place, segment in self._placed():
            if place is None or place not in places:
                kept.append(segment)
            else:
                kept += left.pop(place, ())
        return Message(self.line, tuple(kept))

    def _placed(self) -> Iterator[tuple[Place | None, Segment]]:
        order = ""
        for each in self.segments:
            if each.name == "OBR":
                order = each.at(3) or each.at(2)
            is_result = each.name == "OBX" and order
            yield (order, each.at(3), each.at(4)) if is_result else None, each

    @property
    def kind(self) -> str:
        return self.first("MSH").at(9)

    @property
    def event(self) -> str:
        return self.first("MSH").at(9, 2) or self.first("EVN").at(1)


def messages(text: str) -> Iterator[Message]:
    begun, by = 0, Delimiters()
    segments: list[Segment] = []
    for number, raw in enumerate(_BREAK.split(text), 1):
        line = raw.strip(FRAME)
        if line.startswith("MSH"):
            if segments:
                yield Message(begun, tuple(segments))
            begun, by, segments = number, Delimiters.of(line), []
        elif not line.strip() or line.startswith(BATCH):
            continue
        elif not begun:
            raise Unreadable("does not begin with MSH, nor with FHS or BHS of a batch")
        segments.append(_segment(line, by))
    if segments:
        yield Message(begun, tuple(segments))


def _segment(line: str, by: Delimiters) -> Segment:
    name, *fields = line.split(by.field)
    if name == "MSH":
        # MSH-1 is the delimiter itself, and MSH-2 holds the others.
        fields = [by.field, *fields]
    return Segment(name, tuple(fields), by)


def _part(value: str, component: int, by: Delimiters) -> str:
    parts = value.split(by.component)
    found = parts[component - 1] if component <= len(parts) else ""
    return unescaped(found.split(by.sub)[0], by).strip()


def unescaped(value: str, by: Delimiters) -> str:
    """The text with escape sequences undone (chapter 2.7); unknown ones stay."""
    if by.escape not in value:
        return value
    marks = {
        "X0A": "\n",
        "X0D": "\n",
        "F": by.field,
        "S": by.component,
        "R": by.repeat,
        "E": by.escape,
        "T": by.sub,
        ".br": "\n",
        ".sp": "\n",
        "H": "",
        "N": "",
    }
    mark = re.escape(by.escape)
    between = f"{mark}([^{mark}\r\n]{{1,40}}){mark}"
    return re.sub(between, lambda hit: marks.get(hit[1], hit[0]), value)
