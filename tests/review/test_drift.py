"""Drift: noticed by the machine, settled by a person, never acted on by itself."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.utils import timezone

from audit.figure_models import FigureChart
from audit.figures import project, tally
from audit.figures.reading import monday
from audit.metrics import sheets
from audit.metrics.classes import Outcome
from audit.metrics.sheets import Line, Reference, Sheet
from audit.models import Event
from review import drift as series
from review.actions import drift
from review.models import DriftAlert, DriftBaseline
from review.refusals import Refused

WEEKS = 24
FIRST = monday(timezone.now().date()) - timedelta(weeks=WEEKS)


def line(chance, likely):
    right = chance.random() < likely
    return Line(
        code="I10",
        suggested="I10",
        outcome=Outcome.EXACT if right else Outcome.DELETED,
        chapter=chance.choice(("9", "4", "10")),
        risk_class="default",
        role="secondary",
        section="assessment",
        what="" if right else "unsupported",
        why="" if right else "negated",
        error_class="" if right else "context_misread",
        documentation=False,
        stands=right,
        verified=right,
        confidence=round(chance.gauss(8_000, 300)),
    )


def sheet(number, at, chance, likely):
    strata = dict.fromkeys(sheets.CHART_STRATA, "")
    strata["specialty"] = chance.choice(("Cardiology", "Psychiatry"))
    return Sheet(
        chart=str(UUID(int=number)),
        case=str(number),
        reference=Reference.CODER,
        at=at,
        coder="",
        strata=strata,
        weight=1.0,
        targeted=False,
        lines=tuple(line(chance, likely) for _ in range(5)),
        lead_right=None,
        held=False,
        least_default=8_000,
        least_hcc=10_000,
        least_high=10_000,
        seconds=60,
        reopened=0,
    )


def fill(drop_from=None, seed=4):
    """Half a year of forty charts a week; from some week on more is rejected."""
    chance, made = Random(seed), []
    for week in range(WEEKS):
        likely = 0.55 if drop_from is not None and week >= drop_from else 0.85
        at = datetime.combine(FIRST + timedelta(weeks=week), datetime.min.time(), UTC)
        made += [sheet(1000 * week + n, at, chance, likely) for n in range(1, 41)]
    project._insert(made)
    tally.refresh(None)
    assert FigureChart.objects.count() == len(made)


def test_without_figures_there_is_nothing_to_watch(db):
    assert drift.watch() == 0
    assert DriftBaseline.current() is None


def test_the_first_thirteen_weeks_become_the_baseline_and_the_trail_says_so(db):
    fill()
    drift.watch()
    baseline = DriftBaseline.current()
    assert (baseline.since, baseline.until) == (FIRST, FIRST + timedelta(weeks=12))
    assert Event.objects.filter(type="baseline-frozen").count() == 1
    assert not DriftAlert.objects.exists()


def test_a_fall_opens_one_task_for_each_series_and_an_event_for_each(db):
    fill(drop_from=WEEKS - 3)
    opened = drift.watch()
    assert opened == DriftAlert.objects.count() > 0
    assert Event.objects.filter(type="drift-alerted").count() == opened
    whole = DriftAlert.objects.get(measure="acceptance", stratum="all")
    assert whole.way == "down"
    assert whole.week >= FIRST + timedelta(weeks=WEEKS - 3)
    assert drift.watch() == 0, "an open alert is not told again"


def test_a_person_settles_an_alert_with_words(db, supervisor, coder):
    fill(drop_from=WEEKS - 3)
    drift.watch()
    alert = DriftAlert.objects.first()
    with pytest.raises(Refused, match="few words"):
        drift.settle(alert, outcome="explained", words="", by=supervisor)
    with pytest.raises(Refused):
        drift.settle(alert, outcome="explained", words="x", by=coder)
    drift.settle(alert, outcome="explained", words="a new clinic", by=supervisor)
    assert Event.objects.filter(type="drift-settled").count() == 1
    with pytest.raises(Refused, match="settled already"):
        drift.settle(alert, outcome="watched", words="x", by=supervisor)
    drift.watch()
    open_again = DriftAlert.objects.filter(
        outcome="", measure=alert.measure, stratum=alert.stratum, value=alert.value
    )
    assert not open_again.exists(), "what was settled is not told again"


def test_alerts_are_a_spreadsheet_with_what_they_meant(client, db, supervisor):
    fill(drop_from=WEEKS - 3)
    opened = drift.watch()
    alert = DriftAlert.objects.first()
    drift.settle(alert, outcome="explained", words="=a new clinic", by=supervisor)
    client.force_login(supervisor)
    sheet = client.get("/drift/?csv=alerts").content.decode()
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert len(rows) == opened
    meant = {(row["What it meant"], row["Found"]) for row in rows}
    assert meant == {("open", ""), ("explained", "'=a new clinic")}
    assert b'href="?csv=alerts"' in client.get("/drift/").content


def test_another_baseline_is_frozen_by_a_supervisor_who_says_why(db, supervisor):
    fill()
    since, until = FIRST + timedelta(weeks=8), FIRST + timedelta(weeks=18)
    with pytest.raises(Refused, match="few words"):
        drift.freeze(since=since, until=until, by=supervisor, words="")
    with pytest.raises(Refused, match="at least 8"):
        drift.freeze(since=since, until=since, by=supervisor, words="x")
    with pytest.raises(Refused, match="not over"):
        drift.freeze(since=since, until=date(2099, 1, 1), by=supervisor, words="x")
    drift.freeze(since=since, until=until, by=supervisor, words="new profile")
    assert DriftBaseline.current().until == monday(until)


def test_series_cost_as_many_queries_whatever_their_number(
    db, django_assert_max_num_queries
):
    fill()
    last = FIRST + timedelta(weeks=WEEKS - 1)
    with django_assert_max_num_queries(12):
        found = series.series(FIRST, FIRST + timedelta(weeks=12), last)
    assert len(found) > 8
