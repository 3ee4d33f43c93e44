"""What became of a remittance's claims, as tables.

Owns the wording. Shows codes of reasons and the case; no amount, no account number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from audit.figures import reading
from audit.metrics.denials import Denial
from audit.metrics.intervals import Share
from review.breakdown import Breakdown
from review.models import AnsweredClaim
from review.presenters import tables
from review.presenters.headlines import charts_url, csv_url
from review.presenters.tables import Cell, Column, Table
from review.remittance.refusals import Why

STATUSES = {
    "1": "processed as primary",
    "2": "processed as secondary",
    "3": "processed as tertiary",
    "4": "denied",
    "19": "processed as primary, forwarded",
    "20": "processed as secondary, forwarded",
    "21": "processed as tertiary, forwarded",
    "22": "earlier answer taken back",
    "23": "not this payer’s, forwarded",
    "25": "predetermination only",
}
MOST = 500


def doubted(kinds: Iterable[str]) -> str:
    """What of the coding was doubted, in words."""
    return ", ".join(Denial(each).label for each in kinds)


def files(rows: Iterable[Any]) -> Table:
    """Files that were taken in, the newest first."""
    words = ("Received", "By", "Made on", "sha256")
    numbers = ("Claims", "With a chart", "Codes doubted", "Without a chart")
    return Table(
        "files",
        "Files received",
        (
            *(Column(name, num=False) for name in words),
            *map(Column, (*numbers, "Lines refused")),
        ),
        [_file(row) for row in rows],
        csv_url="?csv=files",
    )


def _file(row: Any) -> list[Cell]:
    without = f"{len(row.waiting):,}" if row.sought_at else "being sought"
    return [
        tables.moment(row.received_at),
        tables.words(row.received_by.label),
        tables.day(row.made_on),
        tables.words(row.original_sha256),
        *map(tables.number, (row.claims, row.found, row.doubted)),
        Cell(without),
        tables.number(len(row.refused)),
    ]


def answers(rows: Iterable[AnsweredClaim]) -> Table:
    """Claims with their charts, in the order of the file."""
    shown = [
        [
            tables.number(row.line),
            tables.words(str(row.case_id), reverse("review:case", args=[row.case_id])),
            tables.words(STATUSES.get(row.status, row.status)),
            tables.words(" ".join(row.reasons) or tables.DASH),
            tables.words(" ".join(row.remarks) or tables.DASH),
            tables.words(doubted(row.doubted), tone="no" if row.doubted else ""),
        ]
        for row in rows
    ]
    return Table(
        "answers",
        "Claims with their charts",
        (
            Column("Line"),
            Column("Case", num=False),
            Column("Answer", num=False),
            Column("Reasons", num=False),
            Column("Remarks", num=False),
            Column("Doubts", num=False),
        ),
        shown,
        csv_url="?csv=answers",
    )


def lines(key: str, title: str, told: Iterable[Mapping[str, Any]]) -> Table:
    """Lines with the reason why each was not taken."""
    found = list(told)
    shown = [
        [
            tables.number(each["line"]) if each["line"] else tables.words("the file"),
            tables.words(Why(each["why"]).label),
        ]
        for each in found[:MOST]
    ]
    more = len(found) - len(shown)
    return Table(
        key,
        title,
        (Column("Line"), Column("Why", num=False)),
        shown,
        note=f"and {more:,} more" if more else "",
        csv_url=f"?csv={key}",
    )


def denied(asked: Breakdown) -> Table:
    """Of the charts whose claims payers answered, what of the coding they doubted."""
    answered = [each for each in reading.of_charts(asked.question) if each.answered]
    total, by_kind = sum(each.n for each in answered), dict.fromkeys(Denial, 0)
    for each in answered:
        for kind in each.doubted:
            by_kind[Denial(kind)] += each.n
    shown = [
        [
            tables.words(kind.label),
            tables.number(n, charts_url(asked, "doubted", kind=kind.value)),
            tables.share(share := Share(n, total)),
            tables.interval(share),
        ]
        for kind, n in by_kind.items()
    ]
    return Table(
        "denials",
        "Coding denials",
        (
            Column("Doubted", num=False),
            Column("Charts"),
            Column("Share of answered"),
            Column("95% interval"),
        ),
        shown if total else [],
        note=f"n {total:,} charts whose claims were answered; some in several rows",
        csv_url=csv_url(asked, "denials"),
        links=((f"all {total:,} answered", charts_url(asked, "answered")),)
        if total
        else (),
    )
