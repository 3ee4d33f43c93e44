"""Freezing a baseline, opening alerts, and settling them.

Owns the tasks that drift makes for people. The machine only ever notices; what is to be
done about it, a policy included, a person decides.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from audit import events, vault
from audit.actions import SYSTEM, Actor, record
from audit.events import DriftOutcome, Way
from audit.figures import reading
from audit.metrics.control import BASELINE
from review import drift, permissions
from review.actions import guard, reasons
from review.models import DriftAlert, DriftBaseline, User
from review.refusals import Refused
from review.states import Verb

#: A baseline from fewer weeks says too little of how weeks differ.
FEWEST_WEEKS = 8


@transaction.atomic
def freeze(*, since: date, until: date, by: User, words: str) -> DriftBaseline:
    """Takes the level of all charts from these weeks; both are Mondays' weeks."""
    permissions.require_at(by, Verb.SETTLE_DRIFT)
    if not words.strip():
        raise Refused("Say in a few words why the baseline changes.")
    first, last = reading.monday(since), reading.monday(until)
    if (last - first).days // 7 + 1 < FEWEST_WEEKS:
        raise Refused(f"A baseline needs at least {FEWEST_WEEKS} weeks.")
    if last > drift.last_whole_week(timezone.now().date()):
        raise Refused("The last week of the baseline is not over, or not counted yet.")
    return _freeze(first, last, guard.person(by), by, words)


def _freeze(
    since: date, until: date, actor: Actor, by: User | None, words: str = ""
) -> DriftBaseline:
    kept = reasons.keep(words)
    made = DriftBaseline.objects.create(
        since=since, until=until, frozen_by=by, reason_sha256=kept
    )
    fact = events.BaselineFrozen(
        baseline=str(made.pk),
        since=since.isoformat(),
        until=until.isoformat(),
        words=kept or None,
    )
    record(fact, by=actor)
    return made


@transaction.atomic
def watch() -> int:
    """Looks at every series again; how many alerts that opened.

    Without a baseline the first thirteen whole weeks become one.
    """
    last = drift.last_whole_week(timezone.now().date())
    # The row is the lock: two watches at once would open the same alert.
    baseline = DriftBaseline.objects.select_for_update().order_by("-frozen_at").first()
    baseline = baseline or _first_baseline(last)
    if baseline is None:
        return 0
    found = drift.series(baseline.since, baseline.until, last)
    return sum(_alert(baseline, series) for series in found)


def _first_baseline(last: date) -> DriftBaseline | None:
    known = reading.span()
    if known is None:
        return None
    until = known[0] + timedelta(weeks=BASELINE - 1)
    return _freeze(known[0], until, SYSTEM, None) if until < last else None


def _alert(baseline: DriftBaseline, series: drift.Series) -> int:
    """Opens what is new of a series; while one of its alerts is open, nothing."""
    key = series.key
    own = baseline.alerts.filter(
        measure=key.measure, stratum=key.stratum, value=key.value[:200]
    )
    if not series.chart.alarms or own.filter(outcome="").exists():
        return 0
    known = own.order_by("-week").values_list("week", flat=True).first()
    fresh = [
        place
        for place in series.chart.alarms
        if known is None or series.weeks[place] > known
    ]
    if fresh:
        _open(baseline, series, fresh[-1])
    return bool(fresh)


def _open(baseline: DriftBaseline, series: drift.Series, place: int) -> None:
    key, point = series.key, series.chart.points[place]
    mixed = key.measure in drift.MIXES
    way = Way.APART if mixed else Way(point.alarm)
    alert = DriftAlert.objects.create(
        baseline=baseline,
        measure=key.measure,
        stratum=key.stratum,
        value=key.value[:200],
        week=series.weeks[place],
        way=way.value,
        sum=round(100 * max(point.up, point.down)),
        limit=round(100 * series.chart.limit),
    )
    fact = events.DriftAlerted(
        alert=str(alert.pk),
        baseline=str(baseline.pk),
        measure=alert.measure,
        stratum=alert.stratum,
        value=alert.value,
        week=alert.week.isoformat(),
        way=way,
        sum=alert.sum,
        limit=alert.limit,
    )
    record(fact, by=SYSTEM)


@transaction.atomic
def settle(alert: DriftAlert, *, outcome: str, words: str, by: User) -> DriftAlert:
    """A person says what an alert means; the task is done."""
    permissions.require_at(by, Verb.SETTLE_DRIFT)
    row = DriftAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if row.outcome:
        raise Refused("This alert is settled already.")
    if outcome not in list(DriftOutcome):
        raise Refused("Choose what the alert means.")
    if not words.strip():
        raise Refused("Say in a few words what you found.")
    row.outcome, row.settled_by, row.settled_at = outcome, by, timezone.now()
    row.words_sha256 = vault.put_text(words.strip())
    row.save()
    fact = events.DriftSettled(
        alert=str(row.pk), outcome=DriftOutcome(outcome), words=row.words_sha256
    )
    record(fact, by=guard.person(by))
    return row
