"""The page on which a second coder codes: documents left, their own lines right.

Owns putting that page together. It is the case page without what was signed: nothing
here may say who coded the chart first, or how. A fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coding.values import CodedNote, Evidence, Finding, NoteDocument
from review import codeset, overread_guard, secondcoding
from review.actions import reading
from review.models import Item, OverRead, OverReadLine, ReasonCode
from review.overreading import Act
from review.presenters import items, marking
from review.presenters.case import reasons
from review.presenters.lines import Paper, papers
from review.presenters.page import Button, ItemView, ReasonView
from review.presenters.worklist import patient_words, seen_words
from review.states import Axis
from review.unread import Unread

HIDDEN = "The suggestions are hidden for this over-read: code what the documents say."
SHOWN = "Decide each suggestion for yourself; what was signed stays hidden."
POA = (
    ("Y", "Y · present on admission"),
    ("N", "N · not present"),
    ("U", "U · not documented"),
    ("W", "W · cannot be determined"),
    ("1", "1 · exempt"),
)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with what can be done to it, and its POA indicator."""

    item: ItemView
    poa: str
    added: bool


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """The whole page."""

    number: int
    version: int
    url: str
    patient: str
    setting: str
    seen: str
    provider: str
    note: str
    papers: tuple[Paper, ...]
    lines: tuple[LineView, ...]
    findings: tuple[Finding, ...]
    undecided: int
    kept: int
    why_not: str
    unfinished: tuple[str, ...]
    what: tuple[ReasonView, ...]
    why: tuple[ReasonView, ...]
    poa: tuple[tuple[str, str], ...]
    to_disclose: bool  # a planted line has to be told before completing
    on: date  # the book beside the note is that of this day
    unread: tuple[Unread, ...]  # documents that this person has not opened
    must_read: bool  # all of them before completing, by policy

    @property
    def unread_hashes(self) -> frozenset[str]:
        return frozenset(each.sha256 for each in self.unread)

    @property
    def progress(self) -> str:
        return f"{len(self.lines) - self.undecided} of {len(self.lines)} decided"


@dataclass(frozen=True, slots=True)
class Read:
    over_read: OverRead
    lines: Sequence[OverReadLine]
    items: Sequence[Item]
    documents: tuple[NoteDocument, ...]
    coded: CodedNote | None


def reading_page(
    over_read: OverRead, user: Any, found: Sequence[Evidence] = ()
) -> ReadingPage:
    """The page for the person who over-reads, with what was ``found`` marked."""
    read = _read(over_read)
    unread, must_read = reading.unopened(over_read.case, user, read.documents)
    case, version = over_read.case, over_read.code_set.chart_version
    offered = tuple(ReasonCode.objects.offered())
    return ReadingPage(
        number=over_read.pk,
        version=over_read.version,
        url=over_read.get_absolute_url(),
        patient=patient_words(case.sex, case.age),
        setting=case.setting,
        seen=seen_words(case.service_from, case.service_date),
        provider=", ".join(
            part for part in (version.provider_credential, case.specialty) if part
        ),
        note=HIDDEN if over_read.machine_hidden else SHOWN,
        papers=papers(marking.marked(read.documents, _marks(read, found))),
        lines=tuple(_lines(read)),
        findings=secondcoding.findings(over_read, read.items, read.documents),
        undecided=secondcoding.undecided(read.lines),
        kept=sum(secondcoding.kept(line) for line in read.lines),
        why_not=overread_guard.why_not(user, Act.DECIDE, over_read) or "",
        unfinished=tuple(_unfinished(read.lines)),
        what=reasons(Axis.WHAT, offered),
        why=reasons(Axis.WHY, offered),
        poa=POA if version.facts().setting.is_inpatient else (),
        to_disclose=secondcoding.has_to_disclose(read.lines),
        on=version.service_date,
        unread=unread,
        must_read=must_read,
    )


def _marks(read: Read, found: Sequence[Evidence]) -> tuple[marking.Placed, ...]:
    return (*marking.proof(read.items), *marking.found(found))


def _read(over_read: OverRead) -> Read:
    lines = secondcoding.lines_of(over_read)
    coded = None
    if not over_read.machine_hidden:
        coded = secondcoding.machine_view(over_read)
    return Read(
        over_read=over_read,
        lines=lines,
        items=secondcoding.items(over_read, lines),
        documents=codeset.documents_of(over_read.code_set.chart_version),
        coded=coded,
    )


def _lines(read: Read) -> Iterator[LineView]:
    suggestions = {s.code: s for s in read.coded.suggestions} if read.coded else {}
    places = items.Place.of(read.documents)
    for line, item in zip(read.lines, read.items, strict=True):
        yield LineView(
            item=items.item_view(
                item,
                suggestions.get(item.code),
                places,
                findings=(),
                buttons=tuple(_buttons(line)),
            ),
            poa=line.poa,
            added=line.origin == "coder",
        )


def _buttons(line: OverReadLine) -> Iterator[Button]:
    unproved = "" if line.detail.get("evidence") else f"{line.code} quotes nothing."
    accepted = "This code is accepted already." if line.kind == "accept" else ""
    yield Button("accept", "Accept", "a", accepted or unproved, primary=True)
    open_again = "" if line.kind else "There is no decision to take back."
    yield Button("take_back", "Take back", "u", open_again)


def _unfinished(lines: Sequence[OverReadLine]) -> Iterator[str]:
    """What stands between the reader and completing, one sentence each."""
    if waiting := secondcoding.undecided(lines):
        noun = "code has" if waiting == 1 else "codes have"
        yield f"{waiting} {noun} no decision yet."
    if secondcoding.has_to_disclose(lines):
        yield secondcoding.TO_DISCLOSE
    if not any(secondcoding.kept(line) for line in lines):
        yield "There is no code yet; add what the documents support."
