"""Tables of checks in the database: storing a file's rows, and asking them for a case.

Owns the rows of ``CheckRow`` and which tables speak on a date. Must not say what
follows from a row: ``coding.rules.tables`` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from types import MappingProxyType

from django.db.models import Q

from coding.loader import copy
from coding.models import CheckRow, CodeList
from coding.rules.tables import Kind, Row, Table, rows_by_code

#: The short name that findings of a table bear.
NAMES = MappingProxyType(
    {
        CodeList.Kind.NCCI.value: "NCCI",
        CodeList.Kind.MUE.value: "MUE",
        CodeList.Kind.COVERAGE.value: "LCD",
        CodeList.Kind.HOUSE.value: "HOUSE",
    }
)
_SAYS = MappingProxyType(
    {"NCCI": Kind.PAIR, "MUE": Kind.UNITS, "LCD": Kind.COVERAGE, "HOUSE": Kind.NOTICE}
)
_COLUMNS = (
    "column1",
    "column2",
    "first_day",
    "last_day",
    "modifier_allowed",
    "limit",
    "message",
    "contract",
    "site",
)


def write(made: CodeList, rows: Iterable[Row]) -> int:
    """Stores the rows of a file, as they are read; how many there were."""
    count = 0

    def counted() -> Iterator[tuple[object, ...]]:
        nonlocal count
        for count, row in enumerate(rows, start=1):  # noqa: B007  read after the loop
            yield (made.pk, count, *(getattr(row, name) for name in _COLUMNS))

    columns = ", ".join(f'"{name}"' for name in _COLUMNS).replace(",", "")
    copy(CheckRow, f"list_id ordinal {columns}", counted())
    return count


def tables_of(parts: Sequence[CodeList], codes: Collection[str]) -> tuple[Table, ...]:
    """The tables that these files make, with the rows of these codes alone.

    A table that holds no row of them is still there: they were looked up and passed.
    """
    if not parts:
        return ()
    rows = _rows_of(parts, codes)
    return tuple(
        table
        for kind, some in groupby(parts, lambda each: each.kind)
        for table in _tables(kind, list(some), rows)
    )


def _rows_of(lists: Sequence[CodeList], codes: Collection[str]) -> dict[int, list[Row]]:
    asked = CheckRow.objects.filter(Q(list__in=lists), column1__in=list(codes))
    found: dict[int, list[Row]] = {each.pk: [] for each in lists}
    for row in asked.order_by("list_id", "ordinal").values("list_id", *_COLUMNS):
        found[row.pop("list_id")].append(Row(**row))
    return found


def _tables(
    kind: str, parts: Sequence[CodeList], rows: dict[int, list[Row]]
) -> Iterator[Table]:
    """One table of all parts; house rules on pairs speak as pairs do."""
    name, first = NAMES[kind], parts[0]
    held = [row for part in parts for row in rows[part.pk]]
    says = _SAYS[name]
    yield _table(name, says, first, held if says is not Kind.NOTICE else _alone(held))
    if says is Kind.NOTICE:
        yield _table(name, Kind.PAIR, first, [row for row in held if row.column2])


def _alone(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.column2]


def _table(name: str, says: Kind, first: CodeList, rows: Sequence[Row]) -> Table:
    title = first.get_kind_display()
    return Table(name, says, title, first.edition, rows_by_code(rows))
