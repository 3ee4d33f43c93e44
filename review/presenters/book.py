"""One entry of the code book with everything the book says of it.

Owns which notes are shown, in which order, how a code is completed, which lines of the
index lead to it and what the release changed. Must not choose the release or read
charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from coding import codehistory, codes, leads, search, seventh
from coding.codebook import CodeBook, CodeEntry, InheritedNote, NoteKind
from coding.editions import Change, Changed, Comparison
from coding.models import Release

# What a coder must not overlook comes first.
NOTE_ORDER = (
    (NoteKind.EXCLUDES1, "Excludes1: never together"),
    (NoteKind.CODE_FIRST, "Code first"),
    (NoteKind.USE_ADDITIONAL, "Use additional code"),
    (NoteKind.CODE_ALSO, "Code also"),
    (NoteKind.EXCLUDES2, "Excludes2: not included here"),
    (NoteKind.INCLUDES, "Includes"),
    (NoteKind.INCLUSION_TERM, "Inclusion terms"),
    (NoteKind.NOTE, "Notes"),
)


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes of one kind, as printed at one entry."""

    kind: str
    heading: str
    origin: CodeEntry
    lines: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with everything the book says of it.

    ``beside`` are the codes that differ from it in one thing: its siblings, or with a
    7th character the same character on another side. ``seventh`` is what characters
    mean below a heading that wants one, while the code is not whole.
    """

    entry: CodeEntry
    path: tuple[CodeEntry, ...]
    children: tuple[CodeEntry, ...]
    beside: tuple[CodeEntry, ...]
    notes: tuple[NoteGroup, ...]
    completion: seventh.Completion | None
    seventh: tuple[tuple[str, str], ...]

    @property
    def digits_taken(self) -> bool:
        """Whether a digit is a 7th character here, and cannot pick from a list."""
        choices = self.completion.choices if self.completion else ()
        return any(choice.character.isdigit() for choice in choices)


@dataclass(frozen=True, slots=True)
class History:
    """When a code is valid, and what the release of the date changed about it.

    ``comparable`` is False where the release before it is not loaded.
    """

    spans: tuple[codehistory.Span, ...]
    changes: tuple[Changed, ...]
    comparable: bool
    before: str = ""


def history(release: Release, code: str) -> History:
    """Its own changes, and those of notes that it inherits: the nearest first."""
    spans = codehistory.spans(release.system, code)
    found = codehistory.changes(release)
    if found is None:
        return History(spans, (), comparable=False)
    lineage = [entry.code for entry in codes.codebook(release).path(code)[::-1]]
    changes = tuple(_bearing(found, code, lineage))
    return History(spans, changes, comparable=True, before=found.old)


def _bearing(found: Comparison, code: str, lineage: Sequence[str]) -> Iterator[Changed]:
    for origin in lineage or [code]:
        for each in found.by_code.get(origin, ()):
            if origin == code or each.change is Change.NOTES:
                yield each


@dataclass(frozen=True, slots=True)
class Found:
    """A code that was found, and the path of the index that leads to it, if any."""

    hit: search.Hit
    lead: leads.Lead | None


def found(query: str, release: Release, on: date, limit: int) -> tuple[Found, ...]:
    hits = search.search(query, release, limit=limit)
    paths = leads.best_leads([hit.code for hit in hits], query, on)
    return tuple(Found(hit, paths.get(hit.code)) for hit in hits)


def describe(book: CodeBook, code: str) -> Entry | None:
    """None for what the release does not hold."""
    entry = book.find(code)
    if entry is None:
        return None
    made = seventh.completion(book, entry.code)
    wanted = made is None and seventh.is_demanded(book, entry.code)
    return Entry(
        entry=entry,
        path=book.path(entry.code)[:-1],
        # The characters say the same, with their meaning and their key.
        children=() if made else book.children(entry.code),
        beside=_beside(book, entry, made),
        notes=tuple(_groups(book, entry)),
        completion=made,
        seventh=tuple(book.seventh_characters(entry.code).items()) if wanted else (),
    )


def _beside(
    book: CodeBook, entry: CodeEntry, made: seventh.Completion | None
) -> tuple[CodeEntry, ...]:
    if made and made.chosen:
        return made.variants
    return book.siblings(entry.code) if entry.parent else ()


def _groups(book: CodeBook, entry: CodeEntry) -> list[NoteGroup]:
    found = []
    for kind, heading in NOTE_ORDER:
        notes = book.notes(entry.code, kind)
        if kind is NoteKind.INCLUSION_TERM:
            notes = _inclusion_terms(book, entry)
        for origin, lines in groupby(notes, key=lambda note: note.origin):
            found.append(_group(book, entry, kind, heading, origin, tuple(lines)))
    return found


def _inclusion_terms(book: CodeBook, entry: CodeEntry) -> tuple[InheritedNote, ...]:
    """Those printed at the code, and at the stem that a 7th character completes."""
    own = book.own_notes(entry.code, NoteKind.INCLUSION_TERM)
    made = seventh.completion(book, entry.code)
    if made is None or made.stem.code == entry.code:
        return own
    return own + book.own_notes(made.stem.code, NoteKind.INCLUSION_TERM)


def _group(
    book: CodeBook,
    entry: CodeEntry,
    kind: NoteKind,
    heading: str,
    origin: str,
    notes: tuple[InheritedNote, ...],
) -> NoteGroup:
    at = book.get(origin) or entry
    lines = tuple(note.text.lstrip(", ") for note in notes)
    return NoteGroup(kind.value, heading, at, lines, own=origin == entry.code)
