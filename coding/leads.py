"""Which lines of the Alphabetic Index and its tables lead to a code.

Owns that question in the editions of a date. The index is a help: where none is loaded
it says what to load, and nothing else changes. Must not choose a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from coding import lists
from coding.index import DRUG_COLUMNS, NEOPLASM_COLUMNS
from coding.models import CodeList, IndexTerm
from coding.publications import NotLoaded, missing
from coding.wordings import tokens

KINDS = (
    lists.Kind.CM_INDEX,
    lists.Kind.EXTERNAL_CAUSES,
    lists.Kind.NEOPLASMS,
    lists.Kind.DRUGS,
)
TABLES: Mapping[str, tuple[str, ...]] = {
    lists.Kind.NEOPLASMS: NEOPLASM_COLUMNS,
    lists.Kind.DRUGS: DRUG_COLUMNS,
}
SHOWN = 24


@dataclass(frozen=True, slots=True)
class Lead:
    """One line. ``code`` is what is printed there: a "-" wants more characters.

    ``column`` is the heading of a table's column, ``second`` that the code stands in
    brackets and is never first (I.A.13).
    """

    path: tuple[str, ...]
    modifiers: tuple[str, ...]
    code: str
    column: str = ""
    second: bool = False

    def __str__(self) -> str:
        """As people read it: "Diabetes, type 2, with, nephropathy"."""
        return ", ".join((*self.path, *([self.column] if self.column else ())))


@dataclass(frozen=True, slots=True)
class Leads:
    """The best lines, how many there are, and the editions asked.

    ``missing`` says what to load where no Alphabetic Index is there for the date.
    """

    lines: tuple[Lead, ...] = ()
    count: int = 0
    editions: tuple[str, ...] = ()
    missing: NotLoaded | None = None

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def leads_to(code: str, on: date) -> Leads:
    """The lines that print the code, then those that print it unfinished."""
    chosen = lists.newest_lists(KINDS, on)
    lines = _lines(code, chosen)
    index = chosen.get(lists.Kind.CM_INDEX)
    return Leads(
        lines=tuple(lines[:SHOWN]),
        count=len(lines),
        editions=tuple(str(one) for one in chosen.values()),
        missing=None if index else missing(lists.Kind.CM_INDEX, on),
    )


def _lines(code: str, chosen: Mapping[str, lists.Chosen]) -> list[Lead]:
    """Of all editions, the most finished code first, then as printed."""
    keys = _keys(chosen.values())
    forms = printed(code)
    found = [
        (lead, row.ordinal)
        for row in _rows(code, forms, keys)
        for lead in _leads_of(row, keys[row.list_id], forms, code)
    ]
    found.sort(key=lambda pair: (-len(pair[0].code.rstrip("-.")), pair[1]))
    return [lead for lead, _ in found]


def _keys(chosen: Iterable[lists.Chosen]) -> dict[int, str]:
    """The rows of the editions, key to kind; a file loaded again counts once."""
    wanted = Q()
    for one in chosen:
        wanted |= Q(kind=one.kind, sha256=one.sha256)
    if not wanted:
        return {}
    rows = CodeList.objects.filter(wanted).order_by("pk").values_list("kind", "pk")
    return {key: kind for kind, key in dict(rows).items()}


def _rows(
    code: str, forms: Sequence[str], keys: Mapping[int, str]
) -> Iterator[IndexTerm]:
    """Each question by an index of its own; a table is small enough to be read."""
    every = IndexTerm.objects.all()
    plain = [key for key, kind in keys.items() if kind not in TABLES]
    tables = [key for key, kind in keys.items() if kind in TABLES]
    yield from every.filter(list__in=plain, code__in=forms)
    yield from every.filter(list__in=plain, manifestation=code).exclude(code__in=forms)
    yield from every.filter(list__in=tables, cells__overlap=list(forms))


def printed(code: str) -> tuple[str, ...]:
    """Every way an index may print a line to this code, finished or not."""
    forms = []
    for end in range(len(code), 2, -1):
        bare = code[:end].rstrip(".")
        forms += [bare, f"{bare}-"] if "." in bare else [bare, f"{bare}.-", f"{bare}-"]
    return tuple(dict.fromkeys(forms))


def _leads_of(
    row: IndexTerm, kind: str, forms: Sequence[str], code: str
) -> Iterator[Lead]:
    path, modifiers = tuple(row.path), tuple(row.modifiers)
    if row.code in forms and kind not in TABLES:
        yield Lead(path, modifiers, row.code)
    elif row.manifestation == code:
        yield Lead(path, modifiers, row.manifestation, second=True)
    for column, cell in zip(TABLES.get(kind, ()), row.cells, strict=False):
        if cell in forms:
            yield Lead(path, modifiers, cell, column.replace("_", " "))


# Search results


def best_leads(codes: Sequence[str], query: str, on: date) -> dict[str, Lead]:
    """For each code the line of the index that says most of the query; none is fine.

    Only lines that share a word with the query: a path that the coder did not look for
    explains nothing. Two queries, however many codes there are.
    """
    index = lists.newest_lists((lists.Kind.CM_INDEX,), on)
    keys = _keys(index.values())
    if not keys or not codes:
        return {}
    forms = {code: printed(code) for code in codes}
    wanted = {form for all_of_one in forms.values() for form in all_of_one}
    rows = IndexTerm.objects.filter(list__in=list(keys), code__in=wanted)
    by_form: dict[str, list[IndexTerm]] = {}
    for row in rows.order_by("ordinal"):
        by_form.setdefault(row.code, []).append(row)
    words = set(tokens(query))
    best = {code: _best(forms[code], by_form, words) for code in codes}
    return {code: lead for code, lead in best.items() if lead}


def _best(
    forms: Sequence[str], by_form: Mapping[str, list[IndexTerm]], words: set[str]
) -> Lead | None:
    """Most words of the query, then the most finished code, then the fewest others."""
    best, most = None, (0, 0, 0)
    for form in forms:
        for row in by_form.get(form, ()):
            path = set(tokens(" ".join(row.path)))
            said = words & (path | set(tokens(" ".join(row.modifiers))))
            worth = (len(said), len(form.rstrip("-.")), -len(path))
            if said and (best is None or worth > most):
                best, most = row, worth
    if best is None:
        return None
    return Lead(tuple(best.path), tuple(best.modifiers), best.code)
