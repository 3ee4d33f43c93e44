"""Reading a chart: documents that were on the screen, and words looked for in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from review import codeset, presenters
from review.actions import reading
from review.states import Verb
from review.views import looking
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

    def tell(places: int) -> None:
        reading.searched(case, places=places, by=request.user)

    def page(places: looking.Places, fields: dict[str, Any]) -> HttpResponse:
        shown = presenters.case_page(case, request.user, found=places)
        return show(request, case, page=shown, **fields)

    documents = codeset.documents_of(case.run.version)
    return looking.answer(request, documents, tell=tell, page=page)
