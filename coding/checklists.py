"""The dated lists that the rules are handed, for code that has a database.

Owns choosing which lists the rules read and turning the newest editions for a date into
their frozen value. Must not say what follows from a list: the rules do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from coding import checktables, lists
from coding.models import CodeList
from coding.rules import DatedList, Lists, Table

Kind = CodeList.Kind
_LISTS = (Kind.MCE, Kind.POA_EXEMPT)


def lists_on(day: date) -> Lists:
    """What the rules may read on a date of service, each list as far as it is loaded.

    Editions are looked up each time, since one may be loaded at any moment; what an
    edition says is kept in the process.
    """
    return _lists(lists.newest_lists(_LISTS, day))


def _lists(chosen: Mapping[str, lists.Chosen]) -> Lists:
    return Lists(
        mce=_dated(chosen.get(Kind.MCE)),
        poa_exempt=_dated(chosen.get(Kind.POA_EXEMPT)),
    )


@dataclass(frozen=True, slots=True)
class Checks:
    """All that is loaded for the rules on a date: lists, and tables for some codes.

    ``editions`` names the files that both come from, by kind and sha256.
    """

    lists: Lists
    tables: tuple[Table, ...]
    editions: tuple[tuple[str, str], ...] = ()


def checks_on(day: date, codes: Collection[str]) -> Checks:
    """The lists, and of the tables what they say of these codes.

    One query where no table is loaded, two otherwise.
    """
    kinds = (*_LISTS, *checktables.NAMES)
    parts = tuple(CodeList.objects.parts_of_each(kinds, day))
    newest = {
        each.kind: lists.chosen(each, day)
        for each in sorted(parts, key=lambda each: each.pk)
        if each.kind in _LISTS
    }
    tables = [each for each in parts if each.kind in checktables.NAMES]
    editions = tuple((each.kind, each.sha256) for each in parts)
    return Checks(_lists(newest), checktables.tables_of(tables, codes), editions)


def _dated(chosen: lists.Chosen | None) -> DatedList | None:
    if chosen is None:
        return None
    entries = lists.entries(chosen)
    return DatedList(chosen.title, chosen.edition, entries, chosen.out_of_date)
