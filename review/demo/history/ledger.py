"""Rows and events of very many charts, kept until they are written by COPY.

Owns their writing: keys are taken from the tables' own sequences, documents that are
there already are left alone, and events go through ``audit.actions.record_all``. What
the rows hold is for ``review.demo.history.copying``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now

from audit.actions import Told, record_all
from coding.models import Chart, ChartDocument, ChartVersion, Document, Run
from review.models import (
    Case,
    Decision,
    FinalCode,
    FinalCodeSet,
    FindingSettlement,
    Item,
    SimulatedChart,
)

#: Keys taken from a sequence at a time.
KEYS = 500
#: What is written, so that each row comes after those it points at.
ORDER: tuple[type[models.Model], ...] = (
    Document,
    Chart,
    ChartVersion,
    ChartDocument,
    Run,
    Case,
    Item,
    Decision,
    FindingSettlement,
    FinalCodeSet,
    FinalCode,
    SimulatedChart,
)


@dataclass(slots=True)
class Ledger:
    """What waits to be written, by table, and the events in their order."""

    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    _keys: dict[type[models.Model], list[int]] = field(default_factory=dict)

    def key(self, table: type[models.Model]) -> int:
        """The next number of a table, which nobody else gets."""
        held = self._keys.setdefault(table, [])
        if not held:
            held.extend(reversed(_taken(table)))
        return held.pop()

    def put(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            if row.pk is None:
                row.pk = self.key(type(row))
            self.rows.setdefault(type(row), []).append(row)

    def holds(self, patient: UUID) -> bool:
        """Whether a chart of that patient waits to be written."""
        waiting = self.rows.get(Chart, ())
        return any(str(row.patient) == str(patient) for row in waiting)

    def write(self, now: datetime) -> None:
        """Everything to the database, which then holds all of it or nothing."""
        self.rows[Document] = _new_documents(self.rows.get(Document, ()))
        for table in ORDER:
            copy(table, self.rows.get(table, ()), now)
        record_all(self.told)
        self.rows.clear()
        self.told.clear()
        # What is written before the next batch comes before it in the tables as well.
        self._keys.clear()


def _taken(table: type[models.Model]) -> list[int]:
    name, column = table._meta.db_table, table._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s))"
            " FROM generate_series(1, %s)",
            [name, column, KEYS],
        )
        return [number for (number,) in cursor.fetchall()]


def _new_documents(documents: Sequence[Document]) -> list[Document]:
    """Each once, and only those that no chart brought before."""
    by_name = {document.pk: document for document in documents}
    there = Document.objects.filter(pk__in=by_name).values_list("pk", flat=True)
    known = set(there)
    return [document for name, document in by_name.items() if name not in known]


def copy(
    table: type[models.Model], rows: Sequence[models.Model], now: datetime
) -> None:
    """Rows as they would be saved; what the database gives by itself is ``now``."""
    if not rows:
        return
    fields = [each for each in table._meta.concrete_fields if not each.generated]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(each.column)) for each in fields)
    statement = f"COPY {quote(table._meta.db_table)} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as into:
        for row in rows:
            into.write_row([_given(each, row, now) for each in fields])


def _given(column: Any, row: models.Model, now: datetime) -> Any:
    """The value of a column as the database takes it."""
    value = getattr(row, column.attname)
    if isinstance(value, DatabaseDefault):
        given: Any = column.db_default
        value = now if isinstance(given, Now) else given
    if isinstance(value, Enum):
        value = value.value
    return column.get_db_prep_save(value, connection)
