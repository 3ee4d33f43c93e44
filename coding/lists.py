"""The one door to dated lists for code that has a database.

Owns choosing the edition of a list for a date, and what it says in this process. Lists
help and never block: one that is out of date says so, one that is absent says what to
load. Must not parse files.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coding import compiledfiles, index
from coding.models import CodeList, CodeListEntry, IndexTerm
from coding.publications import NotLoaded, missing

Kind = CodeList.Kind


@dataclass(frozen=True, slots=True)
class Chosen:
    """The edition of a list for a date; ``out_of_date`` if it was for earlier days."""

    kind: str
    title: str
    edition: str
    effective_from: date
    effective_to: date
    source_name: str
    sha256: str
    out_of_date: bool

    def __str__(self) -> str:
        """As a page shows it."""
        late = " (out of date)" if self.out_of_date else ""
        return f"{self.title} {self.edition}{late}"


def newest_list(kind: str, on: date) -> Chosen | NotLoaded:
    """The newest edition not after a date, else what to get, where, and how."""
    found = CodeList.objects.newest_on(kind, on)
    return missing(kind, on) if found is None else chosen(found, on)


def newest_lists(kinds: Iterable[str], on: date) -> dict[str, Chosen]:
    """The same for several kinds at once, without those that are not loaded."""
    found = CodeList.objects.newest_of_each(kinds, on)
    return {each.kind: chosen(each, on) for each in found}


def chosen(found: CodeList, on: date) -> Chosen:
    """An edition as it stands for a date."""
    return Chosen(
        kind=found.kind,
        title=found.get_kind_display(),
        edition=found.edition,
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        source_name=found.source_name,
        sha256=found.sha256,
        out_of_date=on > found.effective_to,
    )


def overview(on: date) -> tuple[Chosen | NotLoaded, ...]:
    """Every kind of list as it stands for a date."""
    loaded = newest_lists(Kind.values, on)
    return tuple(loaded.get(kind) or missing(kind, on) for kind in Kind.values)


# What a list says, once in a process

Entries = Mapping[str, tuple[str, ...]]
_entries: dict[tuple[str, str], Entries] = {}
_loading = threading.Lock()


def entries(chosen: Chosen) -> Entries:
    """The values of each code of a list, in the order of the list.

    A list may name codes that no release holds on the date; asking it about codes of
    the release is the filter.
    """
    key = chosen.kind, chosen.sha256
    with _loading:
        if key not in _entries:
            _entries[key] = _entries_stored(chosen)
    return _entries[key]


def _entries_stored(chosen: Chosen) -> Entries:
    rows = CodeListEntry.objects.filter(list=_stored(chosen)).order_by("ordinal")
    said: dict[str, list[str]] = defaultdict(list)
    for code, value in rows.values_list("code", "value").iterator(chunk_size=10_000):
        said[code].append(value)
    return {code: tuple(values) for code, values in said.items()}


def _stored(chosen: Chosen) -> CodeList:
    return CodeList.objects.filter(kind=chosen.kind, sha256=chosen.sha256).latest("pk")


def terms(chosen: Chosen) -> tuple[index.Term, ...]:
    """Every line of an index or table; from its compiled file where that is whole."""
    path = compiledfiles.place(f"{chosen.sha256}-{chosen.kind}-{index.FORMAT}.json")
    try:
        return index.load(path.read_bytes())
    except (FileNotFoundError, index.Unreadable):
        found = tuple(_terms_stored(chosen))
        compiledfiles.write(path, index.dump(found))
        return found


def _terms_stored(chosen: Chosen) -> Iterator[index.Term]:
    rows = IndexTerm.objects.filter(list=_stored(chosen)).order_by("ordinal")
    columns = (
        "path",
        "modifiers",
        "code",
        "manifestation",
        "see",
        "see_also",
        "cells",
    )
    for row in rows.values_list(*columns).iterator(chunk_size=10_000):
        path, modifiers, code, manifestation, see, see_also, cells = row
        yield index.Term(
            tuple(path),
            tuple(modifiers),
            code,
            manifestation,
            see,
            see_also,
            tuple(cells),
        )
