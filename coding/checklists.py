"""The dated lists that the rules are handed, for code that has a database.

Owns choosing which lists the rules read and turning the newest editions for a date into
their frozen value. Must not say what follows from a list: the rules do.
"""

from __future__ import annotations

from datetime import date

from coding import lists
from coding.models import CodeList
from coding.rules import DatedList, Lists

Kind = CodeList.Kind


def lists_on(day: date) -> Lists:
    """What the rules may read on a date of service, each list as far as it is loaded.

    Editions are looked up each time, since one may be loaded at any moment; what an
    edition says is kept in the process.
    """
    chosen = lists.newest_lists((Kind.MCE, Kind.POA_EXEMPT), day)
    return Lists(
        mce=_dated(chosen.get(Kind.MCE)),
        poa_exempt=_dated(chosen.get(Kind.POA_EXEMPT)),
    )


def _dated(chosen: lists.Chosen | None) -> DatedList | None:
    if chosen is None:
        return None
    entries = lists.entries(chosen)
    return DatedList(chosen.title, chosen.edition, entries, chosen.out_of_date)
