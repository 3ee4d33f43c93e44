"""What the tables of figures hold, in few words, to tell whether two are equal.

Owns reading them; never writes. Ids of rows are left out, and sums are compared to six
places, because in which order they were added is nobody's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from audit.figure_models import FigureChart, FigureCode, FigureLine, FigureTally

TABLES: tuple[type[models.Model], ...] = (
    FigureChart,
    FigureLine,
    FigureTally,
    FigureCode,
)


@dataclass(frozen=True, slots=True)
class Content:
    """One table: how many rows, and a sum over their hashes whatever their order."""

    table: str
    rows: int
    hash: int


def contents() -> tuple[Content, ...]:
    """Every table of figures as it is now."""
    return tuple(_content(table) for table in TABLES)


def _content(table: type[models.Model]) -> Content:
    kept = filter(_counts, table._meta.concrete_fields)
    columns = ", ".join(_told(each) for each in kept)
    name = connection.ops.quote_name(table._meta.db_table)
    with connection.cursor() as cursor:
        # Names of our own models only.
        cursor.execute(
            "SELECT count(*),"
            " coalesce(sum(hashtextextended(told::text, 0)::numeric), 0)"
            f" FROM (SELECT {columns} FROM {name}) told"  # noqa: S608
        )
        rows, total = cursor.fetchone()
    return Content(table.__name__, rows, int(total))


def _counts(column: Any) -> bool:
    return not isinstance(column, models.AutoField)


def _told(column: Any) -> str:
    name = connection.ops.quote_name(column.column)
    if isinstance(column, models.FloatField):
        return f"round({name}::numeric, 6) AS {name}"
    return str(name)
