"""How each stratum of the fast lane does, for a spreadsheet.

Owns its columns; the figures are ``review.actions.fastlane``'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from review.actions.fastlane import Standing
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table


def strata_table(rows: Iterable[Standing]) -> Table:
    """A row for each kind of chart; the right share of its codes, with n."""
    return Table(
        "strata",
        "Fast lane by kind of chart",
        (
            Column("Setting", num=False),
            Column("Specialty", num=False),
            *map(Column, ("Charts", "Codes (n)", "Right", "Right, 95% interval")),
            Column("Fast lane", num=False),
        ),
        [_standing(row) for row in rows],
    )


def _standing(row: Standing) -> list[Cell]:
    return [
        tables.words(row.setting),
        tables.words(row.specialty or "not given"),
        *map(tables.number, (row.charts, row.codes)),
        Cell(row.percent or tables.DASH),
        Cell(row.range if row.codes else tables.DASH),
        tables.words("closed" if row.is_closed else "open"),
    ]
