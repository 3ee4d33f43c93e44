"""Lines counted by week, so that a year of a million lines is answered at once.

Owns the writing of ``FigureTally``: one row for a week, an outcome, a stratum of codes
and, beside it, at most one other stratum. What is not tallied is answered from the
lines; what strata of charts alone ask, from the charts, of which there are ten times
fewer.
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
_ALL = (*CHART_STRATA, "coder")
#: Strata of charts that marks are asked about most.
_SOME = (
    "specialty",
    "setting",
    "provider_group",
    "engine",
    "profile",
    "style",
    "site",
)
#: What stands beside each; every other pair is read from the lines.
BESIDE: dict[str, tuple[str, ...]] = {
    **{
        name: ("", *_ALL, *LINE_STRATA[place + 1 :])
        for place, name in enumerate(LINE_STRATA)
    },
    **dict.fromkeys(LINE_MARKS, ("", *_SOME)),
    "section": ("",),
    "why": ("", "what", *_SOME),
}

_INSERT = """
INSERT INTO audit_figuretally (reference, week, by, value, also, also_value, outcome,
    stands, n, verified, confident, said, said_squares, extracted, assigned, weights,
    squares)
SELECT reference, week, '{by}', {by}, '{also}', {also_value}, outcome, stands,
    count(*), count(*) FILTER (WHERE verified), count(confidence),
    coalesce(sum(confidence), 0), coalesce(sum(confidence::float8 * confidence), 0),
    coalesce(sum(extraction), 0), coalesce(sum(assignment), 0), sum(weight),
    sum(weight * weight)
FROM audit_figureline
WHERE {where}
GROUP BY reference, week, {by}, {key} outcome, stands
"""


def refresh(weeks: Collection[date] | None) -> None:
    """Counts these weeks again; all of them where none are named."""
    if weeks is not None and not weeks:
        return
    where, given = "TRUE", []
    if weeks is not None:
        where, given = "week = ANY(%s)", [sorted(weeks)]
    with connection.cursor() as cursor:
        # Hashing in memory, or a year of lines is sorted on disk a hundred times.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(f"DELETE FROM audit_figuretally WHERE {where}", given)  # noqa: S608
        for by, beside in BESIDE.items():
            for also in beside:
                cursor.execute(_insertion(by, also, where), given)


def _insertion(by: str, also: str, where: str) -> str:
    """The counting of one pair; names of our own columns only."""
    if by in LINE_MARKS:
        where = f"{where} AND {by} <> ''"
    return _INSERT.format(
        by=by,
        also=also,
        also_value=also or "''",
        key=f"{also}," if also else "",
        where=where,
    )


def _of(outcomes: str, column: str = "count(*)") -> str:
    return f"coalesce({column} FILTER (WHERE {outcomes}), 0)"


_NEAR = "outcome IN ('exact', 'equivalent', 'generalised', 'category')"
_MEANT = "outcome NOT IN ('missed', 'deleted', 'fabricated')"
_PUT = "outcome <> 'missed'"
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


def sums(count: str, weights: str, squares: str, verified: str) -> dict[str, str]:
    """The sums behind ``Counts``, over lines or over tallies of them."""
    return {
        "suggested": _of(_PUT, count),
        **{name: _of(f"outcome = '{name}'", count) for name in _EACH},
        "stands": _of("stands", count),
        "verified": verified,
        "w_suggested": _of(_PUT, weights),
        "w_squares": _of(_PUT, squares),
        "w_exact": _of("outcome = 'exact'", weights),
        "w_near": _of(_NEAR, weights),
        "w_stands": _of("stands", weights),
        "w_stands_squares": _of("stands", squares),
        "w_missed": _of("outcome = 'missed'", weights),
    }


LINE_SUMS = {
    **sums(
        "count(*)",
        "sum(weight)",
        "sum(weight * weight)",
        "count(*) FILTER (WHERE verified)",
    ),
    "confident": "count(confidence)",
    "said": "coalesce(sum(confidence), 0)",
    "said_squares": "coalesce(sum(confidence::float8 * confidence), 0)",
    "extracted": "coalesce(sum(extraction), 0)",
    # The code's own confidence supposes that its condition was read rightly.
    "assigned": _of(_MEANT, "sum(assignment)"),
}
TALLY_SUMS = {
    **sums("sum(n)", "sum(weights)", "sum(squares)", "sum(verified)"),
    **{name: f"sum({name})" for name in ("confident", "said", "said_squares")},
    "extracted": "sum(extracted)",
    "assigned": _of(_MEANT, "sum(assigned)"),
}
