"""Over-reading: taking a sampled chart, completing the second coding, comparing.

Owns the stages up to the comparison. The second coding is made blind: who reads it sees
neither who signed nor what, until it is complete. Deciding its lines is
``review.actions.overread_lines``, settling ``review.actions.adjudication``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.db.models.functions import Now

from audit import events
from audit.actions import SYSTEM, record
from audit.occurring import moment
from audit.parts import Code
from coding.values import Suggestion
from review import codeset, comparing, overread_guard, secondcoding
from review.actions import guard, overread_checks, parts, reading
from review.actions.parts import Source
from review.models import Credential, Item, OverRead, OverReadLine, User
from review.overreading import BY_ACT, Act, Stage
from review.refusals import Refused, StaleCase, clock
from review.secondcoding import Coding
from review.states import Origin


class About(TypedDict):
    """What every event about an over-read names."""

    chart: str
    case: str
    patient: str
    over_read: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An over-read locked for one act, and what the act is done under."""

    over_read: OverRead
    act: Act
    by: User
    now: datetime
    credential: Credential | None = None

    @property
    def about(self) -> About:
        return about(self.over_read)

    @property
    def held(self) -> Any:
        """The credential as events carry it; acts that need one have one."""
        assert self.credential is not None
        return parts.credential(self.credential.snapshot())


def about(over_read: OverRead) -> About:
    return {**guard.about(over_read.case), "over_read": str(over_read.pk)}


def enter(
    over_read_id: int, act: Act, *, by: User, version: int | None = None
) -> Entry:
    """Locks the over-read, or raises: StaleCase for an old version, else Refused."""
    over_read = (
        OverRead.objects.select_for_update(of=("self",))
        .select_related("case__chart", "case__run__version", "case__run__release")
        .select_related("code_set__chart_version", "reader", "coder", "sample")
        .annotate(db_now=Now())
        .get(pk=over_read_id)
    )
    now = moment(over_read.__dict__["db_now"])
    if version is not None and version != over_read.version:
        raise StaleCase(
            "This over-read changed since the page was made. Your answer was not"
            f" saved; look again (it is {clock(now)}).",
            None,
            now,
        )
    standing = overread_guard.require(by, act, over_read)
    needed = BY_ACT[act].credential
    credential = standing.credential_for(over_read.case.setting) if needed else None
    return Entry(over_read, act, by, now, credential)


def leave(entry: Entry, **changes: Any) -> OverRead:
    """Writes the over-read back, one version further, at the stage the act leads to."""
    over_read, target = entry.over_read, BY_ACT[entry.act].target
    over_read.stage = (target or Stage(over_read.stage)).value
    for name, value in changes.items():
        setattr(over_read, name, value)
    over_read.version += 1
    over_read.save()
    return over_read


@transaction.atomic
def start(over_read: OverRead, *, by: User) -> OverRead:
    """Opens a sampled chart for a second coding of one's own."""
    entry = enter(over_read.pk, Act.START, by=by)
    found = leave(entry, reader=by, started_at=entry.now)
    _propose(found)
    fact = events.OverReadStarted(
        **entry.about,
        code_set=found.code_set.number,
        machine_hidden=found.machine_hidden,
        blind=True,
        credential=entry.held,
    )
    record(fact, by=guard.person(by))
    overread_checks.plant(found)
    return found


def _propose(over_read: OverRead) -> None:
    """Lines for what the machine suggested, unless this reading is blind to it too."""
    coded = secondcoding.machine_view(over_read)
    if over_read.machine_hidden or coded is None:
        return
    suggestions = sorted(coded.suggestions, key=lambda each: each.sequence)
    OverReadLine.objects.bulk_create(
        _proposed(over_read, position, suggestion)
        for position, suggestion in enumerate(suggestions, start=1)
    )


def _proposed(
    over_read: OverRead, position: int, suggestion: Suggestion
) -> OverReadLine:
    return OverReadLine(
        over_read=over_read,
        position=position,
        system=suggestion.system,
        code=suggestion.code,
        title=suggestion.title,
        origin=Origin.MACHINE,
        confidence=round(suggestion.confidence * 10_000),
        poa=suggestion.poa or "",
        detail={
            "assertion": suggestion.assertion.value,
            "section": suggestion.section,
            "guidelines": list(suggestion.guidelines),
            "evidence": [
                {
                    "document": each.document,
                    "start": each.start,
                    "end": each.end,
                    "page": each.page,
                    "section": each.section or suggestion.section,
                }
                for each in suggestion.evidence
            ],
        },
    )


@transaction.atomic
def give_back(over_read: OverRead, *, by: User) -> OverRead:
    """Lets it go; the next reader begins afresh, so these lines go."""
    entry = enter(over_read.pk, Act.GIVE_BACK, by=by)
    entry.over_read.lines.all().delete()
    overread_checks.forget(entry.over_read)
    found = leave(entry, reader=None, started_at=None)
    record(events.OverReadGivenBack(**entry.about), by=guard.person(by))
    return found


