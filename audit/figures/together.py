"""Several breakdowns of the same lines, answered in one pass over them.

Owns asking together what a page would ask one after the other, so that a question which
only the lines can answer reads them once. Fills the answers that are kept
(``audit.figures.answers``) and gives none itself: what it leaves out is asked singly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from audit.figures import answers, reading
from audit.figures.reading import ALL, WEEK, Question
from audit.figures.tally import CHART_SUMS, COLUMNS, LINE_MARKS, OF_LINES
from audit.metrics.counts import NAMES

#: Two strata, or one with ``ALL``, or ``ALL`` twice: what ``reading.crossed`` takes.
Pair = tuple[str, str]
Statement = tuple[str, list[Any]]


def ask(question: Question, pairs: Collection[Pair]) -> None:
    """Sees to it that these breakdowns are known, as far as lines must answer them.

    Nothing is done for a question whose answers are not kept.
    """
    if not question.edition:
        return
    wanted = {
        pair: statement
        for pair in dict.fromkeys(pairs)
        if (statement := _unanswered(question, pair)) is not None
    }
    if len(wanted) > 1:
        _ask(question, wanted)


def _unanswered(question: Question, pair: Pair) -> Statement | None:
    """How the lines would be asked; None where they need not be."""
    sql, given = reading.statement(question, *pair)
    if not reading.is_of_lines(sql) or answers.known(sql, given, question.edition):
        return None
    return sql, given


def _ask(question: Question, wanted: Mapping[Pair, Statement]) -> None:
    names = list(dict.fromkeys(name for pair in wanted for name in pair if name))
    sql, given = _statement(question, names, list(wanted))
    found: dict[int, list[tuple[Any, ...]]] = {}
    for mask, *row in answers.rows(sql, given, bounded=True):
        found.setdefault(mask, []).append(tuple(row))
    for pair, (single, single_given) in wanted.items():
        rows = _rows(found.get(_mask(names, pair), ()), names, pair)
        answers.keep(single, single_given, question.edition, rows)


def _statement(
    question: Question, names: Sequence[str], pairs: Sequence[Pair]
) -> Statement:
    """One pass: chart by chart within each pair, then over the charts of each."""
    where, given = reading.conditions(question, COLUMNS)
    values = "".join(
        f", {'week' if name == WEEK else COLUMNS.get(name, name)} AS k{place}"
        for place, name in enumerate(names)
    )
    keys = "".join(f", k{place}" for place in range(len(names)))
    sets = {tuple(names.index(name) for name in pair if name) for pair in pairs}
    grouped = ", ".join(
        f"(chart{''.join(f', k{place}' for place in key)})" for key in sorted(sets)
    )
    mask = f"GROUPING({keys[2:]})" if names else "0"
    counts = ", ".join(f"{sum_} AS {name}" for name, sum_ in OF_LINES.items())
    sums = ", ".join(CHART_SUMS[name] for name in NAMES)
    sql = (
        f"SELECT mask{keys}, {sums} FROM (SELECT {mask} AS mask{keys},"  # noqa: S608
        f" max(weight) AS weight, {counts} FROM (SELECT *{values}"
        f" FROM audit_figureline WHERE {where}) lines"
        f" GROUP BY GROUPING SETS ({grouped})) charts GROUP BY mask{keys}"
    )
    return sql, given


def _mask(names: Sequence[str], pair: Pair) -> int:
    """What GROUPING says of the rows of a pair: a bit for each name left out."""
    bits = "".join(str(int(name not in pair)) for name in names)
    return int(bits or "0", 2)


def _rows(
    found: Sequence[tuple[Any, ...]], names: Sequence[str], pair: Pair
) -> list[tuple[Any, ...]]:
    """The rows of a pair as a statement of its own would have given them."""
    places = [names.index(name) if name != ALL else None for name in pair]
    marks = [names.index(name) for name in pair if name in LINE_MARKS]
    return [
        (
            *("" if place is None else row[place] for place in places),
            *row[len(names) :],
        )
        for row in found
        if all(row[place] for place in marks)
    ]
