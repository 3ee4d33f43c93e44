"""One simulated chart in memory: its rows and events before any is written.

Owns holding them, and going back to how they were when an act is refused. What they
say is ``review.demo.history.copying``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Model

from audit.actions import Told
from coding.models import ChartDocument, ChartVersion, Document, Run
from coding.values import NoteDocument
from review.actions.parts import Source
from review.models import (
    Case,
    Decision,
    FinalCode,
    FinalCodeSet,
    FindingSettlement,
    Item,
    SimulatedChart,
)


@dataclass(slots=True)
class Life:
    """One chart as it is in memory: what is there of it so far."""

    version: ChartVersion
    documents: list[Document]
    places: list[ChartDocument]
    label: SimulatedChart
    told: list[Told]
    notes: tuple[NoteDocument, ...] = ()
    run: Run | None = None
    case: Case | None = None
    items: list[Item] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    settlements: list[FindingSettlement] = field(default_factory=list)
    signed: FinalCodeSet | None = None
    codes: list[FinalCode] = field(default_factory=list)
    source: Source | None = None

    def kept(self) -> Before:
        """How it stands now, to go back to."""
        rows = [row for row in (self.case, *self.items) if row is not None]
        return Before(
            replace(
                self,
                items=list(self.items),
                decisions=list(self.decisions),
                settlements=list(self.settlements),
                told=list(self.told),
            ),
            [Kept.of(row) for row in rows],
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it was, to go back to."""

    row: Model
    columns: dict[str, Any]
    related: dict[str, Any]

    @classmethod
    def of(cls, row: Model) -> Kept:
        return cls(row, dict(row.__dict__), dict(row._state.fields_cache))

    def restore(self) -> None:
        self.row.__dict__.clear()
        self.row.__dict__.update(self.columns)
        self.row._state.fields_cache = self.related


@dataclass(frozen=True, slots=True)
class Before:
    """A chart as it was, with the rows that have changed since."""

    life: Life
    rows: Sequence[Kept]

    def restored(self) -> Life:
        for each in self.rows:
            each.restore()
        return self.life
