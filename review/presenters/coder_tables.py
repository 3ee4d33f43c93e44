"""Tables of the coders' page for a spreadsheet, and the charts behind its numbers.

Owns their columns and wording; the figures are ``review.presenters.coders``'s. Shows
case numbers and what became of each chart, no text of any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from audit.metrics.staffing import Age
from review.models import Case, Education, OverRead, SeededCheck, SignedWork
from review.overreading import Stage
from review.presenters import tables
from review.presenters.attention import KINDS
from review.presenters.coders import CoderView
from review.presenters.figures import Figure
from review.presenters.tables import Cell, Column, Table
from review.refusals import clock
from review.states import State

OUTCOMES = {
    "caught": ("rejected", "yes"),
    "changed": ("changed to another code", "ask"),
    "taken": ("accepted", "no"),
}


#: Figures of a scorecard, and where a view keeps them.
MEASURES = {
    "Right over all codes": "union",
    "Precision": "precision",
    "Recall": "recall",
    "Charts without error": "records",
    "Principal or first-listed code": "lead",
    "Present on admission": "poa",
}


def _heads(*names: str) -> Iterator[Column]:
    """A figure is three columns: itself, its interval, its rows."""
    for name in names:
        yield from (Column(name), Column(f"{name}, 95% interval"), Column("of"))


def _cells(*figures: Figure) -> Iterator[Cell]:
    for f in figures:
        yield from (Cell(f.value, quiet=not f.is_enough), Cell(f.interval))
        yield Cell(f.rows)


def accuracy(rows: Iterable[CoderView]) -> Table:
    """Signed codes against over-reads drawn by chance, one row a person."""
    names = ["Right over all codes", "Precision", "Recall", "Charts without error"]
    names += ["First code", "POA", "Same codes as the over-reader"]
    return Table(
        "accuracy",
        "Accuracy",
        (
            Column("Coder", num=False),
            Column("Signed"),
            Column("Over-read"),
            *_heads(*names),
        ),
        [_accuracy(row) for row in rows],
    )


def _accuracy(row: CoderView) -> list[Cell]:
    a = row.by_chance
    figures = (a.union, a.precision, a.recall, a.records, a.lead, a.poa, row.agreement)
    return [
        tables.words(row.person.label),
        tables.number(row.signed),
        tables.number(a.charts),
        *_cells(*figures),
    ]


def pace(rows: Iterable[CoderView]) -> Table:
    """Pace and attention, one row a person."""
    return Table(
        "pace",
        "Pace and attention",
        (
            Column("Coder", num=False),
            Column("Charts an hour"),
            Column("Weighted pace"),
            Column("To accept"),
            *_heads("Decisions doubted", "Checks taken", "Over-reads aimed at a risk"),
        ),
        [
            [
                tables.words(row.person.label),
                Cell(row.per_hour),
                Cell(row.index),
                Cell(row.to_accept),
                *_cells(row.doubts, row.taken, row.aimed.union),
            ]
            for row in rows
        ],
    )


def scorecard(row: CoderView) -> tuple[Table, Table]:
    """One person's figures by chance and aimed, and the pace of their work."""
    measured = [
        [tables.words(name), tables.words(how), *_cells(getattr(view, field))]
        for how, view in (("chance", row.by_chance), ("risk", row.aimed))
        for name, field in MEASURES.items()
    ]
    same = [tables.words("Same codes as the over-reader"), tables.words("either")]
    measured.append([*same, *_cells(row.agreement)])
    heads = (Column("Figure", num=False), Column("Drawn by", num=False))
    accuracy = Table("accuracy", "Accuracy", (*heads, *_heads("Share")), measured)
    return accuracy, pace([row])


def unbilled(found: Sequence[tuple[Age, int]]) -> Table:
    """Inpatient discharges that nobody signed, by age; each number opens its charts."""
    page = reverse("review:unbilled")
    return Table(
        "unbilled",
        "Discharges not signed",
        (Column("Age", num=False), Column("Charts")),
        [
            [
                tables.words(age.label),
                tables.number(n, f"{page}?age={age.low}" if n else ""),
            ]
            for age, n in found
        ],
        note="inpatients, since discharge",
        csv_url="?csv=unbilled",
    )


