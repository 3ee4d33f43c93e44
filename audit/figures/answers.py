"""Answers that were given already, as long as the tables have not moved on.

Owns how long an answer is kept: until the tables of figures come to another edition,
and per process. The same statement about the same edition has the same answer, so
nothing shown is ever older than the tables. Must not know what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from audit.figure_models import FigureMark

MOST = 1_000
Rows = list[tuple[Any, ...]]
_kept: dict[str, dict[tuple[str, str], Rows]] = {}


def edition() -> str:
    """What the tables hold now: another word as soon as they are written."""
    mark = FigureMark.objects.filter(pk=1).values_list("leaf_index", "at").first()
    return f"{mark[0]} {mark[1]}" if mark else ""


def rows(sql: str, given: Sequence[Any], of: str = "") -> Rows:
    """What the statement finds; for a known edition it is asked once."""
    key = sql, repr(given)
    held = _of(of).get(key)
    if held is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            held = list(cursor.fetchall())
        if of and len(_of(of)) < MOST:
            _of(of)[key] = held
    return held


def _of(edition: str) -> dict[tuple[str, str], Rows]:
    """Answers about one edition; those about others are forgotten."""
    if not edition:
        return {}
    if edition not in _kept:
        _kept.clear()
    return _kept.setdefault(edition, {})
