"""The rows behind a figure: one line each, with its chart.

Owns the wording of a row. Shows codes and what became of them, no text of any chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import NoReverseMatch, reverse

from audit import people
from audit.figure_models import FigureChart, FigureLine
from audit.metrics.classes import Outcome
from audit.metrics.denials import Denial
from review.models import ReasonCode
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table

COLUMNS = (
    Column("Week of", num=False),
    Column("Case", num=False),
    Column("Suggested", num=False),
    Column("Stands", num=False),
    Column("Outcome", num=False),
    Column("Confidence"),
    Column("What", num=False),
    Column("Why", num=False),
    Column("Specialty", num=False),
    Column("Rarity", num=False),
    Column("Coder", num=False),
    Column("Weight"),
)
_TONES = {
    Outcome.EXACT: "yes",
    Outcome.WRONG: "no",
    Outcome.FABRICATED: "no",
    Outcome.DELETED: "no",
    Outcome.MISSED: "ask",
}


def table(lines: Iterable[FigureLine]) -> Table:
    """Lines in the order given; names of people and reasons in one query each."""
    shown = list(lines)
    names = people.labels({line.coder for line in shown if line.coder})
    labels = {
        (axis, code): label
        for axis, code, label in ReasonCode.objects.values_list("axis", "code", "label")
    }
    return Table("rows", "Rows", COLUMNS, [_row(line, names, labels) for line in shown])


def _row(
    line: FigureLine, names: Mapping[str, str], labels: Mapping[tuple[str, str], str]
) -> list[Cell]:
    outcome = Outcome(line.outcome)
    sure = "" if line.confidence is None else f"{line.confidence / 10_000:.2f}"
    return [
        tables.day(line.week),
        tables.words(line.case_id, _case(line.case_id)),
        tables.words(line.suggested_code or tables.DASH),
        tables.words(line.code if line.stands else tables.DASH),
        tables.words(outcome.label, tone=_TONES.get(outcome, "")),
        Cell(sure or tables.DASH),
        _reason(labels.get(("what", line.what), line.what)),
        _reason(labels.get(("why", line.why), line.why)),
        tables.words(line.specialty),
        tables.words(line.rarity),
        tables.words(names.get(line.coder, people.short(line.coder))),
        Cell(f"{line.weight:g}", quiet=line.weight == 0),
    ]


def _reason(label: str) -> Cell:
    return Cell(label, num=False, folds=True)


OF_CHARTS = (
    Column("Week of", num=False),
    Column("Case", num=False),
    Column("Specialty", num=False),
    Column("Setting", num=False),
    Column("Coder", num=False),
    Column("Codes"),
    Column("Opened again"),
    Column("Claim answered", num=False),
    Column("Doubted", num=False),
)


def charts(found: Iterable[FigureChart]) -> Table:
    """Charts in the order given; names of people in one query."""
    shown = list(found)
    names = people.labels({chart.coder for chart in shown if chart.coder})
    return Table("charts", "Charts", OF_CHARTS, [_chart(c, names) for c in shown])


def _chart(chart: FigureChart, names: Mapping[str, str]) -> list[Cell]:
    doubted = ", ".join(Denial(each).label for each in chart.doubted.split())
    return [
        tables.day(chart.week),
        tables.words(chart.case_id, _case(chart.case_id)),
        tables.words(chart.specialty),
        tables.words(chart.setting),
        tables.words(names.get(chart.coder, people.short(chart.coder))),
        tables.number(chart.stands),
        tables.number(chart.reopened),
        tables.words("yes" if chart.answered else ""),
        tables.words(doubted, tone="no" if doubted else ""),
    ]


def _case(number: str) -> str:
    try:
        return reverse("review:case", args=[int(number)])
    except (NoReverseMatch, ValueError):
        return ""
