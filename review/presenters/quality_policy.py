"""Editions of the quality policy for a spreadsheet.

Owns its columns and their wording. Rates are of 10,000, as they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localdate

from review.models import QualityPolicy
from review.presenters import tables
from review.presenters.policy import typed
from review.presenters.tables import Cell, Column, Table

WORDS = ("From", "By", "Why", "Checks stand in", "Co-signed by", "Hidden in")
RATES = ("Over-read", "At least", "For each risk", "Hidden in over-reads", "Checks")


def editions(rows: Iterable[QualityPolicy]) -> Table:
    """Every edition, the newest first."""
    return Table(
        "editions",
        "Editions",
        (
            Column("Edition"),
            *(Column(name, num=False) for name in WORDS),
            *(Column(name) for name in (*RATES, "Hidden until coded")),
        ),
        [_edition(row) for row in rows],
        csv_url="?csv=editions",
    )


def _edition(row: QualityPolicy) -> list[Cell]:
    rates = (row.share, row.least, row.aimed, row.hidden_share)
    return [
        tables.number(row.number),
        tables.day(localdate(row.active_from)),
        tables.words(row.made_by.label if row.made_by else "the installation"),
        tables.words(typed(row.reason_sha256)),
        tables.words(row.check_places if row.check_rate else ""),
        tables.words(row.co_signed_by.label if row.co_signed_by else ""),
        tables.words(row.blind_kinds if row.blind_rate else ""),
        *map(tables.number, (*rates, row.check_rate, row.blind_rate)),
    ]