def education(rows: Iterable[Education]) -> Table:
    """What was assigned, whether it was done, and when it was audited again."""
    return Table(
        "education",
        "Education",
        tuple(
            Column(name, num=False)
            for name in ("Coder", "What", "By", "Done on", "Audited again on")
        ),
        [
            [
                tables.words(row.person.label),
                tables.words(row.topic),
                tables.words(f"{row.due_on}"),
                tables.words(
                    f"{row.completed_at:%Y-%m-%d}" if row.completed_at else ""
                ),
                tables.words(
                    ", ".join(f"{s.drawn_at:%Y-%m-%d}" for s in row.samples.all())
                ),
            ]
            for row in rows
        ],
    )


def due(rows: Iterable[tuple[Any, Any]]) -> Table:
    """Credentials that want something soon."""
    what = {"expiry": "runs out", "dues": "dues to pay", "ceu": "units short"}
    return Table(
        "due",
        "Credentials that want something",
        tuple(
            Column(name, num=False) for name in ("Coder", "Credential", "What", "By")
        ),
        [
            [
                tables.words(credential.user.label),
                tables.words(credential.label),
                tables.words(what.get(str(matter.about), str(matter.about))),
                tables.words(f"{matter.due_on}"),
            ]
            for credential, matter in rows
        ],
    )


def _case(number: int) -> Cell:
    return tables.words(str(number), reverse("review:case", args=[number]))


def waiting(cases: Iterable[Case], today: date) -> Table:
    """Discharges, the oldest first."""
    return Table(
        "unbilled",
        "Charts",
        (
            Column("Case", num=False),
            Column("Discharged", num=False),
            Column("Days"),
            Column("State", num=False),
            Column("Specialty", num=False),
            Column("With", num=False),
        ),
        [
            [
                _case(case.pk),
                tables.words(f"{case.service_date}"),
                tables.number((today - case.service_date).days),
                tables.words(State(case.state).label),
                tables.words(case.specialty),
                tables.words(case.claimed_by.label if case.claimed_by else ""),
            ]
            for case in cases
        ],
    )


def signed(rows: Iterable[SignedWork], read: Mapping[int, OverRead]) -> Table:
    """Signed charts, the newest first, with their work and their over-read."""
    heads = ("Case", "Signed", "Setting")
    return Table(
        "charts",
        "Charts",
        (
            *(Column(name, num=False) for name in heads),
            *(Column(name) for name in ("Pages", "Active seconds", "Decisions")),
            *(Column(name) for name in ("Accepted", "Doubted")),
            *_OF_OVER_READS,
        ),
        [_signed(row, read.get(row.code_set_id)) for row in rows],
    )


_OF_OVER_READS = (
    Column("Over-read", num=False),
    Column("Drawn", num=False),
    Column("Right"),
    Column("Extra"),
    Column("Missed"),
)


def _signed(row: SignedWork, read: OverRead | None) -> list[Cell]:
    return [
        _case(row.code_set.case_id),
        tables.words(clock(row.signed_at)),
        tables.words(row.setting),
        *(tables.number(n) for n in (row.pages, row.active_seconds, row.decisions)),
        *(tables.number(n) for n in (row.accepts, row.doubts)),
        *_over_read(read),
    ]


def _over_read(read: OverRead | None) -> Iterator[Cell]:
    if read is None:
        yield from (tables.words("") for _ in range(2))
        yield from (Cell(tables.DASH, quiet=True) for _ in range(3))
        return
    yield tables.words(Stage(read.stage).label, read.get_absolute_url())
    yield tables.words("by chance" if read.drawn_by == "random" else "for its risk")
    for n in (read.right, read.extra, read.missed):
        yield Cell(tables.DASH if n is None else f"{n:,}", quiet=n is None)


def checks(rows: Iterable[SeededCheck]) -> Table:
    """Planted suggestions that somebody was told of, the newest first."""
    heads = ("Case", "Told", "Code", "Wrong because", "Where", "What was done")
    return Table(
        "checks",
        "Checks",
        (*(Column(name, num=False) for name in heads), Column("Seconds")),
        [
            [
                _case(row.case_id),
                tables.words(clock(row.disclosed_at) if row.disclosed_at else ""),
                tables.words(row.code),
                tables.words(row.wrong_because),
                tables.words(KINDS.get(row.kind, row.kind)),
                tables.words(
                    OUTCOMES.get(row.outcome, (row.outcome, ""))[0],
                    tone=OUTCOMES.get(row.outcome, ("", ""))[1],
                ),
                tables.number(row.seconds or 0),
            ]
            for row in rows
        ],
    )
