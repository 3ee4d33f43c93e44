"""The page of drift: open alerts, and a control chart for each watched series.

Owns the wording and the order: what needs a person first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from audit.events import Way
from audit.metrics.control import FEWEST, Chart
from review.breakdown import LABELS as STRATA
from review.breakdown import NONE, NOT_KNOWN
from review.drift import ALL, LABELS, MIXES, Key, Series
from review.models import DriftAlert
from review.presenters import plots, tables
from review.presenters.figure_names import labels
from review.presenters.policy import typed
from review.presenters.tables import Cell, Column, Table
from review.refusals import clock

WAYS = {
    Way.UP: "rose above its baseline",
    Way.DOWN: "fell below its baseline",
    Way.APART: "is no longer like its baseline",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """A task: what moved, when and how far."""

    row: DriftAlert
    title: str
    says: str
    url: str
    outcome: str = ""
    words: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A series with its chart."""

    key: str
    title: str
    plot: plots.Plot
    says: str
    alarms: int


def alerts(rows: Iterable[DriftAlert]) -> list[Alert]:
    """Alerts in the order given."""
    return [_alert(row) for row in rows]


def _alert(row: DriftAlert) -> Alert:
    key = Key(row.measure, row.stratum, row.value)
    return Alert(
        row,
        title(key),
        f"{WAYS[Way(row.way)]} in the week of {row.week:%-d %b %Y}: sum"
        f" {row.sum / 100:.1f}, limit {row.limit / 100:.1f}",
        _rows(key, row.week),
        row.outcome.replace("_", " "),
        typed(row.words_sha256),
        f"{row.settled_by.label}, {clock(row.settled_at)}"
        if row.settled_by and row.settled_at
        else "",
    )


def title(key: Key) -> str:
    """What a series is called."""
    if key.stratum == ALL:
        return LABELS[key.measure]
    value = labels(key.stratum, [key.value])[key.value] or NOT_KNOWN
    return f"{LABELS[key.measure]}, {STRATA[key.stratum].lower()} {value}"


def _rows(key: Key, week: date) -> str:
    query = {"since": week.isoformat(), "until": week.isoformat()}
    if key.stratum != ALL:
        query[key.stratum] = key.value or NONE
    return f"{reverse('review:accuracy-rows')}?{urlencode(query)}"


def watched(found: Iterable[Series], most: int) -> list[Watched]:
    """Series with alarms first, then by how much they rest on; unreadable ones not."""
    readable = [
        series
        for series in found
        if any(point.score is not None for point in series.chart.points)
    ]
    readable.sort(key=lambda each: (-len(each.chart.alarms), -_rests_on(each.chart)))
    return [_watched(each) for each in readable[:most]]


def _rests_on(chart: Chart) -> int:
    return sum(point.n for point in chart.points)


def _watched(series: Series) -> Watched:
    chart, weeks = series.chart, [f"{week:%-d %b}" for week in series.weeks]
    name = title(series.key)
    return Watched(
        "-".join((series.key.measure, series.key.stratum, series.key.value)),
        name,
        plots.of_control(f"Control chart: {name}", weeks, chart),
        _level(series.key, chart),
        len(chart.alarms),
    )


def _level(key: Key, chart: Chart) -> str:
    told = [point for point in chart.points if point.score is not None]
    n = sum(point.n for point in told)
    level = ""
    if key.measure == "confidence":
        level = f"Baseline {chart.level / 10_000:.3f}. "
    elif key.measure not in MIXES:
        level = f"Baseline {tables.per_cent(chart.level)}. "
    alarms = {0: "no alarm", 1: "1 alarm"}.get(
        len(chart.alarms), f"{len(chart.alarms)} alarms"
    )
    return f"{level}{len(told)} weeks, n {n:,}, {alarms}."


def numbers(found: Sequence[Series]) -> Table:
    """Every week of every series: the numbers beneath the charts."""
    rows = []
    for series in found:
        for week, point in zip(series.weeks, series.chart.points, strict=True):
            few = point.score is None
            rows.append(
                [
                    tables.words(title(series.key)),
                    tables.day(week),
                    Cell(f"{point.n:,}", _rows(series.key, week), quiet=few),
                    Cell(_value(series.key, point.value), quiet=few),
                    Cell("too few", quiet=True)
                    if few
                    else tables.signed(point.score or 0.0, 1),
                    Cell(f"{max(point.up, point.down):.1f}"),
                    Cell(f"{series.chart.limit:.1f}"),
                    tables.words(
                        "alarm" if point.alarm else "", tone="no" if point.alarm else ""
                    ),
                ]
            )
    return Table(
        "weeks",
        "Week by week",
        (
            Column("Series", num=False),
            Column("Week of", num=False),
            Column("n"),
            Column("Value"),
            Column("From baseline, SD"),
            Column("Sum"),
            Column("Limit"),
            Column("", num=False),
        ),
        rows,
        note=f"weeks with fewer than {FEWEST} codes say nothing",
        csv_url="?csv=weeks",
    )


def _value(key: Key, value: float | None) -> str:
    if value is None or key.measure in MIXES:
        return tables.DASH
    if key.measure == "confidence":
        return f"{value / 10_000:.3f}"
    return tables.per_cent(value)


def alerts_table(found: Iterable[Alert]) -> Table:
    """Alerts for a spreadsheet: what moved, and what people found it to mean."""
    names = ("Series", "Week of", "What happened", "Sum", "Limit", "What it meant")
    return Table(
        "alerts",
        "Alerts",
        tuple(Column(name, num=False) for name in (*names, "Found", "By")),
        [
            [
                tables.words(alert.title),
                tables.day(alert.row.week),
                tables.words(WAYS[Way(alert.row.way)]),
                Cell(f"{alert.row.sum / 100:.1f}"),
                Cell(f"{alert.row.limit / 100:.1f}"),
                tables.words(alert.outcome or "open"),
                tables.words(alert.words),
                tables.words(alert.by),
            ]
            for alert in found
        ],
        csv_url="?csv=alerts",
    )
