"""Reading a chart: documents that were on the screen, and words looked for in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from review import codeset, presenters, searching
from review.actions import reading
from review.forms import stored
from review.presenters.finds import finds
from review.states import Verb
from review.views.cases import show
from review.views.guards import Request, find_case, opens


@opens(Verb.VIEW)
@require_POST
def read(request: Request, number: int) -> HttpResponse:
    """Documents that were on the screen, as the page tells it."""
    found = find_case(request, number)
    documents = frozenset(request.POST.getlist("document"))
    reading.read(found, documents=documents, by=request.user)
    return HttpResponse(status=204)


@opens(Verb.VIEW)
@require_POST
def find(request: Request, number: int) -> HttpResponse:
    """Where the chart says some words. A POST, so that they reach no address."""
    case = find_case(request, number)
    words = stored(request.POST.get("words", ""))[: searching.LONGEST].strip()
    documents = codeset.documents_of(case.run.version)
    found = searching.find(documents, words)
    if words:
        reading.searched(case, places=len(found.places), by=request.user)
    context: dict[str, Any] = {
        "words": words,
        "finds": finds(found.places, documents),
        "more_finds": found.more,
    }
    if request.htmx:
        return render(request, "review/case_finds.html", context)
    page = presenters.case_page(case, request.user, found=found.places)
    return show(request, case, page=page, **context)
