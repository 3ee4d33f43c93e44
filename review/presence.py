"""What else there is of a case, asked in one statement before any of it is read.

Owns that statement. Most charts have no comment, query or settled check, and asking for
each by itself, after every decision, took longer than showing the answer. Says of rows
only whether some are there; whoever shows them reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from json import loads
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists

from review.actions import decisions, reading
from review.models import Case, CodeComment, FindingSettlement, HouseNote, Query, User


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether there are such rows; ``house_notes`` in force on the day, of any code.

    ``read_documents`` are those of the chart that the person has read, by sha256, and
    ``gates`` those of the policy in force.
    """

    comments: bool
    queries: bool
    settlements: bool
    house_notes: bool
    undoable: bool
    read_documents: frozenset[str]
    gates: dict[str, Any]


def of(case: Case, user: Any) -> Presence:
    """What there is of the case, and a decision that this person may undo."""
    statement, named = _asks()
    given = {SOME_CASE: case.pk, SOMEBODY: user.pk, SOME_DAY: case.service_date}
    with connection.cursor() as cursor:
        cursor.execute(statement, [given.get(each, each) for each in named])
        *some, read, gates = cursor.fetchone()
    comments, queries, settlements, notes, undoable = some
    return Presence(
        comments=comments,
        queries=queries,
        settlements=settlements,
        house_notes=notes,
        undoable=undoable,
        read_documents=frozenset(read),
        gates=loads(gates),
    )


# Stand for case, person and day in the statement until it is asked.
SOME_CASE, SOMEBODY, SOME_DAY = -1, UUID(int=0), date.min


@cache
def _asks() -> tuple[str, tuple[Any, ...]]:
    """The statement and what it is given, composed once in a process."""
    case = Case(pk=SOME_CASE)
    rows = (
        CodeComment.objects.filter(case=case),
        Query.objects.filter(case=case),
        FindingSettlement.objects.filter(case=case),
        HouseNote.objects.in_force(SOME_DAY),
        decisions.undoable(case, User(pk=SOMEBODY)),
    )
    shown = reading.shown_to(User(pk=SOMEBODY)).values()
    asked = Case.objects.order_by().filter(pk=SOME_CASE)
    rest = asked.values_list(*map(Exists, rows), *shown)
    statement, given = rest.query.sql_with_params()
    return statement, tuple(given)
