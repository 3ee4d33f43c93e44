"""Charts in HL7 version 2 messages: documents by MDM and ORU, facts and payer by any.

Owns the segments that are read (HL7 2.5.1 chapters 2, 3, 6, 7 and 9): MSH, PID, PV1,
IN1, TXA, OBR, OBX. Messages of one visit in one file are one chart, so that an ADT that
names the payer and the MDM that brings the note come together. Pure.

What HL7 2 calls sub-components is read as far as the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from coding.chartplain import Plain, Told, Unreadable
from coding.hl7messages import (
    WRONG,
    Delimiters,
    Message,
    Place,
    Segment,
    messages,
    unescaped,
)
from coding.interop import (
    MOST_CHARTS,
    PLAIN_TEXT,
    Covered,
    attached,
    contract_among,
    first_payer,
    refuse_marked_up,
)

#: PV1-2 as a setting (table 0004); what is not named here is for the caller to say.
SETTINGS = {"I": "inpatient", "E": "emergency", "O": "outpatient", "R": "outpatient"}
CARRIES_TEXT = ("MDM", "ORU")
#: Events of MDM that put a document in the place of an earlier one, or take it out.
REPLACES, CANCELS = ("T09", "T10"), ("T11",)
#: A document cancelled or obsolete (TXA-19).
GONE = ("CA", "OB")
#: A result that replaces one that was final, and those that were never final (OBX-11).
CORRECTED, NOT_FINAL = "C", ("P", "R", "S", "I")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")

#: The numbers of documents by a place; an ordered set each.
_Numbers = dict[Place, dict[str, None]]


@dataclass(slots=True)
class Visit:
    """The messages of one visit, and what documents they leave, by their number."""

    line: int
    messages: list[Message] = field(default_factory=list)
    papers: dict[str, Message] = field(default_factory=dict)
    # The numbers of the documents that hold a place, and where it was not final yet.
    held: _Numbers = field(default_factory=dict)
    unfinished: _Numbers = field(default_factory=dict)

    def take(self, message: Message) -> None:
        self.messages.append(message)
        if message.kind not in CARRIES_TEXT:
            return
        about = message.first("TXA")
        number = about.at(12) or f"#{message.line}"
        message = self._mend(message)
        if message.event in REPLACES:
            self._put(about.at(13), None)
        if message.event in CANCELS or about.at(19) in GONE:
            self._put(number, None)
        elif message.results():
            self._put(number, message)
        elif message.all("OBX"):
            self._put(number, None)

    def _mend(self, message: Message) -> Message:
        """Puts corrected results where the first stood; returns what is left over."""
        later = message.observations()
        for number in self._touched(later):
            paper = self.papers[number]
            taken = {
                place: [each for each in later[place] if each.at(11) not in WRONG]
                for place, earlier in paper.observations().items()
                if place in later and _replaces(earlier, later[place])
            }
            if not taken:
                continue
            mended = paper.replacing(taken)
            self._put(number, mended if mended.results() else None)
            message = message.replacing(dict.fromkeys(taken, ()))
        return message

    def _touched(self, later: Mapping[Place, Sequence[Segment]]) -> list[str]:
        """The documents of which a later message may replace a result.

        Found by place: one visit may have thousands of messages, and to look through
        every document for each of them would take the square of their number.
        """
        found: dict[str, None] = {}
        for place, results in later.items():
            numbers = self.held if _takes(results) else self.unfinished
            found.update(numbers.get(place, {}))
        return list(found)

    def _put(self, number: str, paper: Message | None) -> None:
        """Has a document stand under a number, or none any more."""
        if number in self.papers:
            for place in self.papers[number].observations():
                self.held[place].pop(number, None)
                self.unfinished.get(place, {}).pop(number, None)
        if paper is None:
            self.papers.pop(number, None)
            return
        self.papers[number] = paper
        for place, results in paper.observations().items():
            self.held.setdefault(place, {})[number] = None
            if _is_unfinished(results):
                self.unfinished.setdefault(place, {})[number] = None


def _replaces(earlier: Sequence[Segment], later: Sequence[Segment]) -> bool:
    """A correction, or what takes a result back, or the first that is final.

    Two final results of one order stand side by side: nothing says that one is wrong.
    """
    return _takes(later) or _is_unfinished(earlier)


def _takes(later: Sequence[Segment]) -> bool:
    return any(each.at(11) in (*WRONG, CORRECTED) for each in later)


def _is_unfinished(earlier: Sequence[Segment]) -> bool:
    return any(each.at(11) in NOT_FINAL for each in earlier)


def read(data: bytes) -> Iterator[Told]:
    """Each visit of the file that has a document; the others with the reason."""
    visits: dict[tuple[str, str, int], Visit] = {}
    for message in messages(data.decode("utf-8-sig")):
        visits.setdefault(_visit(message), Visit(message.line)).take(message)
        if len(visits) > MOST_CHARTS:
            raise Unreadable(f"holds more than {MOST_CHARTS:,} charts")
    if not visits:
        raise Unreadable("holds no HL7 message")
    for (source, number, _), visit in visits.items():
        try:
            yield Told(visit.line, _chart(source, number, visit))
        except Unreadable as problem:
            yield Told(visit.line, {}, str(problem))


# Fields


def _day(stamp: str) -> str:
    """The day of a time stamp as ISO writes it; what is none is left as it is."""
    hit = _DAY.match(stamp)
    return "-".join(hit.groups()) if hit else stamp[:8]


# One visit


def _visit(message: Message) -> tuple[str, str, int]:
    """Who numbers the visit, and its number; without one a message stands alone.

    Of a message that has no number either its line tells it from the others, which is
    no name for its chart: every file has a first line.
    """
    header, person = message.first("MSH"), message.first("PID")
    number = message.first("PV1").at(19) or person.at(18)
    if not number and (control := header.at(10)):
        number = f"message {control}"
    source = " ".join(filter(None, ("hl7", header.at(4) or header.at(3))))[:80]
    return source, number, 0 if number else message.line


def _chart(source: str, number: str, visit: Visit) -> Plain:
    if not visit.papers:
        raise Unreadable("has no document: facts alone are no chart")
    _refuse_two_patients(visit)
    said = _Facts(visit.messages)
    setting = SETTINGS.get(said.of("PV1", 2), "")
    begun, ended = _day(said.of("PV1", 44)), _day(said.of("PV1", 45))
    covered = first_payer(_coverages(visit, ended or begun))
    return {
        "source": source,
        "external_id": number,
        "setting": setting,
        "service_date": ended or begun or _written(visit),
        "admission_date": begun if setting == "inpatient" else "",
        "sex": {"F": "F", "M": "M"}.get(said.of("PID", 8), ""),
        "site": said.of("MSH", 4)[:80],
        "payer": covered.payer[:80],
        "contract": covered.contract,
        "provider_name": _person(said.segment("PV1"), 7),
        "provider_npi": _npi(said.segment("PV1"), 7),
        "documents": [
            one for each in visit.papers.values() for one in _documents(each)
        ],
        "patient": _patient(said.segment("PID"), covered),
    }


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the messages of a visit say, the last one that says it."""

    messages: Sequence[Message]

    def segment(self, name: str) -> Segment:
        told = [one for each in self.messages for one in each.all(name)]
        return max(told, key=_fullness, default=Segment(name, (), Delimiters()))

    def of(self, name: str, place: int) -> str:
        told = [one.at(place) for each in self.messages for one in each.all(name)]
        return next(filter(None, reversed(told)), "")


