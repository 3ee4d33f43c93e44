"""What the rules of retention say of cases, read from the tables.

Owns gathering what ``review.retention`` asks for, with the same few queries however
many cases are asked about. Writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from audit.models import Event
from review.models import (
    AuditedEnrollee,
    Case,
    Disclosure,
    DisposalLine,
    LegalHold,
    Overpayment,
    OverRead,
    Query,
    RetentionRule,
)
from review.overreading import Stage
from review.querystates import UNFINISHED
from review.radv.states import OWED, AuditState
from review.retention import Answer, Kept, Rule, answer, surely, years_after
from review.states import State

CHUNK = 500
BEING_READ = (Stage.READING.value, Stage.DIFFERS.value, Stage.REBUTTED.value)
#: Lines of disposals on which something is still to be done.
UNDER_WAY = (
    DisposalLine.State.PLANNED,
    DisposalLine.State.ORDERED,
    DisposalLine.State.ERASED,
)


@dataclass(slots=True)
class _Around:
    """What stands around some cases, by what it hangs on."""

    holds: list[LegalHold] = field(default_factory=list)
    audited: set[UUID] = field(default_factory=set)
    closed: dict[UUID, date] = field(default_factory=dict)
    disclosed: dict[str, date] = field(default_factory=dict)
    owing: set[UUID] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    read: set[int] = field(default_factory=set)


def rules() -> list[Rule]:
    """The rules in force, the longest first."""
    return [row.rule() for row in RetentionRule.objects.in_force()]


def answers(cases: Sequence[Case], by: Sequence[Rule] | None = None) -> list[Answer]:
    """For each case what rules and bars say, in the given order."""
    known = rules() if by is None else by
    around = _around(cases)
    return [answer(_kept(case, around), known) for case in cases]


def due(today: date, most: int) -> list[tuple[Case, Answer]]:
    """Signed charts whose time is over and that nothing bars, the oldest first."""
    return list(islice(_due(today), most))


def _due(today: date) -> Iterator[tuple[Case, Answer]]:
    known = rules()
    if LegalHold.objects.in_force().filter(scope=LegalHold.Scope.EVERYTHING).exists():
        return
    latest = years_after(today, -surely(known))
    for cases in _old(latest):
        for case, found in zip(cases, answers(cases, known), strict=True):
            if found.why_not(today) is None:
                yield case, found


def _old(latest: date) -> Iterator[list[Case]]:
    """Signed cases of services up to that day that no disposal is about."""
    taken = DisposalLine.objects.filter(state__in=UNDER_WAY).values("chart")
    found = (
        Case.objects.filter(state=State.FINALISED.value, service_date__lte=latest)
        .exclude(chart_id__in=taken)
        .select_related("chart")
        .order_by("service_date", "pk")
    )
    rows = found.iterator(chunk_size=CHUNK)
    while some := list(islice(rows, CHUNK)):
        yield some


def _kept(case: Case, around: _Around) -> Kept:
    return Kept(
        service_date=case.service_date,
        changed_on=case.changed_at.date(),
        age=case.age,
        contract=case.contract,
        site=case.site,
        audit_closed_on=around.closed.get(case.chart.patient),
        disclosed_on=around.disclosed.get(str(case.chart_id)),
        bars=tuple(_bars(case, around)),
    )


def _bars(case: Case, around: _Around) -> Iterator[str]:
    for hold in around.holds:
        if _covers(hold, case):
            since = f"{hold.placed_at:%Y-%m-%d}"
            yield f"Legal hold {hold.pk} on {hold.about}, since {since}."
    if case.chart.patient in around.audited:
        yield "A RADV audit of the patient is open."
    if case.chart_id in around.owing or case.chart.patient in around.owing:
        yield "An overpayment is not settled."
    if case.pk in around.asked:
        yield "A query is not finished."
    if case.pk in around.read:
        yield "An over-read is not finished."
    if case.state != State.FINALISED:
        yield f"The chart is {State(case.state).label}, not signed."


def _covers(hold: LegalHold, case: Case) -> bool:
    scopes = LegalHold.Scope
    return {
        scopes.CHART: hold.chart == case.chart_id,
        scopes.PATIENT: hold.patient == case.chart.patient,
        scopes.CONTRACT: hold.name.casefold() == case.contract.casefold(),
        scopes.SITE: hold.name.casefold() == case.site.casefold(),
        scopes.EVERYTHING: True,
    }[scopes(hold.scope)]


def _around(cases: Sequence[Case]) -> _Around:
    charts = [case.chart_id for case in cases]
    patients = {case.chart.patient for case in cases}
    audited, closed = _audits(patients)
    return _Around(
        holds=list(LegalHold.objects.in_force()),
        audited=audited,
        closed=closed,
        disclosed=_disclosed(patients),
        owing=_owing(charts, patients),
        asked=set(
            Query.objects.filter(
                case__in=cases, state__in=[each.value for each in UNFINISHED]
            ).values_list("case_id", flat=True)
        ),
        read=set(
            OverRead.objects.filter(case__in=cases, stage__in=BEING_READ).values_list(
                "case_id", flat=True
            )
        ),
    )


def _audits(patients: Collection[UUID]) -> tuple[set[UUID], dict[UUID, date]]:
    """Patients in an open audit, and when the last audit of the others was closed."""
    rows = AuditedEnrollee.objects.filter(patient__in=patients)
    open_, ended = set(), defaultdict(set)
    for patient, audit, state in rows.values_list(
        "patient", "audit_id", "audit__state"
    ):
        if patient is not None and state != AuditState.CLOSED:
            open_.add(patient)
        elif patient is not None:
            ended[patient].add(str(audit))
    days = _closings() if ended else {}
    return open_, {
        patient: max(days[audit] for audit in audits if audit in days)
        for patient, audits in ended.items()
        if audits & days.keys()
    }


def _closings() -> dict[str, date]:
    """The day on which each audit was closed, as the trail tells it."""
    told = Event.objects.of_types(["radv-audit-changed"]).order_by("occurred_at", "id")
    return {
        each.content["audit"]: each.occurred_at.date()
        for each in told.iterator()
        if each.content["state"] == AuditState.CLOSED
    }


def _disclosed(patients: Iterable[UUID]) -> dict[str, date]:
    rows = Disclosure.objects.filter(patient__in=list(patients)).order_by("made_at")
    found: Mapping[str, date] = {
        chart: made_at.date()
        for charts, made_at in rows.values_list("charts", "made_at")
        for chart in charts
    }
    return dict(found)


def _owing(charts: Collection[UUID], patients: Collection[UUID]) -> set[UUID]:
    """Charts, and patients without a chart named, of whom something is owed."""
    rows = Overpayment.objects.filter(state__in=OWED)
    of_charts = rows.filter(chart__in=charts).values_list("chart_id", flat=True)
    of_patients = rows.filter(chart=None, patient__in=patients)
    named = of_patients.values_list("patient", flat=True)
    return {each for each in (*of_charts, *named) if each is not None}
