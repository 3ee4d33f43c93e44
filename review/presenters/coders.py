"""The figures of coders: one row a person, and one person's month.

Owns reading the rows and wording the figures; the formulas are
``audit.metrics.coders``. Accuracy is of charts drawn by chance; what was aimed at a
risk is shown beside it and never mixed in. A fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, QuerySet, When
from django.db.models import Case as Choice
from django.utils import timezone

from audit.metrics import staffing
from audit.metrics.coders import Accuracy, Chart, Pace, Work, accuracy, expected, pace
from audit.metrics.intervals import ENOUGH, Share
from coding.models import ChartVersion
from review.models import Case, OverRead, SignedWork, User
from review.models.cases import WAITING
from review.overreading import SEEN
from review.presenters.attention import taken_by_person
from review.presenters.figures import Figure, estimate, figure
from review.sampling import PARTS
from review.states import State
from review.team import Sites

WEEKS = timedelta(days=28)
#: Active seconds from which a pace says anything about a person.
LEAST_ACTIVE = 600


@dataclass(frozen=True, slots=True)
class AccuracyView:
    """The figures of over-read charts; ``charts`` says of how many."""

    charts: int
    union: Figure
    precision: Figure
    recall: Figure
    records: Figure
    lead: Figure
    poa: Figure

    @property
    def is_enough(self) -> bool:
        return self.charts >= ENOUGH


@dataclass(frozen=True, slots=True)
class CoderView:
    """One coder in one period."""

    person: User
    signed: int
    by_chance: AccuracyView
    aimed: AccuracyView
    agreement: Figure
    per_hour: str
    index: str
    to_accept: str
    doubts: Figure
    taken: Figure  # planted suggestions that were accepted, of those told

    @property
    def is_enough(self) -> bool:
        return self.by_chance.is_enough


def accuracy_view(rows: Iterable[Chart]) -> AccuracyView:
    told: Accuracy = accuracy(rows)
    return AccuracyView(
        charts=told.charts,
        union=estimate(told.union),
        precision=estimate(told.precision),
        recall=estimate(told.recall),
        records=estimate(told.records),
        lead=estimate(told.lead),
        poa=estimate(told.poa),
    )


def coders(
    since: date, until: date, person: User | None = None, sites: Sites = None
) -> list[CoderView]:
    """Everybody who signed in the period, by name: figures this thin are no ranking.

    Of charts of these sites only; None is every site.
    """
    work = _work(since, until, sites)
    usual = expected(each for rows in work.values() for each, _ in rows)
    read = _read(since, until, sites)
    checks = taken_by_person(since, until, sites)
    keys = {*work, *read, *checks} if person is None else {person.pk}
    people = User.objects.filter(pk__in=keys).order_by("display_name", "username")
    return [
        _coder(
            each,
            work.get(each.pk, []),
            read.get(each.pk, []),
            checks.get(each.pk, Share(0, 0)),
            usual,
        )
        for each in people
    ]


def own_figures(user: User, since: date, until: date, sites: Sites = None) -> CoderView:
    """One person's own figures of a period, for their own page."""
    return coders(since, until, user, sites)[0]


def signed(since: date, until: date, sites: Sites = None) -> QuerySet[SignedWork]:
    """The work in charts that were signed in the period."""
    rows = SignedWork.objects.filter(
        signed_at__date__gte=since, signed_at__date__lte=until
    )
    return rows if sites is None else rows.filter(code_set__case__site__in=sites)


def last_signed(before: date, sites: Sites = None) -> date | None:
    """The newest day before this one on which a chart was signed; None without any."""
    found = signed(date.min, before, sites).aggregate(last=Max("signed_at"))["last"]
    return timezone.localdate(found) if found else None


def over_read(since: date, until: date, sites: Sites = None) -> QuerySet[OverRead]:
    """Over-reads whose second coding is complete, of charts signed in the period."""
    rows = OverRead.objects.filter(
        stage__in=SEEN,
        code_set__signed_at__date__gte=since,
        code_set__signed_at__date__lte=until,
    )
    return rows if sites is None else rows.filter(case__site__in=sites)


def _work(
    since: date, until: date, sites: Sites
) -> dict[Any, list[tuple[Work, SignedWork]]]:
    rows = signed(since, until, sites)
    by_person: dict[Any, list[tuple[Work, SignedWork]]] = {}
    for row in rows:
        work = Work(f"{row.setting}:{min(row.pages, 10)}", row.active_seconds)
        by_person.setdefault(row.coder_id, []).append((work, row))
    return by_person


def _read(since: date, until: date, sites: Sites) -> dict[Any, list[OverRead]]:
    """Over-reads by coder, of charts signed in the period."""
    rows = over_read(since, until, sites)
    by_person: dict[Any, list[OverRead]] = {}
    for row in rows.defer("second", "settled", "considered"):
        by_person.setdefault(row.coder_id, []).append(row)
    return by_person


