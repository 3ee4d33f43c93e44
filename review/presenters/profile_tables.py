"""Profiles, a replay and the charts that change, for a spreadsheet.

Owns columns alone; the figures and their rounding are ``review.presenters.profiles``'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from coding.models import StoredProfile
from review.presenters import tables
from review.presenters.profiles import Figures, Flip, Part, Replay
from review.presenters.tables import Cell, Column, Table

FIGURES = (
    "F1",
    "F1, 95% interval",
    "precision",
    "precision, 95% interval",
    "recall",
    "recall, 95% interval",
)


def profiles(rows: Iterable[tuple[StoredProfile, str]]) -> Table:
    """Each profile, and who settled it."""
    words = ("Profile", "Site", "State", "Against", "Made", "Settled by")
    return Table(
        "profiles",
        "All profiles",
        (
            *(Column(name, num=False) for name in words),
            *map(Column, ("Number", "Learned from", "Replayed on")),
        ),
        [
            [
                tables.words(row.name),
                tables.words(row.site or "all sites"),
                tables.words(row.get_state_display()),
                tables.words(row.against),
                tables.moment(row.made_at),
                tables.words(settled_by),
                *map(tables.number, (row.number, row.charts, row.held_out)),
            ]
            for row, settled_by in rows
        ],
    )


def replay(told: Replay) -> tuple[Table, Table]:
    """Both profiles on the charts kept apart, and the charts that change."""
    return _parts(told.parts), _flips(told.flips)


def _parts(parts: Iterable[Part]) -> Table:
    found = (f"{whose}: {name}" for whose in ("Then", "Now") for name in FIGURES)
    more = ("F1 gained", "F1 gained, 95% interval", "Codes mended", "Codes spoilt")
    heads = (*found, *more, "Share mended, 95% interval")
    return Table(
        "replay",
        "Replay",
        (Column("Charts", num=False), *map(Column, ("n", *heads))),
        [
            [
                tables.words(f"{part.kind}: {part.value}" if part.value else part.kind),
                tables.number(part.charts),
                *_figures(part.before),
                *_figures(part.after),
                Cell(part.gain, is_signed=True),
                Cell(part.gain_range),
                *map(tables.number, (part.mended, part.spoilt)),
                Cell(part.share),
            ]
            for part in parts
        ],
    )


def _figures(told: Figures) -> list[Cell]:
    found = (told.f1, told.f1_range, told.precision, told.precision_range)
    return list(map(Cell, (*found, told.recall, told.recall_range)))


def _flips(flips: Iterable[Flip]) -> Table:
    now = ("Right, now suggested", "Wrong, now left out", "Right, now missed")
    heads = ("Chart", *now, "Wrong, now suggested")
    return Table(
        "flips",
        "Charts that change",
        tuple(Column(name, num=False) for name in heads),
        [
            [
                tables.words(flip.chart),
                *(
                    tables.words(", ".join(codes))
                    for codes in (flip.gained, flip.spared, flip.lost, flip.added)
                ),
            ]
            for flip in flips
        ],
    )
