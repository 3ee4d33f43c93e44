"""The daily lists for a spreadsheet: charts, queries, one's own figures, engines.

Owns their columns; the words are those of the pages, which show fewer rows. Shows case
numbers and what a list is kept for, nothing of any patient.
"""

from __future__ import annotations

from collections.abc import Iterable

from review.models import OverRead
from review.overreading import Stage
from review.ownwork import OwnWork, Share
from review.presenters import tables
from review.presenters.engines import EndpointView, EnginesPage, Rate
from review.presenters.queries import QueryRow
from review.presenters.tables import Cell, Column, Table
from review.presenters.worklist import WorklistRow

WAITS = ("Case", "Setting", "Specialty", "Why it is here", "Due", "With")
ASKED = ("Query", "Case", "Topic", "State", "Setting", "Specialty", "Asked by")


def _words(*names: str) -> list[Column]:
    return [Column(name, num=False) for name in names]


def charts(rows: Iterable[WorklistRow]) -> Table:
    """The charts of a worklist in its order, with every reason."""
    return Table(
        "charts",
        "Charts",
        (*_words(*WAITS), Column("Codes"), Column("Lowest confidence")),
        [_chart(row) for row in rows],
    )


def _chart(row: WorklistRow) -> list[Cell]:
    why = "; ".join(reason.text for reason in row.reasons)
    told = (str(row.number), row.setting, row.specialty, why, row.due, row.holder)
    return [
        *map(tables.words, told),
        tables.number(row.codes),
        Cell(row.confidence or ""),
    ]


def queries(rows: Iterable[QueryRow]) -> Table:
    """Queries to providers as their queue lists them."""
    columns = _words(*ASKED, "Answer due", "Took")
    return Table("queries", "Queries", columns, [_query(row) for row in rows])


def _query(row: QueryRow) -> list[Cell]:
    where = (row.setting, row.specialty, row.asker, row.due, row.took)
    told = (row.name, str(row.case), row.topic, row.state, *where)
    return list(map(tables.words, told))


def own_shares(work: OwnWork) -> Table:
    """How one's signed codes held, each share with its n and interval."""
    shares = (*work.shares, work.aimed) if work.aimed.n else work.shares
    return Table(
        "read-again",
        "Read again by a second coder",
        (*_words("Measure", "Of"), *map(Column, ("Share", "n", "95% interval"))),
        [_share(each) for each in shares],
    )


def _share(share: Share) -> list[Cell]:
    of = (share.label, share.unit)
    inside = Cell(share.interval)
    return [*map(tables.words, of), Cell(share.value), tables.number(share.n), inside]


def own_over_reads(found: Iterable[OverRead]) -> Table:
    """One's charts that were over-read: what was right, extra and missed."""
    counts = map(Column, ("Right", "Extra", "Missed"))
    return Table(
        "over-reads",
        "Over-reads of my charts",
        (*_words("Case", "Setting", "Specialty", "State", "Drawn"), *counts),
        [_over_read(each) for each in found],
    )


def _over_read(row: OverRead) -> list[Cell]:
    drawn = "by chance" if row.drawn_by == "random" else "for its risk"
    told = (str(row.case_id), row.case.setting, row.case.specialty)
    counts = (row.right, row.extra, row.missed)
    return [
        *map(tables.words, (*told, Stage(row.stage).label, drawn)),
        *(Cell(tables.DASH if n is None else f"{n:,}") for n in counts),
    ]


def own_decisions(work: OwnWork) -> Table:
    """How many codes one decided, by kind; the last row counts all."""
    rows = (*work.kinds.items(), ("all", work.decided))
    return Table(
        "decisions",
        "What I decided",
        (Column("Decision", num=False), Column("Codes")),
        [[tables.words(label), tables.number(n)] for label, n in rows],
    )


def endpoints(page: EnginesPage) -> Table:
    """Each endpoint with what it spent and was asked today, beside its caps."""
    counts = ("Spent", "Cap", "Tokens", "Token cap", "Calls")
    return Table(
        "endpoints",
        "Endpoints",
        (*_words("Name", "Model", "Host", "Circuit"), *map(Column, counts)),
        [_endpoint(one) for one in page.endpoints],
    )


def _endpoint(one: EndpointView) -> list[Cell]:
    return [
        *map(tables.words, (one.name, one.model, one.host, one.circuit)),
        *map(Cell, (one.spent, one.cap)),
        *map(tables.number, (one.tokens, one.token_cap, one.calls)),
    ]


def answers(page: EnginesPage) -> Table:
    """What came of asking every endpoint, each share with its n and interval."""
    found = [(one.name, each) for one in page.endpoints for each in _rates(one)]
    counts = map(Column, ("Count", "n", "Share", "95% interval"))
    return Table(
        "answers",
        "What came of asking",
        (*_words("Endpoint", "Measure"), *counts),
        [_rate(name, each) for name, each in found],
    )


def _rates(one: EndpointView) -> tuple[Rate, ...]:
    return (one.sent, *one.refusals)


def _rate(name: str, rate: Rate) -> list[Cell]:
    return [
        *map(tables.words, (name, rate.label)),
        *map(tables.number, (rate.count, rate.total)),
        *map(Cell, (rate.share, rate.interval)),
    ]