def _coder(
    person: User,
    work: Sequence[tuple[Work, SignedWork]],
    read: Sequence[OverRead],
    checks: Share,
    usual: Mapping[str, float],
) -> CoderView:
    speed = _pace([each for each, _ in work], usual)
    rows = [row for _, row in work]
    accepts = sum(row.accepts for row in rows)
    seconds = sum(row.accept_seconds for row in rows)
    doubts = sum(min(row.doubts, row.decisions) for row in rows)
    same = sum(row.stage == "agreed" for row in read)
    return CoderView(
        person=person,
        signed=len(rows),
        by_chance=accuracy_view(_charts(read, "random")),
        aimed=accuracy_view(_charts(read, "targeted")),
        agreement=figure(Share(same, len(read))),
        per_hour=f"{speed.per_hour:.1f}" if speed.per_hour is not None else "–",
        index=f"{speed.index:.2f}" if speed.index is not None else "–",
        to_accept=f"{seconds / accepts:.0f} s" if accepts else "–",
        doubts=figure(Share(doubts, sum(row.decisions for row in rows))),
        taken=figure(checks),
    )


def _pace(work: Sequence[Work], usual: Mapping[str, float]) -> Pace:
    """The pace of somebody's charts; none of a few seconds, which would be a fable."""
    if sum(each.seconds for each in work) < LEAST_ACTIVE:
        return Pace(len(work), None, None)
    return pace(work, usual)


def _charts(read: Iterable[OverRead], drawn_by: str) -> list[Chart]:
    """Over-read charts whose truth is known."""
    return [
        Chart(
            right=row.right,
            extra=row.extra or 0,
            missed=row.missed or 0,
            lead_right=bool(row.lead_right),
            poa_right=row.poa_right or 0,
            poa_asked=row.poa_asked or 0,
            # Who was aimed at speaks for themselves only.
            weight=PARTS / row.probability if drawn_by == "random" else 1.0,
        )
        for row in read
        if row.drawn_by == drawn_by and row.right is not None and row.probability
    ]


def backlog(today: date, sites: Sites = None) -> staffing.Forecast:
    """Arrivals and signatures of the last four weeks, and what waits now."""
    since = today - WEEKS
    arrived = _arrived(since)
    if sites is not None:
        arrived = arrived.filter(chart__case__site__in=sites)
    done = signed(since + timedelta(days=1), today, sites)
    return staffing.forecast(
        _by_day(arrived, "came_on", today),
        _by_day(done, "signed_at__date", today),
        effort(today, sites).minutes,
        _here(Case.objects.filter(state__in=WAITING), sites).count(),
    )


@dataclass(frozen=True, slots=True)
class Effort:
    """Active minutes of an average chart, of so many signed in four weeks."""

    minutes: float
    charts: int
    until: date


def effort(today: date, sites: Sites = None) -> Effort:
    """Of the four weeks that end today, or with the last timed signature before them.

    A chart signed within one moment was not timed and says nothing of effort.
    """
    timed = signed(date.min, today, sites).filter(active_seconds__gt=0)
    last = timed.aggregate(last=Max("signed_at"))["last"]
    newest = timezone.localdate(last) if last else today
    until = today if newest > today - WEEKS else newest
    told = timed.filter(signed_at__date__gt=until - WEEKS).aggregate(
        mean=Avg("active_seconds"), n=Count("pk")
    )
    return Effort((told["mean"] or 0.0) / 60, told["n"], until)


def _arrived(since: date) -> QuerySet[ChartVersion]:
    """First versions that came after a day, with the day each came.

    A simulated chart came on the day of its visit, whenever it was written.
    """
    written = When(chart__simulated=None, then=F("received_at__date"))
    came_on = Choice(written, default=F("service_date"))
    rows = ChartVersion.objects.filter(number=1).annotate(came_on=came_on)
    return rows.filter(came_on__gt=since)


def _here(rows: QuerySet[Case], sites: Sites) -> QuerySet[Case]:
    return rows if sites is None else rows.filter(site__in=sites)


def _by_day(rows: QuerySet[Any], column: str, today: date) -> list[int]:
    counted = rows.order_by().values_list(column).annotate(n=Count("pk"))
    found = dict(counted)
    days = (today - timedelta(days=n) for n in range(WEEKS.days))
    return [found.get(day, 0) for day in days]


def discharges(sites: Sites = None) -> QuerySet[Case]:
    """Inpatient charts that nobody signed yet."""
    rows = Case.objects.filter(setting="inpatient").exclude(state=State.FINALISED)
    return _here(rows, sites)


def unbilled(today: date, sites: Sites = None) -> tuple[tuple[staffing.Age, int], ...]:
    """Discharges that nobody signed yet, by age."""
    by_day = discharges(sites).order_by().values_list("service_date")
    counted = dict(by_day.annotate(n=Count("pk")))
    return staffing.ages({(today - day).days: n for day, n in counted.items()})


def month_of(said: str) -> tuple[date, date]:
    """The first and last day of “2026-09”; of the present month for anything else."""
    today = timezone.localdate()
    try:
        year, month = (int(part) for part in said.split("-"))
        first = date(year, month, 1)
        after = (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):  # no such month, or the last there is
        return month_of(f"{today:%Y-%m}")
    return first, after - timedelta(days=1)
