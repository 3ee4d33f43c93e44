"""Questions that dashboards ask of the tables of figures.

Owns which table answers: charts where only strata of charts are asked about, tallies
for a stratum of codes with at most one stratum of charts beside it, the lines
themselves for the rest. The same question gets the same answer from each. Never writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, Min, QuerySet

from audit.figure_models import FigureChart, FigureLine
from audit.figures.tally import BESIDE, BY, LINE_STRATA, LINE_SUMS, TALLY_SUMS
from audit.metrics.counts import EMPTY, NAMES, Counts
from audit.metrics.sheets import CHART_STRATA, Reference

CHART_BY = (*CHART_STRATA, "coder")
STRATA = (*CHART_BY, *LINE_STRATA)
#: What may be asked for one week, one value or everything at once.
WEEK, ALL = "week", ""
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows count: weeks from ``since`` to ``until``, both by their Mondays.

    ``sites`` are those that the reader may see; None for all of them.
    """

    since: date
    until: date
    reference: Reference = Reference.CODER
    filters: tuple[tuple[str, str], ...] = ()
    sites: tuple[str, ...] | None = None

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
    found = FigureChart.objects.aggregate(first=Min("week"), last=Max("week"))
    first, last = found["first"], found["last"]
    return (first, last) if first and last else None


def values(*names: str) -> dict[str, list[str]]:
    """The values of strata that occur, for choosing one; in one query."""
    if not set(names) <= set(STRATA):
        raise ValueError("Figures are not broken down by that.")
    parts, given = [], []
    for name in names:
        given.append(name)
        if name in LINE_STRATA:
            parts.append(_TALLIED)
            given.append(name)
        else:
            parts.append(f"SELECT %s, {name} FROM audit_figurechart GROUP BY 2")  # noqa: S608
    found: dict[str, list[str]] = {name: [] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"({part})" for part in parts), given)
        for name, value in cursor.fetchall():
            found[name].append(value)
    return {name: sorted(held) for name, held in found.items()}


_TALLIED = (
    "SELECT %s, value FROM audit_figuretally WHERE by = %s AND also = '' GROUP BY 2"
)


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
    sql, given = _statement(question, name, other)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    return {(row[0], row[1]): Counts(*row[2:]) for row in rows if row[2] is not None}


def _statement(question: Question, name: str, other: str) -> tuple[str, list[Any]]:
    asked = [each for each, _ in question.filters]
    asked += [each for each in (name, other) if each not in (ALL, WEEK)]
    if all(each in CHART_BY for each in asked):
        return _from("audit_figurechart", CHART_SUMS, question, (name, other))
    asked += ["site"] * (question.sites is not None)
    pair = _tallied(list(dict.fromkeys(asked)))
    if pair is not None:
        return _from_tallies(question, (name, other), *pair)
    return _from("audit_figureline", LINE_SUMS, question, (name, other))


def _tallied(asked: Sequence[str]) -> tuple[str, str] | None:
    """Which tally holds these strata: one of codes, and what stands beside it."""
    if len(asked) > 2:
        return None
    one, other = (*asked, "")[:2]
    for by, beside in ((one, other), (other, one)):
        if beside in BESIDE.get(by, ()):
            return by, beside
    return None


def _from(
    table: str, sums: Mapping[str, str], question: Question, names: tuple[str, str]
) -> tuple[str, list[Any]]:
    columns = {name: name for name in (*STRATA, *BY)}
    return _select(table, columns, sums, question, names, [], [])


def _from_tallies(
    question: Question, names: tuple[str, str], one: str, beside: str
) -> tuple[str, list[Any]]:
    columns = {one: "value", beside: "also_value"}
    where, given = ["by = %s", "also = %s"], [one, beside]
    return _select(
        "audit_figuretally", columns, TALLY_SUMS, question, names, where, given
    )


def _select(
    table: str,
    columns: Mapping[str, str],
    sums: Mapping[str, str],
    question: Question,
    names: tuple[str, str],
    where: Sequence[str],
    given: Sequence[Any],
) -> tuple[str, list[Any]]:
    keys = [{ALL: "''", WEEK: "week"}.get(name) or columns[name] for name in names]
    conditions = ["reference = %s", "week >= %s", "week <= %s", *where]
    values_ = [question.reference.value, question.since, question.until, *given]
    for name, value in question.filters:
        conditions.append(f"{columns[name]} = %s")
        values_.append(value)
    if question.sites is not None:
        conditions.append(f"{columns['site']} = ANY(%s)")
        values_.append(list(question.sites))
    # Names of our own columns only; every value is a parameter.
    counted = ", ".join(sums[name] for name in NAMES)
    sql = (
        f"SELECT {keys[0]} AS one, {keys[1]} AS other, {counted} FROM {table}"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} GROUP BY 1, 2"
    )
    return sql, values_


CHART_SUMS = {
    **{name: f"sum({name})" for name in NAMES if not name.startswith("w_")},
    "w_suggested": "sum(weight * suggested)",
    "w_squares": "sum(weight * weight * suggested)",
    "w_exact": "sum(weight * exact)",
    "w_near": "sum(weight * (exact + equivalent + generalised + category))",
    "w_stands": "sum(weight * stands)",
    "w_stands_squares": "sum(weight * weight * stands)",
    "w_missed": "sum(weight * missed)",
}


def lines(question: Question, *outcomes: str) -> QuerySet[FigureLine]:
    """The rows behind a number, newest first."""
    found = FigureLine.objects.filter(
        reference=question.reference,
        week__gte=question.since,
        week__lte=question.until,
        **dict(question.filters),
    )
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