def _fullness(segment: Segment) -> int:
    return sum(map(bool, segment.fields))


def _refuse_two_patients(visit: Visit) -> None:
    """Messages of one visit that name two patients are not put together."""
    numbers = [set(each.first("PID").every(3)) - {""} for each in visit.messages]
    known = [each for each in numbers if each]
    if known and not set.intersection(*known):
        raise Unreadable("has messages of more than one patient under one visit")


def _patient(person: Segment, covered: Covered) -> Plain:
    numbers = dict(zip(person.every(3, 5), person.every(3), strict=True))
    alone = person.at(3) if len(numbers) == 1 and "" in numbers else ""
    parts = (person.at(5, 2), person.at(5, 3), person.at(5))
    return {
        "name": " ".join(filter(None, parts)),
        "birth_date": _day(person.at(7)),
        "mrn": numbers.get("MR", "") or alone,
        "mbi": numbers.get("MC", ""),
        "enrollee_id": covered.enrollee,
    }


def _person(segment: Segment, place: int) -> str:
    parts = (segment.at(place, 3), segment.at(place, 2))
    return " ".join(filter(None, parts))


def _npi(segment: Segment, place: int) -> str:
    pairs = zip(segment.every(place, 13), segment.every(place), strict=True)
    return next((number for kind, number in pairs if kind == "NPI"), "")


