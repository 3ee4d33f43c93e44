"""Lines counted by week, so that a year of a million lines is answered at once.

Owns the writing of ``FigureTally``: one row for a week, a stratum of codes and, beside
it, at most one stratum of charts. What two strata of charts ask is answered from the
charts themselves, of which there are ten times fewer.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from audit.metrics.sheets import CHART_STRATA

#: Strata of a single code; a chart has many values of each.
LINE_STRATA = ("chapter", "rarity", "risk_class", "role")
#: What only some lines have: counted where it is there.
LINE_MARKS = (
    "section",
    "what",
    "why",
    "error_class",
    "confidence_bin",
    "extraction_bin",
    "assignment_bin",
)
BY = (*LINE_STRATA, *LINE_MARKS)
BESIDE = (*CHART_STRATA, "coder", *LINE_STRATA)

SUMS = {
    "suggested": "count(*) FILTER (WHERE outcome <> 'missed')",
    **{
        name: f"count(*) FILTER (WHERE outcome = '{name}')"
        for name in (
            "exact",
            "equivalent",
            "generalised",
            "category",
            "wrong",
            "fabricated",
            "deleted",
            "missed",
        )
    },
    "stands": "count(*) FILTER (WHERE stands)",
    "verified": "count(*) FILTER (WHERE verified)",
    "confident": "count(confidence)",
    "said": "coalesce(sum(confidence), 0)",
    "said_squares": "coalesce(sum(confidence::float8 * confidence), 0)",
    "extracted": "coalesce(sum(extraction), 0)",
    # The code's own confidence supposes that its condition was read rightly.
    "assigned": (
        "coalesce(sum(assignment) FILTER"
        " (WHERE outcome NOT IN ('missed', 'deleted', 'fabricated')), 0)"
    ),
    "w_suggested": "coalesce(sum(weight) FILTER (WHERE outcome <> 'missed'), 0)",
    "w_squares": "coalesce(sum(weight * weight) FILTER (WHERE outcome <> 'missed'), 0)",
    "w_exact": "coalesce(sum(weight) FILTER (WHERE outcome = 'exact'), 0)",
    "w_near": (
        "coalesce(sum(weight) FILTER (WHERE outcome IN"
        " ('exact', 'equivalent', 'generalised', 'category')), 0)"
    ),
    "w_stands": "coalesce(sum(weight) FILTER (WHERE stands), 0)",
    "w_stands_squares": "coalesce(sum(weight * weight) FILTER (WHERE stands), 0)",
    "w_missed": "coalesce(sum(weight) FILTER (WHERE outcome = 'missed'), 0)",
}


def refresh(weeks: Collection[date] | None) -> None:
    """Counts these weeks again; all of them where none are named."""
    if weeks is not None and not weeks:
        return
    where, given = "TRUE", []
    if weeks is not None:
        where, given = "week = ANY(%s)", [sorted(weeks)]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM audit_figuretally WHERE {where}", given)  # noqa: S608
        cursor.execute(_insertion(where), given)


def _insertion(where: str) -> str:
    """Every line under each of its strata, and beside each stratum of its chart."""
    one = ", ".join(f"('{name}', line.{name})" for name in BY)
    beside = ", ".join(f"('{name}', line.{name})" for name in BESIDE)
    names, sums = ", ".join(SUMS), ", ".join(SUMS.values())
    marks = ", ".join(f"'{name}'" for name in LINE_MARKS)
    return f"""
INSERT INTO audit_figuretally (reference, week, by, value, also, also_value, {names})
SELECT reference, week, one.by, one.value, also.by, also.value, {sums}
FROM audit_figureline line
CROSS JOIN LATERAL (VALUES {one}) one (by, value)
CROSS JOIN LATERAL (VALUES ('', ''), ('what', line.what), {beside}) also (by, value)
WHERE {where} AND one.by <> also.by
    AND (one.value <> '' OR one.by NOT IN ({marks}))
    AND (also.by <> 'what' OR one.by = 'why')
GROUP BY reference, week, one.by, one.value, also.by, also.value
"""  # noqa: S608  names of our own columns only
