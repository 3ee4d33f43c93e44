"""Reading for a second coding: what was on the screen, and words looked for.

Only who is coding the chart a second time reads so; the documents are those that were
signed.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from review import codeset, overread_guard
from review.actions import reading
from review.models import OverRead
from review.overreading import Act
from review.states import Verb
from review.views import looking
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

    def tell(places: int) -> None:
        reading.over_read_searched(over_read, places=places, by=request.user)

    def page(places: looking.Places, fields: dict[str, Any]) -> HttpResponse:
        return show(request, over_read, places=places, **fields)

    documents = codeset.documents_of(over_read.code_set.chart_version)
    return looking.answer(request, documents, tell=tell, page=page)