def _coverages(visit: Visit, on: str) -> Iterator[Covered]:
    """IN1 of the newest message that has any: plan, company, dates, policy."""
    told = [found for each in visit.messages if (found := each.all("IN1"))]
    for place, each in enumerate(told[-1] if told else [], 1):
        since, until = _day(each.at(12)), _day(each.at(13))
        if on and ((_is_day(since) and on < since) or (_is_day(until) and until < on)):
            continue
        plans = [each.at(2), each.at(35), each.at(8), each.at(3)]
        yield Covered(
            payer=each.at(4) or each.at(2, 2),
            contract=contract_among(plans),
            enrollee=each.at(36) or each.at(49),
            rank=int(each.at(1)) if re.fullmatch("[0-9]{1,4}", each.at(1)) else place,
        )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _written(visit: Visit) -> str:
    """When the first document says it was: its activity, else its observation."""
    for each in visit.papers.values():
        stamps = (each.first("TXA").at(4), each.first("OBR").at(7))
        for stamp in filter(None, stamps):
            return _day(stamp)
    return ""


# Documents


def _documents(message: Message) -> Iterator[dict[str, Any]]:
    about = message.first("TXA")
    kind = about.at(2, 2) or message.first("OBR").at(4, 2) or about.at(2)
    for content in _contents(message):
        yield {
            "kind": kind[:80],
            "author": (_person(about, 9) or about.at(9))[:80],
            "date": _day(about.at(4) or message.first("OBR").at(7)),
            **content,
        }


def _contents(message: Message) -> list[Mapping[str, Any]]:
    """Lines of text one below the other, and each document in base64."""
    lines: list[str] = []
    found: list[Mapping[str, Any]] = []
    for each in message.results():
        kind = each.at(2).upper()
        if kind == "ED":
            found.append(_attachment(each))
        if kind == "RP":
            raise Unreadable("has a document whose text is elsewhere")
        if kind.lower() in PLAIN_TEXT:
            # A line of text has no components: what looks like one is its own.
            lines += (unescaped(one, each.by) for one in each.repeats(5))
    if any(map(str.strip, lines)):
        found.insert(0, {"text": "\n".join(lines) + "\n"})
    if not found:
        raise Unreadable("has a document without text")
    return found


def _attachment(segment: Segment) -> Mapping[str, Any]:
    """Encapsulated data (ED): in base64, or as it is."""
    data = segment.at(5, 5)
    if not data:
        raise Unreadable("has a document that holds nothing")
    encoding = segment.at(5, 4).lower()
    if encoding == "hex":
        raise Unreadable("has a document in hexadecimal; base64 is read")
    if encoding != "base64":
        refuse_marked_up(_media(segment), "a document")
        return {"text": data + "\n"}
    return attached(data, _media(segment), "a document")


def _media(segment: Segment) -> str:
    """``application/pdf`` of the type and subtype of ED."""
    kind, subtype = segment.at(5, 2).lower(), segment.at(5, 3).lower()
    return f"{kind or 'text'}/{subtype or 'plain'}" if "/" not in kind else kind
