"""The part of ``load_release`` that loads files as their publishers publish them.

Owns what has to be said beside a file and what is said of the outcome. Telling files
apart and reading them is ``coding.readers``'s matter, storing them the loaders'.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

from audit.actions import SYSTEM
from coding import (
    codes,
    codesetfiles,
    listloader,
    lists,
    loader,
    officialfiles,
    readers,
    search_index,
    tablefiles,
    tabular,
)
from coding.index import Term
from coding.loader import Progress
from coding.models import Release
from coding.officialfiles import Official
from coding.publications import BY_KIND, Publication
from coding.tabular import Tabular


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, and what was said of it."""

    path: Path
    kind: str = ""
    codes: Path | None = None
    edition: str = ""
    first: date | None = None
    last: date | None = None
    source: str = ""
    licence_accepted: bool = False


@dataclass(frozen=True, slots=True)
class _Days:
    edition: str
    first: date
    last: date


def _licensed(publication: Publication, wanted: Wanted) -> None:
    if publication.licensed and not wanted.licence_accepted:
        raise CommandError(
            f"{publication.title.partition(';')[0]} is licensed by its publisher. If "
            "you hold a licence for this use, say so with --licence-accepted."
        )


def load(wanted: Wanted, say: Progress) -> str:
    """Load a file; what was done, in one sentence."""
    say(f"reading {wanted.path.name}")
    try:
        file = officialfiles.read(wanted.path)
        publication = BY_KIND[readers.kind_of(file, wanted.kind)]
        days = _days(wanted, publication)
        _licensed(publication, wanted)
        load_it = _load_system if publication.system else _load_list
        told = load_it(publication, file, days, wanted, say)
        return " ".join(filter(None, (told, _of_another_year(publication, file, days))))
    except (officialfiles.Refused, loader.Overlaps) as error:
        raise CommandError(str(error)) from error
    finally:
        say("")


def _days(wanted: Wanted, publication: Publication) -> _Days:
    if wanted.first is None:
        raise CommandError(
            f"{wanted.path.name} ({publication.title}) needs --effective-from, the "
            "first day it is for."
        )
    last = wanted.last or publication.last_day(wanted.first)
    if last < wanted.first:
        raise CommandError("--effective-to lies before --effective-from.")
    for what, said, most in (
        ("--edition", wanted.edition, 32),
        ("--source", wanted.source or wanted.path.name, 200),
    ):
        if len(said) > most or not said.isprintable():
            raise CommandError(f"{what} must be at most {most} plain characters.")
    return _Days(wanted.edition or wanted.first.isoformat(), wanted.first, last)


_VERSION = re.compile(r"<version>\s*(\d{4})\s*</version>")
#: How far into an XML file its version stands.
_HEAD = 2000


def _of_another_year(publication: Publication, file: Official, days: _Days) -> str:
    """What an XML file of ICD-10-CM says of its fiscal year, where it is another.

    It is loaded all the same: a helper list may serve until the next one is published.
    """
    if not publication.kind.startswith("icd10cm"):
        return ""
    said = _VERSION.search(file.text()[:_HEAD])
    year = days.first.year + (days.first.month >= _OCTOBER)
    if said is None or int(said[1]) == year:
        return ""
    return (
        f"Note: {file.name} says that it is of fiscal year {said[1]}, and {days.first} "
        f"lies in fiscal year {year}."
    )


_OCTOBER = 10


# Lists