@transaction.atomic
def complete(over_read: OverRead, *, by: User, version: int) -> OverRead:
    """Ends the second coding; then both codings are compared and can be seen."""
    entry = enter(over_read.pk, Act.COMPLETE, by=by, version=version)
    lines = secondcoding.lines_of(entry.over_read)
    found = secondcoding.items(entry.over_read, lines)
    _refuse_incomplete(lines)
    _refuse_unread(entry)
    coding = secondcoding.coding(entry.over_read, found)
    seen = comparing.compare(
        secondcoding.comparable(secondcoding.signed(entry.over_read)),
        secondcoding.comparable(coding),
    )
    done = leave(
        entry,
        stage=(Stage.AGREED if seen.agrees else Stage.DIFFERS).value,
        completed_at=entry.now,
        second=coding,
        considered=_considered(entry.over_read),
    )
    record(_completed(entry, lines, coding), by=guard.person(by))
    if seen.agrees:
        hold_true(done, coding)
    _compared(done, seen)
    return done


def _refuse_incomplete(lines: list[OverReadLine]) -> None:
    if waiting := secondcoding.undecided(lines):
        noun = "code has" if waiting == 1 else "codes have"
        raise Refused(f"{waiting} {noun} no decision yet.")
    if any(line.origin == Origin.SEEDED for line in lines):
        raise Refused(secondcoding.TO_DISCLOSE)
    if not any(secondcoding.kept(line) for line in lines):
        raise Refused("There is no code yet; add what the documents support.")


def _refuse_unread(entry: Entry) -> None:
    """A policy that asks for every document asks it of a second coder too."""
    documents = codeset.documents_of(entry.over_read.code_set.chart_version)
    case = entry.over_read.case
    reason = reading.why_unsigned(case, entry.by, documents, "complete the over-read")
    if reason is not None:
        raise Refused(reason)


def _considered(over_read: OverRead) -> list[str]:
    """Codes that were up for decision on this chart, for chance-corrected figures."""
    coded = secondcoding.machine_view(over_read)
    if coded is None:
        return []
    suggested = {each.code for each in coded.suggestions}
    return sorted(suggested | {each.code for each in coded.excluded})


def _completed(
    entry: Entry, lines: list[OverReadLine], coding: Coding
) -> events.OverReadCompleted:
    over_read = entry.over_read
    assert over_read.started_at is not None
    return events.OverReadCompleted(
        **entry.about,
        code_set=over_read.code_set.number,
        codes=code_parts(over_read, coding),
        decisions=tuple(
            read_decision(line) for line in lines if line.origin != Origin.SEEDED
        ),
        machine_hidden=over_read.machine_hidden,
        blind=True,
        credential=entry.held,
        seconds=max(0, int((entry.now - over_read.started_at).total_seconds())),
    )


def read_decision(line: OverReadLine) -> events.ReadDecision:
    return events.ReadDecision(
        kind=events.DecisionKind(line.kind),
        code=line.code,
        final_code=line.final_code or None,
        what=line.what.code if line.what else None,
        why=line.why.code if line.why else None,
    )


def code_parts(over_read: OverRead, coding: Coding) -> tuple[Code, ...]:
    """A coding as events carry it, each code with all that figures ask of it."""
    source = Source.of(over_read.case)
    return tuple(
        parts.code(
            Item(
                id=row["line"],
                case=over_read.case,
                position=sequence,
                system=row["system"],
                code=row["code"],
                title=row["title"],
                origin=row["origin"],
                detail={"poa": row["poa"] or None},
            ),
            source,
            sequence=sequence,
            role=row["role"],
            final=row["code"],
            evidence=row["evidence"],
        )
        for sequence, row in enumerate(coding, start=1)
    )


def _compared(over_read: OverRead, seen: comparing.Comparison) -> None:
    agrees = seen.agrees
    fact = events.OverReadCompared(
        **about(over_read),
        sample=str(over_read.sample_id),
        code_set=over_read.code_set.number,
        coder=str(over_read.coder_id),
        reader=str(over_read.reader_id),
        stratum=over_read.stratum,
        drawn_by=events.Drawn(over_read.drawn_by),
        probability=over_read.probability,
        machine_hidden=over_read.machine_hidden,
        blind=True,
        result=events.Comparison.AGREES if agrees else events.Comparison.DIFFERS,
        both=seen.both,
        only_first=seen.only_first,
        only_second=seen.only_second,
        poa_differs=seen.poa_differs,
        lead_agrees=seen.lead_agrees,
    )
    record(fact, by=SYSTEM)


def hold_true(over_read: OverRead, truth: Coding) -> None:
    """Writes what the signed codes got right beside what holds; see ``OverRead``."""
    first = {row["code"]: row for row in secondcoding.signed(over_read)}
    true = {row["code"]: row for row in truth}
    shared = first.keys() & true.keys()
    asked = [code for code in shared if true[code]["poa"]]
    over_read.right = len(shared)
    over_read.extra = len(first.keys() - true.keys())
    over_read.missed = len(true.keys() - first.keys())
    over_read.lead_right = next(iter(first), None) == next(iter(true), None)
    over_read.poa_asked = len(asked)
    over_read.poa_right = sum(first[c]["poa"] == true[c]["poa"] for c in asked)
    over_read.save()
