"""Questions that dashboards ask of the tables of figures.

Owns which table answers: tallies for at most two strata, the charts where more strata
of charts are asked about, the lines themselves for the rest. The same question gets the
same answer from each; from the lines in bounded time or not at all. Never writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, Min, Q, QuerySet

from audit.figure_models import FigureChart, FigureLine, FigureTally
from audit.figures import answers, tally
from audit.figures.tally import (
    BY,
    CHART_BY,
    CHART_SUMS,
    COLUMNS,
    LINE_MARKS,
    LINE_STRATA,
    OF_LINES,
    TALLY_SUMS,
)
from audit.metrics.counts import EMPTY, NAMES, Counts
from audit.metrics.rarity import RARE
from audit.metrics.sheets import Reference

STRATA = (*CHART_BY, *LINE_STRATA)
#: What may be asked for one week, one value or everything at once.
WEEK, ALL = "week", ""
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows count: weeks from ``since`` to ``until``, both by their Mondays.

    ``sites`` are those that the reader may see; None for all of them. ``edition`` is
    that of the tables, where answers about it may be kept (``audit.figures.answers``).
    """

    since: date
    until: date
    reference: Reference = Reference.CODER
    filters: tuple[tuple[str, str], ...] = ()
    sites: tuple[str, ...] | None = None
    edition: str = ""

    def __post_init__(self) -> None:
        for name, _ in self.filters:
            if name not in STRATA and name not in BY:
                raise ValueError("Figures are not broken down by that.")

    def where(self, **more: str) -> Question:
        """The same question about fewer rows."""
        return replace(self, filters=(*self.filters, *more.items()))

    def against(self, reference: Reference) -> Question:
        """The same question against another reference."""
        return replace(self, reference=reference)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def span() -> tuple[date, date] | None:
    """The first and the last week that hold anything."""
    # Every chart is counted here once: some rows a week instead of thousands.
    counted = FigureTally.objects.filter(reference=Reference.CODER, by="", also="")
    found = counted.aggregate(first=Min("week"), last=Max("week"))
    first, last = found["first"], found["last"]
    return (first, last) if first and last else None


