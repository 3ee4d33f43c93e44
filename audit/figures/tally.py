"""Lines counted by week, so that a year of a million lines is answered at once.

Owns the writing of ``FigureTally``: one row for a week and the values of at most two
strata. Strata of charts are counted from the charts, of which there are ten times
fewer; those of codes from the lines, chart by chart, so that intervals can be reckoned
over charts. What is not tallied is answered from the lines or the charts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import combinations

from django.db import connection

from audit.metrics.counts import NAMES
from audit.metrics.rarity import RARE
from audit.metrics.sheets import CHART_STRATA

#: What a whole chart has; of a line it is that of its chart.
CHART_BY = (*CHART_STRATA, "coder")
#: Strata of a single code; a chart has many values of each.
LINE_STRATA = ("chapter", "rarity", "risk_class", "role")
#: What only some lines have: counted where it is there.
LINE_MARKS = (
    "rare",
    "fault",
    "section",
    "what",
    "why",
    "error_class",
    "confidence_bin",
    "extraction_bin",
    "assignment_bin",
)
BY = (*LINE_STRATA, *LINE_MARKS)
#: Causes that lie in the record, and all others that a reason was given for.
RECORD, MACHINE = "record", "machine"
#: Where a column of lines is not named as its stratum is. Only constants of our own.
COLUMNS = {
    "rare": "CASE WHEN rarity IN ({}) THEN 'rare' ELSE '' END".format(
        ", ".join(f"'{band}'" for band in RARE)
    ),
    # Whose error it is that a reason was given for.
    "fault": f"CASE WHEN documentation THEN '{RECORD}' WHEN why <> '' THEN '{MACHINE}'"
    " ELSE '' END",
}
#: What stands beside each; every other pair is read from the lines.
BESIDE: dict[str, tuple[str, ...]] = {
    **{
        name: ("", *CHART_BY, *LINE_STRATA[place + 1 :])
        for place, name in enumerate(LINE_STRATA)
    },
    **dict.fromkeys(LINE_MARKS, ("", *CHART_BY)),
    "rare": ("", *CHART_BY, "chapter", "risk_class", "role"),
    "section": ("",),
    "what": ("", *CHART_BY, *LINE_STRATA),
    "why": ("", *CHART_BY, "what"),
}
#: The same for charts: every one by itself, and every two.
OF_CHARTS = (("", ""), *((name, "") for name in CHART_BY), *combinations(CHART_BY, 2))


def pair(asked: Collection[str]) -> tuple[str, str] | None:
    """The tally that holds exactly these strata; None where they are not tallied."""
    if len(asked) > 2:
        return None
    one, other = (*asked, "", "")[:2]
    for by, also in ((one, other), (other, one)):
        if (by, also) in OF_CHARTS or also in BESIDE.get(by, ()):
            return by, also
    return None


_INSERT = """
INSERT INTO audit_figuretally (reference, week, by, value, also, also_value, {names})
SELECT reference, week, {by}, {value}, {also}, {also_value}, {sums}
FROM {rows}
GROUP BY GROUPING SETS ({sets})
"""
#: Lines as if each chart had only those of one value; the rest is the chart's.
_BY_CHART = """(
    SELECT chart, reference, {values}, {counts}
    FROM audit_figureline
    WHERE {where}
    GROUP BY chart, reference, {keys}
) counted JOIN (
    SELECT chart, reference, week, weight, {strata}
    FROM audit_figurechart
    WHERE {weeks}
) told USING (chart, reference)"""
WEEKLY = "reference, week"


def refresh(weeks: Collection[date] | None) -> None:
    """Counts these weeks again; all of them where none are named."""
    if weeks is not None and not weeks:
        return
    where, given = "TRUE", {"weeks": sorted(weeks or ())}
    if weeks is not None:
        where = "week = ANY(%(weeks)s)"
    with connection.cursor() as cursor:
        # Hashing in memory, or a year of lines is sorted on disk time and again.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(f"DELETE FROM audit_figuretally WHERE {where}", given)  # noqa: S608
        cursor.execute(_of_charts(where), given)
        for by, beside in BESIDE.items():
            of_lines = [name for name in beside if name in BY]
            of_charts = [name for name in beside if name in CHART_BY]
            cursor.execute(_of_lines(by, of_charts, where), given)
            for also in of_lines:
                cursor.execute(_of_two(by, also, where), given)


def _of_charts(where: str) -> str:
    """Everything, every stratum of charts and every two of them, in one pass."""
    sets = {(one, other): _left_out(CHART_BY, one, other) for one, other in OF_CHARTS}
    mask = f"GROUPING({', '.join(CHART_BY)})"
    ones = {left: one for (one, _), left in sets.items()}
    others = {left: other for (_, other), left in sets.items()}
    return _insertion(
        by=_case(mask, {left: f"'{name}'" for left, name in ones.items()}),
        value=_case(mask, ones),
        also=_case(mask, {left: f"'{name}'" for left, name in others.items()}),
        also_value=_case(mask, others),
        rows=f"(SELECT * FROM audit_figurechart WHERE {where}) told",  # noqa: S608
        sets=[(WEEKLY, *filter(None, pair)) for pair in OF_CHARTS],
    )


def _of_lines(by: str, beside: Sequence[str], where: str) -> str:
    """A stratum of lines by itself and beside each of these strata of charts."""
    mask = f"GROUPING({', '.join(beside)})" if beside else "0"
    found = {_left_out(beside, name): name for name in beside}
    return _insertion(
        by=f"'{by}'",
        value="value",
        also=_case(mask, {left: f"'{name}'" for left, name in found.items()}),
        also_value=_case(mask, found),
        rows=_by_chart({"value": by}, beside, where),
        sets=[(WEEKLY, "value"), *((WEEKLY, "value", name) for name in beside)],
    )


def _of_two(by: str, also: str, where: str) -> str:
    """Two strata of lines."""
    return _insertion(
        by=f"'{by}'",
        value="value",
        also=f"'{also}'",
        also_value="also_value",
        rows=_by_chart({"value": by, "also_value": also}, (), where),
        sets=[(WEEKLY, "value", "also_value")],
    )


def _by_chart(names: Mapping[str, str], strata: Sequence[str], where: str) -> str:
    columns = {alias: COLUMNS.get(name, name) for alias, name in names.items()}
    marked = [columns[alias] for alias, name in names.items() if name in LINE_MARKS]
    return _BY_CHART.format(
        values=", ".join(f"{column} AS {alias}" for alias, column in columns.items()),
        keys=", ".join(columns.values()),
        where=" AND ".join([where, *(f"{column} <> ''" for column in marked)]),
        weeks=where,
        strata=", ".join(strata) or "lane",
        counts=", ".join(f"{sum_} AS {name}" for name, sum_ in OF_LINES.items()),
    )


def _left_out(names: Sequence[str], *kept: str) -> int:
    """What GROUPING of ``names`` says of a set: a bit for each that is left out."""
    return int("".join(str(int(name not in kept)) for name in names) or "0", 2)


def _case(mask: str, found: Mapping[int, str]) -> str:
    """A word by which names are grouped; nothing where none is."""
    told = "".join(f" WHEN {left} THEN {word}" for left, word in found.items() if word)
    return f"CASE {mask}{told} ELSE '' END" if told else "''"


def _insertion(*, sets: Sequence[Sequence[str]], **parts: str) -> str:
    return _INSERT.format(
        names=", ".join(NAMES),
        sums=", ".join(CHART_SUMS[name] for name in NAMES),
        sets=", ".join(f"({', '.join(keys)})" for keys in sets),
        **parts,
    )


def _of(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})::int"


_MEANT = "outcome NOT IN ('missed', 'deleted', 'fabricated')"
_EACH = (
    "exact",
    "equivalent",
    "generalised",
    "category",
    "wrong",
    "fabricated",
    "deleted",
    "missed",
)

#: What is counted of lines, under the names that charts have for it.
OF_LINES = {
    "suggested": _of("outcome <> 'missed'"),
    **{name: _of(f"outcome = '{name}'") for name in _EACH},
    "stands": _of("stands"),
    "verified": _of("verified"),
    "confident": "count(confidence)::int",
    "said": "coalesce(sum(confidence), 0)::float8",
    "said_squares": "coalesce(sum(confidence::float8 * confidence), 0)",
    "extracted": "coalesce(sum(extraction), 0)::float8",
    # The code's own confidence supposes that its condition was read rightly.
    "assigned": f"coalesce(sum(assignment) FILTER (WHERE {_MEANT}), 0)::float8",
}
_NEAR = "(exact + equivalent + generalised + category)"


def _product(one: str, other: str) -> str:
    """Over charts, so that one with many codes is one cluster."""
    return f"sum(weight * weight * {one} * {other})"


#: The sums behind ``Counts``, over charts or over what of them is asked about.
CHART_SUMS = {
    **{name: f"sum({name})" for name in OF_LINES},
    "w_suggested": "sum(weight * suggested)",
    "w_squares": "sum(weight * weight * suggested)",
    "w_exact": "sum(weight * exact)",
    "w_near": f"sum(weight * {_NEAR})",
    "w_stands": "sum(weight * stands)",
    "w_stands_squares": "sum(weight * weight * stands)",
    "w_missed": "sum(weight * missed)",
    "c_suggested": _of("weight > 0 AND suggested > 0"),
    "v_suggested": _product("suggested", "suggested"),
    "v_exact": _product("exact", "exact"),
    "x_exact": _product("exact", "suggested"),
    "v_near": _product(_NEAR, _NEAR),
    "x_near": _product(_NEAR, "suggested"),
    "c_stands": _of("weight > 0 AND stands > 0"),
    "v_stands": _product("stands", "stands"),
    "v_missed": _product("missed", "missed"),
    "x_missed": _product("missed", "stands"),
}
TALLY_SUMS = {name: f"sum({name})" for name in NAMES}
