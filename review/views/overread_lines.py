"""Deciding in a second coding: accept, change, reject, add, take back, move, disclose.

Thin: each view reads its form and calls one action.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from review import codeset, relations, secondcoding
from review.actions import overread_lines as acts
from review.forms import SpanForm, Typed, Versioned
from review.models import OverRead, OverReadLine
from review.overread_guard import why_not
from review.overreading import Act
from review.refusals import Refused
from review.states import Verb
from review.views import quotes
from review.views.guards import Request, opens
from review.views.lookups import choices
from review.views.overreads import answer, find, show
from review.views.quality import check_words


def _line(found: OverRead, key: UUID) -> OverReadLine:
    return get_object_or_404(found.lines, pk=key)


@opens(Verb.OVER_READ)
@require_POST
def accept(request: Request, number: int, line: UUID) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    row, poa = _line(found, line), request.POST.get("poa", "")

    def act() -> str:
        acts.accept(row, by=request.user, version=version, poa=poa)
        return ""

    return answer(request, found, act, typed=Typed(panel="accept", item=str(line)))


@opens(Verb.OVER_READ)
@require_POST
def modify(request: Request, number: int, line: UUID) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    row = _line(found, line)
    why = request.POST.get("why") or request.POST.get("why_other", "")
    typed = Typed.read(request.POST, panel="modify", item=str(line), why=why)

    def act() -> str:
        acts.modify(
            row,
            code=typed.code,
            what=typed.what or _difference(found, row, typed.code),
            why=typed.why,
            words=typed.words,
            poa=request.POST.get("poa", ""),
            by=request.user,
            version=version,
        )
        return ""

    return answer(request, found, act, typed=typed)


def _difference(found: OverRead, row: OverReadLine, code: str) -> str:
    """What the pick itself says was wrong, where nobody chose otherwise."""
    entry = secondcoding.book_of(found.code_set.chart_version).find(code)
    if entry is None:
        return "wrong_code"
    return relations.difference(row.code, row.title, entry.code, entry.title)


@opens(Verb.OVER_READ)
@require_POST
def reject(request: Request, number: int, line: UUID) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    row = _line(found, line)
    why = request.POST.get("why") or request.POST.get("why_other", "")
    typed = Typed.read(request.POST, panel="reject", item=str(line), why=why)

    def act() -> str:
        acts.reject(
            row,
            what=typed.what,
            why=typed.why,
            words=typed.words,
            by=request.user,
            version=version,
        )
        return ""

    return answer(request, found, act, typed=typed)


@opens(Verb.OVER_READ)
@require_POST
def add(request: Request, number: int) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="add")

    def act() -> str:
        documents = codeset.documents_of(found.code_set.chart_version)
        evidence = quotes.spans(documents, typed.quote, SpanForm.read(request.POST))
        if typed.quote.strip() and not evidence:
            raise Refused("These words do not stand in any document of the chart.")
        acts.add(
            found,
            code=typed.code,
            evidence=evidence,
            poa=request.POST.get("poa", ""),
            by=request.user,
            version=version,
        )
        return ""

    return answer(request, found, act, typed=typed)


@opens(Verb.OVER_READ)
@require_POST
def take_back(request: Request, number: int, line: UUID) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    row = _line(found, line)

    def act() -> str:
        acts.take_back(row, by=request.user, version=version)
        return ""

    return answer(request, found, act, typed=Typed(item=str(line)))


@opens(Verb.OVER_READ)
@require_POST
def move(request: Request, number: int, line: UUID) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    row, way = _line(found, line), -1 if request.POST.get("way") == "up" else 1

    def act() -> str:
        acts.move(row, way=way, by=request.user, version=version)
        return ""

    return answer(request, found, act, typed=Typed(item=str(line)))


@opens(Verb.OVER_READ)
@require_POST
def disclose(request: Request, number: int) -> HttpResponse:
    """Which line was planted; it goes from the list."""
    found, version = find(request, number), Versioned.version_of(request.POST)

    def act() -> str:
        check = acts.disclose(found, by=request.user, version=version)
        messages.warning(request, check_words(check))
        return ""

    return answer(request, found, act)


@opens(Verb.OVER_READ)
@require_POST
def lookup(request: Request, number: int) -> HttpResponse:
    """Codes for what was typed. A POST, so that no words of a note reach an address."""
    found = find(request, number)
    if reason := why_not(request.user, Act.DECIDE, found):
        raise PermissionDenied(reason)
    typed = Typed.read(request.POST)
    hits = choices(found.case, typed.q)
    if request.htmx:
        context = {"found": hits, "query": typed.q}
        return render(request, "review/case_found.html", context)
    return show(request, found, typed=typed, hits=hits, query=typed.q)