def values(*names: str) -> dict[str, list[str]]:
    """The values of strata that occur, for choosing one; in one query."""
    if not set(names) <= set(STRATA):
        raise ValueError("Figures are not broken down by that.")
    found: dict[str, list[str]] = {name: [] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(_OCCURRING, [list(names)])
        for name, value in cursor.fetchall():
            found[name].append(value)
    return {name: sorted(held) for name, held in found.items()}


_OCCURRING = """
SELECT by, value FROM audit_figuretally WHERE by = ANY(%s) AND also = '' GROUP BY 1, 2
"""


def total(question: Question) -> Counts:
    """Everything that the question is about, in one count."""
    return by(question, ALL).get("", EMPTY)


def by(question: Question, name: str) -> dict[Any, Counts]:
    """Counts by the values of a stratum, by ``WEEK`` or, with ``ALL``, under ""."""
    return {key: counts for (key, _), counts in crossed(question, name).items()}


def crossed(
    question: Question, name: str, other: str = ALL
) -> dict[tuple[Any, Any], Counts]:
    """Counts by two strata at once."""
    for each in (name, other):
        if each not in (ALL, WEEK, *STRATA, *BY):
            raise ValueError("Figures are not broken down by that.")
    sql, given = statement(question, name, other)
    rows = answers.rows(sql, given, question.edition, is_of_lines(sql))
    return {(row[0], row[1]): Counts(*row[2:]) for row in rows if row[2] is not None}


def is_of_lines(sql: str) -> bool:
    """Only the lines are so many that an answer may take longer than is bearable."""
    return "audit_figureline" in sql


def statement(question: Question, name: str, other: str) -> tuple[str, list[Any]]:
    """What is asked of the database, with the values for it."""
    asked = [each for each, _ in question.filters]
    asked += [each for each in (name, other) if each not in (ALL, WEEK)]
    of_charts = all(each in CHART_BY for each in asked)
    asked += ["site"] * (question.sites is not None)
    pair = tally.pair(list(dict.fromkeys(asked)))
    names = name, other
    # Lines without a mark are not tallied by it.
    unmarked = any(mark in LINE_MARKS and not value for mark, value in question.filters)
    if pair is not None and not unmarked:
        return _from_tallies(question, names, *pair)
    if of_charts:
        return _from_charts(question, names)
    return _from_lines(question, names)


def _from_tallies(
    question: Question, names: tuple[str, str], one: str, beside: str
) -> tuple[str, list[Any]]:
    columns = {one: "value", beside: "also_value"}
    where, given = conditions(question, columns)
    where, given = f"{where} AND by = %s AND also = %s", [*given, one, beside]
    keys = _keys(names, columns)
    return _summed(keys, TALLY_SUMS, f"audit_figuretally WHERE {where}"), given


def _from_charts(question: Question, names: tuple[str, str]) -> tuple[str, list[Any]]:
    where, given = conditions(question, {})
    keys = _keys(names, {})
    return _summed(keys, CHART_SUMS, f"audit_figurechart WHERE {where}"), given


def _from_lines(question: Question, names: tuple[str, str]) -> tuple[str, list[Any]]:
    """Chart by chart first: what of each is asked about is one cluster."""
    where, given = conditions(question, COLUMNS)
    one, other = _keys(names, COLUMNS)
    marked = [COLUMNS.get(name, name) for name in names if name in LINE_MARKS]
    where = " AND ".join([where, *(f"{column} <> ''" for column in marked)])
    counts = ", ".join(f"{sum_} AS {name}" for name, sum_ in OF_LINES.items())
    by_chart = (
        f"(SELECT {one} AS one, {other} AS other, max(weight) AS weight, {counts}"  # noqa: S608
        f" FROM audit_figureline WHERE {where} GROUP BY 1, 2, chart) charts"
    )
    return _summed(("one", "other"), CHART_SUMS, by_chart), given


def conditions(question: Question, columns: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Which rows count. Names of our own columns only; every value is a parameter."""
    conditions = ["reference = %s", "week >= %s", "week <= %s"]
    given: list[Any] = [question.reference.value, question.since, question.until]
    for name, value in question.filters:
        conditions.append(f"{columns.get(name, name)} = %s")
        given.append(value)
    if question.sites is not None:
        conditions.append(f"{columns.get('site', 'site')} = ANY(%s)")
        given.append(list(question.sites))
    return " AND ".join(conditions), given


def _keys(names: tuple[str, str], columns: Mapping[str, str]) -> tuple[str, str]:
    one, other = (
        {ALL: "''", WEEK: "week"}.get(name) or columns.get(name, name) for name in names
    )
    return one, other


def _summed(keys: tuple[str, str], sums: Mapping[str, str], rows: str) -> str:
    counted = ", ".join(sums[name] for name in NAMES)
    return (
        f"SELECT {keys[0]} AS one, {keys[1]} AS other, {counted} FROM {rows}"  # noqa: S608
        " GROUP BY 1, 2"
    )


#: The same as the column of that name, in the words of the ORM and of its indexes.
OF_FAULT = {
    tally.RECORD: Q(documentation=True),
    tally.MACHINE: Q(documentation=False) & ~Q(why=""),
}
NO_FAULT = Q(documentation=False, why="")


def lines(question: Question, *outcomes: str) -> QuerySet[FigureLine]:
    """The rows behind a number, newest first."""
    found = FigureLine.objects.filter(
        reference=question.reference,
        week__gte=question.since,
        week__lte=question.until,
        **{n: value for n, value in question.filters if n not in COLUMNS},
    )
    held = dict(question.filters)
    if "rare" in held:
        found = found.filter(rarity__in=RARE)
    if "fault" in held:
        found = found.filter(OF_FAULT.get(held["fault"], NO_FAULT))
    if question.sites is not None:
        found = found.filter(site__in=question.sites)
    if outcomes:
        found = found.filter(outcome__in=outcomes)
    return found.order_by("-week", "-id")


def charts(question: Question) -> QuerySet[FigureChart]:
    """The charts of a question that asks for strata of charts only."""
    strata = {name: value for name, value in question.filters if name in CHART_BY}
    found = FigureChart.objects.filter(
        reference=question.reference,
        week__gte=question.since,
        week__lte=question.until,
        **strata,
    )
    return found if question.sites is None else found.filter(site__in=question.sites)


@dataclass(frozen=True, slots=True)
class OfCharts:
    """So many charts that were opened again or not, answered, and doubted so."""

    again: bool
    answered: bool
    doubted: tuple[str, ...]
    n: int


def of_charts(question: Question) -> list[OfCharts]:
    """Charts by what happened to them after signing; in one query."""
    strata = tuple(each for each in question.filters if each[0] in CHART_BY)
    where, given = conditions(replace(question, filters=strata), {})
    sql = (
        "SELECT reopened > 0, answered, doubted, count(*)::int FROM audit_figurechart"  # noqa: S608
        f" WHERE {where} GROUP BY 1, 2, 3"
    )
    return [
        OfCharts(again, answered, tuple(doubted.split()), n)
        for again, answered, doubted, n in answers.rows(sql, given, question.edition)
    ]
