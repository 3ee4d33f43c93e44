"""The supervisor's first page: the queue now, who holds what, what wants a person.

Owns its wording. Live numbers come from ``review``, figures of the last weeks from the
tables of figures, health of the log from ``audit``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from audit import standing
from audit.figure_models import FigureMark
from audit.figures import project, reading
from audit.phrases import count
from coding.models import Run, StoredProfile
from coding.pipeline import ENGINE
from review import permissions, worklist
from review.breakdown import Breakdown
from review.models import Case, DriftAlert, PolicyDraft
from review.models.cases import CaseQuerySet
from review.models.steering import DraftState
from review.presenters import tables
from review.presenters.tables import Column, Table
from review.refusals import clock
from review.states import Lane, State, Verb

WAITING = Q(state__in=(State.OPEN, State.REOPENED))
#: Bounds of age in hours since a chart became a case, and their names.
AGES = ((24, "under a day"), (72, "1 to 3 days"), (168, "3 to 7 days"))
OLDER = "over 7 days"
HOLDERS = 20
#: Figures that have not moved on for so long are behind.
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that wants a person, and where to do it."""

    text: str
    url: str
    tone: str = "ask"


def tasks(user: Any) -> list[Task]:
    """What wants this person's attention, most pressing first."""
    seen = Case.objects.visible_to(user)
    late = seen.filter(WAITING, due_at__lt=Now()).exclude(lane=Lane.EXCEPTION).count()
    stuck = seen.filter(state=State.EXCEPTION).count()
    drifting = DriftAlert.objects.filter(outcome="").count()
    drafts = PolicyDraft.objects.filter(state=DraftState.OPEN).count()
    uncoded = Run.objects.given_up().filter(engine=ENGINE, purpose=Run.LIVE).count()
    unread = StoredProfile.put_aside().count()
    log = standing.verified()
    queue = reverse("review:worklist")
    found = [
        (
            drifting,
            count(drifting, "alert") + " of drift, open",
            reverse("review:drift"),
            "no",
        ),
        (late, count(late, "chart") + " past due", queue, "ask"),
        (stuck, count(stuck, "exception"), f"{queue}?view=exception", "ask"),
        (
            uncoded,
            count(uncoded, "chart") + " could not be coded",
            reverse("review:not-coded") if _takes_charts_in(user) else "",
            "no",
        ),
        (
            unread,
            count(unread, "profile") + " in force cannot be read, charts go without",
            reverse("review:profiles") if _keeps_profiles(user) else "",
            "no",
        ),
        (drafts, count(drafts, "draft") + " of policy", reverse("review:policy"), ""),
        (log.startswith("FAILED"), f"Verification of the trail: {log}", "", "no"),
        (_are_late(), "Figures are behind the trail", "", "ask"),
    ]
    return [Task(text, url, tone) for count, text, url, tone in found if count]


def _takes_charts_in(user: Any) -> bool:
    return permissions.why_not(user, Verb.INTAKE) is None


def _keeps_profiles(user: Any) -> bool:
    return permissions.why_not(user, Verb.MANAGE_PROFILES) is None


def _are_late() -> bool:
    mark = FigureMark.objects.first()
    return bool(mark and mark.at and mark.at < timezone.now() - LATE) and (
        project.is_behind()
    )


def queue(user: Any) -> Table:
    """What waits, by lane and age."""
    seen = Case.objects.visible_to(user)
    counted = {each["lane"]: each for each in _by_age(seen)}
    rows = []
    for lane in Lane:
        each = counted.get(lane.value)
        if not each:
            continue
        url = f"{reverse('review:worklist')}?view={lane.value}"
        oldest = each["oldest"]
        rows.append(
            [
                tables.words(lane.label, url),
                tables.number(each["waiting"]),
                tables.number(each["claimed"]),
                tables.number(each["late"]),
                *(tables.number(each[f"age{n}"]) for n in range(len(AGES) + 1)),
                tables.words(clock(oldest) if oldest else tables.DASH),
            ]
        )
    heads = [Column(name) for _, name in AGES]
    return Table(
        "queue",
        "The queue now",
        (
            Column("Lane", num=False),
            Column("Waiting"),
            Column("In work"),
            Column("Past due"),
            *heads,
            Column(OLDER),
            Column("Oldest since", num=False),
        ),
        rows,
        note="ages since the chart was routed",
        csv_url="?csv=queue",
    )


def _by_age(seen: CaseQuerySet) -> Any:
    now = timezone.now()
    bounds = [now - timedelta(hours=hours) for hours, _ in AGES]
    waits = WAITING | Q(state=State.EXCEPTION)
    ages = {
        f"age{n}": Count("id", filter=waits & _between(bounds, n))
        for n in range(len(bounds) + 1)
    }
    active = waits | Q(state=State.CLAIMED)
    return (
        seen.filter(active)
        .order_by()
        .values("lane")
        .annotate(
            waiting=Count("id", filter=waits),
            claimed=Count("id", filter=Q(state=State.CLAIMED)),
            late=Count("id", filter=waits & Q(due_at__lt=Now())),
            oldest=Min("opened_at", filter=waits),
            **ages,
        )
    )


def _between(bounds: Sequence[Any], n: int) -> Q:
    young = Q(opened_at__gte=bounds[n]) if n < len(bounds) else Q()
    old = Q(opened_at__lt=bounds[n - 1]) if n else Q()
    return young & old


def holders(user: Any) -> Table:
    """Who holds which chart, and until when."""
    held = (
        Case.objects.visible_to(user)
        .filter(state=State.CLAIMED)
        .select_related("claimed_by")
        .order_by("claimed_at")[:HOLDERS]
    )
    rows = [
        [
            tables.words(str(case.pk), case.get_absolute_url()),
            tables.words(case.claimed_by.label if case.claimed_by else ""),
            tables.words(clock(case.claimed_at) if case.claimed_at else ""),
            tables.words(clock(case.lease_until) if case.lease_until else ""),
            tables.number(case.undecided_count),
            tables.number(case.code_count),
        ]
        for case in held
    ]
    return Table(
        "holders",
        "Who holds what",
        (
            Column("Case", num=False),
            Column("With", num=False),
            Column("Since", num=False),
            Column("Lease until", num=False),
            Column("Undecided"),
            Column("Codes"),
        ),
        rows,
        csv_url="?csv=holders",
    )


@dataclass(frozen=True, slots=True)
class Short:
    """One number of the queue or of the last weeks."""

    title: str
    value: str
    note: str
    url: str = ""


def headlines(user: Any, asked: Breakdown) -> list[Short]:
    """The queue in four numbers, and how good the suggestions were lately."""
    counts = worklist.counts(user)
    lately = reading.total(asked.question)
    exact, missed = lately.exact_share, lately.missed_share
    address = reverse("review:accuracy")
    where = f"{address}?{asked.url_query()}"
    waiting = f"{counts.past_due:,} past due"
    return [
        Short("Waiting", f"{counts.waiting:,}", waiting, reverse("review:worklist")),
        Short("On hold", f"{counts.by_view['held']:,}", "charts"),
        Short("Signed", f"{counts.by_view['signed']:,}", "charts in all"),
        Short("Exact, 4 weeks", tables.per_cent(exact.value), _rests(exact), where),
        Short("Missed, 4 weeks", tables.per_cent(missed.value), _rests(missed), where),
    ]


def _rests(share: Any) -> str:
    if not share.n:
        return "no codes yet"
    return f"n {share.n:,} · {tables.span(share.interval)}"
