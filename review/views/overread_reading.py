"""Reading for a second coding: what was on the screen, and words looked for.

Only who is coding the chart a second time reads so; the documents are those that were
signed.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from review import codeset, overread_guard, searching
from review.actions import reading
from review.forms import stored
from review.models import OverRead
from review.overreading import Act
from review.presenters.finds import finds
from review.states import Verb
from review.views.guards import Request, opens
from review.views.overreads import find, show


def _at_work(request: Request, number: int) -> OverRead:
    found = find(request, number)
    if reason := overread_guard.why_not(request.user, Act.DECIDE, found):
        raise PermissionDenied(reason)
    return found


@opens(Verb.OVER_READ)
@require_POST
def read(request: Request, number: int) -> HttpResponse:
    """Documents that were on the second coder's screen, as the page tells it."""
    found = _at_work(request, number)
    documents = frozenset(request.POST.getlist("document"))
    reading.over_read_read(found, documents=documents, by=request.user)
    return HttpResponse(status=204)


@opens(Verb.OVER_READ)
@require_POST
def find_in(request: Request, number: int) -> HttpResponse:
    """Where the documents say some words. A POST, so that they reach no address."""
    over_read = _at_work(request, number)
    words = stored(request.POST.get("words", ""))[: searching.LONGEST].strip()
    documents = codeset.documents_of(over_read.code_set.chart_version)
    found = searching.find(documents, words)
    if words:
        reading.over_read_searched(over_read, places=len(found.places), by=request.user)
    context: dict[str, Any] = {
        "words": words,
        "finds": finds(found.places, documents),
        "more_finds": found.more,
    }
    if request.htmx:
        return render(request, "review/case_finds.html", context)
    return show(request, over_read, places=found.places, **context)
