"""Writing an edition of a dated list into the database, once and whole.

Owns the rows of ``coding.models.lists``. Must not know any file form: readers hand it
the same values, whatever they were read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from audit.actions import Actor, record
from audit.events import ReleaseLoaded
from coding import checktables
from coding.index import Entry, Term
from coding.loader import Progress, copy
from coding.models import CodeList, CodeListEntry, IndexTerm
from coding.rules.tables import Row

# Any number will do, as long as nothing else in the database locks it.
_ONE_LOADER = 0x1157


Content = Sequence[Term] | Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Edition:
    """What is said of a list from outside its file."""

    kind: str
    edition: str
    effective_from: date
    effective_to: date
    source_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The list, and whether this call is what put it there."""

    list: CodeList
    created: bool


def already_loaded(edition: Edition) -> CodeList | None:
    return CodeList.objects.filter(
        kind=edition.kind,
        effective_from=edition.effective_from,
        sha256=edition.sha256,
    ).first()


@transaction.atomic
def load_checks(
    edition: Edition, rows: Iterable[Row], *, by: Actor, progress: Progress
) -> Loaded:
    """Store a table of checks while it is read; a refusal on the way leaves nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_LOADER])
    if known := already_loaded(edition):
        return Loaded(known, created=False)
    made = CodeList.objects.create(
        **{name: getattr(edition, name) for name in Edition.__slots__}
    )
    progress("writing rows")
    record(_event(made, lines=checktables.write(made, rows)), by=by)
    return Loaded(made, created=True)


@transaction.atomic
def load(
    edition: Edition, content: Content, *, by: Actor, progress: Progress
) -> Loaded:
    """Store a list; the same file for the same days again changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_LOADER])
    if known := already_loaded(edition):
        return Loaded(known, created=False)
    made = CodeList.objects.create(
        **{name: getattr(edition, name) for name in Edition.__slots__}
    )
    progress(f"writing {len(content):,} lines")
    _write_terms(made, [line for line in content if isinstance(line, Term)])
    _write_entries(made, [line for line in content if isinstance(line, Entry)])
    record(_event(made, lines=len(content)), by=by)
    return Loaded(made, created=True)


def _write_terms(made: CodeList, terms: Sequence[Term]) -> None:
    copy(
        IndexTerm,
        "list_id ordinal path modifiers code manifestation see see_also cells",
        (
            (
                made.pk,
                ordinal,
                list(term.path),
                list(term.modifiers),
                term.code,
                term.manifestation,
                term.see,
                term.see_also,
                list(term.cells),
            )
            for ordinal, term in enumerate(terms)
        ),
    )


def _write_entries(made: CodeList, entries: Sequence[Entry]) -> None:
    copy(
        CodeListEntry,
        "list_id ordinal code value text",
        (
            (made.pk, ordinal, entry.code, entry.value, entry.text)
            for ordinal, entry in enumerate(entries)
        ),
    )


def _event(made: CodeList, *, lines: int) -> ReleaseLoaded:
    return ReleaseLoaded(
        system=made.kind,
        edition=made.edition,
        effective_from=made.effective_from.isoformat(),
        effective_to=made.effective_to.isoformat(),
        sha256=made.sha256,
        source=made.source_name,
        codes=lines,
    )
