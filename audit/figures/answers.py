"""Answers that were given already, as long as the tables have not moved on.

Owns how long an answer is kept: until the tables of figures come to another edition,
and per process. The same statement about the same edition has the same answer, so
nothing shown is ever older than the tables. Must not know what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from audit.figure_models import FigureMark

MOST = 1_000
#: Milliseconds that an answer from the lines may take, beyond which none is given.
PATIENCE = 10_000
Rows = list[tuple[Any, ...]]
_kept: dict[str, dict[tuple[str, str], Rows]] = {}


class TooWide(Exception):  # noqa: N818  reads better where it is caught
    """So many strata at once, over so long, take longer than anybody should wait."""


def edition() -> str:
    """What the tables hold now: another word as soon as they are written."""
    mark = FigureMark.objects.filter(pk=1).values_list("leaf_index", "at").first()
    return f"{mark[0]} {mark[1]}" if mark else ""


def rows(sql: str, given: Sequence[Any], of: str = "", bounded: bool = False) -> Rows:
    """What the statement finds; for a known edition it is asked once.

    ``bounded`` is given up after ``PATIENCE``: then ``TooWide`` is raised.
    """
    key = sql, repr(given)
    held = _of(of).get(key)
    if held is None:
        held = _bounded(sql, given) if bounded else _asked(sql, given)
        keep(sql, given, of, held)
    return held


def known(sql: str, given: Sequence[Any], of: str) -> bool:
    """Whether the answer is kept for this edition."""
    return (sql, repr(given)) in _of(of)


def keep(sql: str, given: Sequence[Any], of: str, held: Rows) -> None:
    """Keeps an answer that was found another way, as ``rows`` would have."""
    if of and len(_of(of)) < MOST:
        _of(of)[sql, repr(given)] = held


def _asked(sql: str, given: Sequence[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _bounded(sql: str, given: Sequence[Any]) -> Rows:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(PATIENCE)}")
                # Groups are hashed in memory; compiling would take as long as asking.
                cursor.execute("SET LOCAL work_mem = '64MB'")
                cursor.execute("SET LOCAL jit = off")
            return _asked(sql, given)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooWide from error
        raise


def _of(edition: str) -> dict[tuple[str, str], Rows]:
    """Answers about one edition; those about others are forgotten."""
    if not edition:
        return {}
    if edition not in _kept:
        _kept.clear()
    return _kept.setdefault(edition, {})
