"""The team's tables for a spreadsheet: people, charts in hand, charts passed over.

Owns their columns and wording; who holds what is ``review.team``'s. Shows case numbers
and where a chart stands, nothing of any patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from review.actions.claims import SKIPS
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table
from review.presenters.worklist import WorklistRow, worklist_rows
from review.refusals import clock
from review.states import State
from review.team import Hold, Member, PassedOver

COUNTS = ("In hand", "Assigned", "Signed in 24 h", "Capacity", "Room")


def people(rows: Iterable[Member]) -> Table:
    """Every coder: credentials, load and room, in charts."""
    return Table(
        "people",
        "People",
        (*_words("Coder", "Credentials"), *map(Column, COUNTS)),
        [_person(row) for row in rows],
    )


def _person(row: Member) -> list[Cell]:
    counts = (row.held, row.assigned, row.signed, row.capacity, row.room)
    return [
        tables.words(row.user.label),
        tables.words(", ".join(row.credentials) or "none valid"),
        *map(tables.number, counts),
    ]


def holds(found: Sequence[Hold], user: Any) -> Table:
    """Charts in somebody's hands or on hold, as this person may see them."""
    rows = worklist_rows((each.case for each in found), user)
    return Table(
        "holds",
        "Who holds what",
        _words("Case", "With", "Since", "Until", "State", *WHERE),
        [_held(*pair) for pair in zip(found, rows, strict=True)],
    )


WHERE = ("Setting", "Specialty", "Due")


def _held(hold: Hold, row: WorklistRow) -> list[Cell]:
    until = clock(hold.until) if hold.until else "until it is taken off hold"
    told = (hold.who.label, clock(hold.since), until, _state(hold))
    return _cells(row, *told, row.setting, row.specialty, row.due)


def _state(hold: Hold) -> str:
    if hold.case.state == State.HELD:
        return "on hold"
    return "reserved, not opened" if hold.is_reserved else "in review"


def passed(found: Sequence[PassedOver], user: Any) -> Table:
    """Charts given back that still wait, and why they were."""
    rows = worklist_rows((each.case for each in found), user)
    return Table(
        "passed",
        "Passed over",
        _words("Case", "By", "Why", "When", *WHERE, "With"),
        [_passed(*pair) for pair in zip(found, rows, strict=True)],
    )


def _passed(each: PassedOver, row: WorklistRow) -> list[Cell]:
    why = SKIPS.get(each.reason, each.reason)
    told = (each.who.label, why, clock(each.since), row.setting, row.specialty)
    return _cells(row, *told, row.due, row.holder)


def _words(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, num=False) for name in names)


def _cells(row: WorklistRow, *told: str) -> list[Cell]:
    return [tables.words(str(row.number), row.url), *map(tables.words, told)]
