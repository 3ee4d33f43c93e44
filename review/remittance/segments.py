"""X12 interchanges as segments: delimiters, envelopes, counts.

Owns the outer form of a file (ASC X12.5 interchange control structure, X12.6 segment
syntax): the header of fixed width that names the delimiters, and the envelopes of
interchange, group and transaction, whose trailers repeat a number and a count. A file
may hold anything: it is bounded before it is looked at, and nothing of it is repeated
in a refusal. Pure: no Django, no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.remittance.refusals import Broken, RefusedLine, Why

MOST_BYTES = 8 * 1024 * 1024
MOST_SEGMENTS = 200_000
LONGEST_SEGMENT = 4_000
#: The header's length, and where its elements end (X12.5: all of fixed width).
HEADER = 106
_ENDS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_NAME = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_NUMBER = re.compile(r"[0-9]{1,10}")
_BETWEEN = "\r\n \t"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment with its place in the file, from 1; elements count from 1 too."""

    line: int
    name: str
    elements: tuple[str, ...]

    def at(self, place: int) -> str:
        """The element at a place; empty where the segment is shorter."""
        return self.elements[place - 1] if place <= len(self.elements) else ""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction set between its header and its trailer, both included.

    ``component`` parts a composite element. ``broken`` says why nothing of it counts.
    """

    kind: str
    segments: tuple[Segment, ...]
    component: str
    broken: RefusedLine | None = None


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What parts elements, components and segments in one interchange."""

    element: str
    component: str
    segment: str

    @classmethod
    def of(cls, text: str) -> Delimiters:
        """From the header, which has every element at its own fixed place."""
        header = text[:HEADER]
        if len(header) < HEADER or not header.startswith("ISA"):
            raise Broken(1, Why.NO_HEADER)
        element, component, segment = header[3], header[104], header[105]
        found = {element, component, segment}
        odd = any(each.isalnum() or each == " " for each in found)
        ends = tuple(n for n, each in enumerate(header) if each == element)
        if len(found) < 3 or odd or ends != _ENDS:
            raise Broken(1, Why.NO_HEADER)
        return cls(element, component, segment)


def transactions(data: bytes) -> Iterator[Transaction]:
    """Every transaction set of a file in order; ``Broken`` where the file ends early.

    One whose trailer disagrees with it is handed on as broken: part of it is missing
    or was altered, so that none of it may be believed.
    """
    text = _text(data)
    delimiters = Delimiters.of(text)
    envelope = _Envelope()
    held: list[Segment] = []
    for segment in _segments(text, delimiters):
        if segment.name not in ("ST", "SE") and not held:
            envelope.take(segment)
            continue
        if not held and not envelope.is_in_group:
            raise Broken(segment.line, Why.ENVELOPE)
        held.append(segment)
        if segment.name in ("ISA", "GS", "GE", "IEA"):
            raise Broken(segment.line, Why.CUT_OFF)
        if segment.name == "SE":
            envelope.transactions += 1
            yield _transaction(held, delimiters)
            held = []
    if held:
        raise Broken(held[-1].line, Why.CUT_OFF)
    envelope.end()


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Broken(0, Why.TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Broken(0, Why.NOT_TEXT) from None
    return text.lstrip(_BETWEEN)


def _segments(text: str, delimiters: Delimiters) -> Iterator[Segment]:
    place, line = 0, 0
    while True:
        end = text.find(delimiters.segment, place)
        raw = text[place : end if end >= 0 else place + LONGEST_SEGMENT + 1]
        stripped = raw.strip("\r\n") if delimiters.segment not in "\r\n" else raw
        if end < 0:
            if stripped.strip(_BETWEEN):
                raise Broken(line + 1, Why.CUT_OFF)
            return
        line, place = line + 1, end + 1
        if line > MOST_SEGMENTS:
            raise Broken(line, Why.TOO_MANY_SEGMENTS)
        if len(stripped) > LONGEST_SEGMENT:
            raise Broken(line, Why.TOO_LONG)
        yield _segment(line, stripped.lstrip(_BETWEEN), delimiters)


def _segment(line: int, raw: str, delimiters: Delimiters) -> Segment:
    name, *elements = raw.split(delimiters.element)
    if not _NAME.fullmatch(name) or any(not each.isprintable() for each in elements):
        raise Broken(line, Why.NO_SEGMENT)
    return Segment(line, name, tuple(elements))


def _transaction(held: Sequence[Segment], delimiters: Delimiters) -> Transaction:
    first, last = held[0], held[-1]
    broken = None
    if first.name != "ST" or any(each.name == "ST" for each in held[1:]):
        broken = RefusedLine(first.line, Why.ENVELOPE)
    elif last.at(1).lstrip("0") != str(len(held)):
        broken = RefusedLine(last.line, Why.COUNT)
    elif last.at(2) != first.at(2):
        broken = RefusedLine(last.line, Why.CONTROL)
    return Transaction(first.at(1), tuple(held), delimiters.component, broken)


class _Envelope:
    """The envelopes around transactions: which is open, and what it should count."""

    def __init__(self) -> None:
        self.open: list[Segment] = []
        self.groups = 0
        self.transactions = 0
        self.seen = 0

    @property
    def is_in_group(self) -> bool:
        return len(self.open) == 2

    def take(self, segment: Segment) -> None:
        """One segment outside of any transaction."""
        opens = {"ISA": 0, "GS": 1}.get(segment.name)
        if opens is not None:
            if len(self.open) != opens:
                raise Broken(segment.line, Why.ENVELOPE)
            self.open.append(segment)
            self.seen += 1
            return
        if segment.name == "TA1":
            return
        self._close(segment)

    def _close(self, segment: Segment) -> None:
        wanted = {"GE": ("GS", 6), "IEA": ("ISA", 13)}.get(segment.name)
        if wanted is None or not self.open or self.open[-1].name != wanted[0]:
            raise Broken(segment.line, Why.ENVELOPE)
        counted = self.transactions if segment.name == "GE" else self.groups
        head = self.open.pop()
        if not _NUMBER.fullmatch(segment.at(1)) or int(segment.at(1)) != counted:
            raise Broken(segment.line, Why.COUNT)
        if segment.at(2).strip() != head.at(wanted[1]).strip():
            raise Broken(segment.line, Why.CONTROL)
        self.groups = self.groups + 1 if segment.name == "GE" else 0
        self.transactions = 0

    def end(self) -> None:
        """The file is over."""
        if self.open or not self.seen:
            raise Broken(0, Why.CUT_OFF)
