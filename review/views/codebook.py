"""The code book: search, the tree, and every note that bears on a code.

Owns two pages that also open beside a note. Which release answers follows from the
date of service; without one, from the last day of the newest release.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from coding import codes, search
from coding.acceptance import EARLIEST
from coding.codebook import CodeBook, CodeEntry, InheritedNote, NoteKind
from review.models import HouseNote
from review.presenters import besides
from review.states import Verb
from review.views.guards import Request, opens

# Ids of the panel beside a note, and of the book inside it.
BESIDE, BESIDE_BOOK = "beside", "beside-book"
LISTED = 30
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
    """One code with everything the book says of it."""

    entry: CodeEntry
    path: tuple[CodeEntry, ...]
    children: tuple[CodeEntry, ...]
    siblings: tuple[CodeEntry, ...]
    notes: tuple[NoteGroup, ...]
    seventh: tuple[tuple[str, str], ...]


def describe(book: CodeBook, code: str) -> Entry | None:
    entry = book.find(code)
    if entry is None:
        return None
    return Entry(
        entry=entry,
        path=book.path(entry.code)[:-1],
        children=book.children(entry.code),
        siblings=book.siblings(entry.code) if entry.parent else (),
        notes=tuple(_groups(book, entry)),
        seventh=tuple(book.seventh_characters(entry.code).items()),
    )


def _groups(book: CodeBook, entry: CodeEntry) -> list[NoteGroup]:
    found = []
    for kind, heading in NOTE_ORDER:
        notes = book.notes(entry.code, kind)
        if kind is NoteKind.INCLUSION_TERM:
            notes = book.own_notes(entry.code, kind)
        for origin, lines in groupby(notes, key=lambda note: note.origin):
            found.append(_group(book, entry, kind, heading, origin, tuple(lines)))
    return found


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


def _on(request: Request) -> date:
    """The date asked about: given, or the last day of the newest release."""
    try:
        given = parse_date(request.GET.get("on", ""))
    except ValueError:
        given = None
    if given is None or given < EARLIEST:
        return codes.newest_release().effective_to
    return given


@opens(Verb.SEE_CODE_BOOK)
@require_safe
def codebook(request: Request) -> HttpResponse:
    on = _on(request)
    chosen = codes.release_for(codes.ICD10CM, on)
    query = request.GET.get("q", "").strip()
    book = codes.codebook(chosen.release)
    entry = book.find(query) if query else None
    context = {
        "on": on,
        "chosen": chosen,
        "query": query,
        "shown": None,
        "found": search.search(query, chosen.release, limit=LISTED) if query else (),
        "exact": entry,
        "chapters": () if query else book.chapters(),
    }
    return _show(request, "results", context)


@opens(Verb.SEE_CODE_BOOK)
@require_safe
def code(request: Request, code: str) -> HttpResponse:
    on = _on(request)
    chosen = codes.release_for(codes.ICD10CM, on)
    shown = describe(codes.codebook(chosen.release), code)
    if shown is None:
        raise Http404
    house = HouseNote.objects.in_force(on).about({shown.entry.code})
    rows = house.select_related("approved_by")
    context = {
        "on": on,
        "chosen": chosen,
        "shown": shown,
        "query": "",
        "house": [besides.view(row) for row in rows],
    }
    return _show(request, "entry", context)


def _show(request: Request, part: str, context: dict[str, Any]) -> HttpResponse:
    """The page; or for htmx its ``part``; or the panel that opens beside a note."""
    target = request.htmx.target
    context["beside"] = target in (BESIDE, BESIDE_BOOK)
    if target == BESIDE:
        return render(request, "review/codebook_beside.html", context)
    name = f"review/codebook.html#{part}" if request.htmx else "review/codebook.html"
    return render(request, name, context)
