"""The code book: search, the tree, and every note that bears on a code.

Owns two pages that also open beside a note. Which release answers follows from the
date of service; without one, from the last day of the newest release.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from coding import codehistory, codes, leads
from coding.acceptance import EARLIEST
from coding.codebook import normalise
from review import permissions
from review.models import HouseNote
from review.presenters import besides, book
from review.states import Verb
from review.views.guards import Request, opens

# Ids of the panel beside a note, and of the book inside it.
BESIDE, BESIDE_BOOK = "beside", "beside-book"
LISTED = 30


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
    context = {
        "on": on,
        "chosen": chosen,
        "query": query,
        "shown": None,
        "found": book.found(query, chosen.release, on, LISTED) if query else (),
        "chapters": () if query else codes.codebook(chosen.release).chapters(),
    }
    return _show(request, "results", context)


@opens(Verb.SEE_CODE_BOOK)
@require_safe
def code(request: Request, code: str) -> HttpResponse:
    on = _on(request)
    chosen = codes.release_for(codes.ICD10CM, on)
    shown = book.describe(codes.codebook(chosen.release), code)
    if shown is None:
        return _not_valid(request, chosen, code, on)
    house = HouseNote.objects.in_force(on).about({shown.entry.code})
    rows = house.select_related("approved_by")
    context = {
        "on": on,
        "chosen": chosen,
        "shown": shown,
        "query": "",
        "house": [besides.view(row) for row in rows],
        "leads": leads.leads_to(shown.entry.code, on),
        "history": book.history(chosen.release, shown.entry.code),
        "may_load": permissions.why_not(request.user, Verb.MANAGE_RELEASES) is None,
    }
    return _show(request, "entry", context)


def _not_valid(
    request: Request, chosen: codes.Chosen, code: str, on: date
) -> HttpResponse:
    """404, and where another release holds the code, the days on which it is valid."""
    # PostgreSQL has no zero character, so no code has one.
    asked = normalise(code.replace("\x00", ""))[:12]
    spans = codehistory.spans(codes.ICD10CM, asked)
    if not spans:
        raise Http404
    context = {
        "on": on,
        "chosen": chosen,
        "shown": None,
        "query": "",
        "gone": asked,
        "spans": spans,
    }
    return _show(request, "results", context, status=404)


def _show(
    request: Request, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page; or for htmx its ``part``; or the panel that opens beside a note."""
    target = request.htmx.target
    context["beside"] = target in (BESIDE, BESIDE_BOOK)
    if target == BESIDE:
        return render(request, "review/codebook_beside.html", context, status=status)
    name = f"review/codebook.html#{part}" if request.htmx else "review/codebook.html"
    return render(request, name, context, status=status)