def _load_list(
    publication: Publication, file: Official, days: _Days, wanted: Wanted, say: Progress
) -> str:
    started = time.monotonic()
    edition = listloader.Edition(
        kind=publication.kind,
        edition=days.edition,
        effective_from=days.first,
        effective_to=days.last,
        source_name=wanted.source or file.name,
        sha256=file.sha256,
    )
    if known := listloader.already_loaded(edition):
        return f"{known} is already loaded; nothing to do."
    if publication.kind in tablefiles.READERS:
        return _load_checks(edition, file, started, say)
    content = readers.read_list(publication.kind, file)
    loaded = listloader.load(edition, content, by=SYSTEM, progress=say)
    say("compiling")
    chosen = lists.newest_list(publication.kind, days.last)
    if isinstance(chosen, lists.Chosen) and isinstance(content[0], Term):
        lists.terms(chosen)
    _index_again(publication, days, say)
    return (
        f"Loaded {loaded.list}: {len(content):,} lines, valid {days.first} to "
        f"{days.last}, in {time.monotonic() - started:.1f} s."
    )


def _load_checks(
    edition: listloader.Edition, file: Official, started: float, say: Progress
) -> str:
    rows = tablefiles.READERS[edition.kind](file)
    loaded = listloader.load_checks(edition, rows, by=SYSTEM, progress=say)
    return (
        f"Loaded {loaded.list} from {edition.source_name}: "
        f"{loaded.list.checks.count():,} rows, valid {edition.effective_from} to "
        f"{edition.effective_to}, in {time.monotonic() - started:.1f} s."
    )


def _index_again(publication: Publication, days: _Days, say: Progress) -> None:
    """What is found of a release depends on the indexes of its days."""
    if publication.kind.startswith("icd10cm-"):
        for release in Release.objects.of(codes.ICD10CM).filter(
            effective_to__gte=days.first
        ):
            _index(release, say)


# Code systems


def _load_system(
    publication: Publication, file: Official, days: _Days, wanted: Wanted, say: Progress
) -> str:
    edition = loader.Edition(
        system=publication.system,
        edition=days.edition,
        origin=Release.Origin.OFFICIAL,
        effective_from=days.first,
        effective_to=days.last,
        exact_from=days.first,
        source_name=wanted.source or file.name,
        sha256=file.sha256,
        licence_accepted=publication.licensed,
    )
    return store(
        edition, lambda: _read_system(publication.kind, file, days, wanted), say
    )


def _read_system(kind: str, file: Official, days: _Days, wanted: Wanted) -> Tabular:
    if kind != "icd10cm":
        return readers.read_system(kind, file, days.first, days.last)
    if wanted.codes is None:
        raise CommandError(f"{file.name} needs --codes, the list of valid codes.")
    listed = officialfiles.read(wanted.codes)
    parsed = tabular.parse(file, listed.text())
    return replace(parsed, short_titles=codesetfiles.short_titles(listed))


def store(edition: loader.Edition, read: Callable[[], Tabular], say: Progress) -> str:
    """Store a release with what is made of it; what was done, in one sentence."""
    started = time.monotonic()
    if known := loader.already_loaded(edition):
        return _known(known, edition, say)
    say(f"reading {edition.source_name}")
    loaded = loader.load(edition, read(), by=SYSTEM, progress=say)
    if not loaded.created:  # by somebody else, while this process was reading
        return _known(loaded.release, edition, say)
    say("compiling the code book")
    book = codes.codebook(loaded.release)
    _index(loaded.release, say)
    billable = sum(book.columns.billable)
    return (
        f"Loaded {loaded.release}: {len(book):,} entries, {billable:,} billable, "
        f"valid {edition.effective_from} to {edition.effective_to}, "
        f"in {time.monotonic() - started:.1f} s."
    )


def _known(known: Release, edition: loader.Edition, say: Progress) -> str:
    """What is said of files that are loaded: refused for other days, else used."""
    if known.effective_from != edition.effective_from:
        raise CommandError(
            f"{edition.source_name} is loaded already as {known}, for days from "
            f"{known.effective_from}; one file is one edition."
        )
    rebuilt = _index(known, say)
    what = "its search index was built anew" if rebuilt else "nothing to do"
    return f"{known} is already loaded; {what}."


def _index(release: Release, say: Progress) -> bool:
    built = search_index.ensure(release, codes.codebook(release), say)
    say("")
    return built
