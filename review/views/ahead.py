"""The next chart's page, sent while a chart is about to be signed.

Owns what passes between the signing step and the server: the reserved chart's page and
its mark, the word that it was not signed after all, and the opening of what was sent.
Without a script none of it is asked for, and the signature opens the next chart itself.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from review import presenters
from review.actions import reading, reservations
from review.models import Case
from review.refusals import Refused
from review.states import Verb
from review.views.cases import show
from review.views.guards import Request, find_case, opens
from review.views.worklist import asked_for

#: Names a page by its case and version: what the browser has, and what was opened.
MARK = "Attest-Ahead"
OPENED = "Attest-Opened"
#: For how many seconds the browser may keep the page.
KEEP = "Attest-Keep"


def mark_of(case: Case) -> str:
    return f"{case.pk}.{case.version}"


@opens(Verb.FINALISE)
@require_POST
def ahead(request: Request, number: int) -> HttpResponse:
    """Reserves the next chart for who is about to sign this one, and sends its page.

    204 where there is none, or where this chart is not theirs to sign.
    """
    signing = find_case(request, number)
    try:
        case = reservations.reserve(
            by=request.user, signing=signing, filters=asked_for(request)
        )
    except Refused:
        case = None
    if case is None:
        return HttpResponse(status=204)
    reading.sent_ahead(case, by=request.user)
    page = presenters.case_page(case, request.user, ahead=True)
    response = show(request, case, part="#case", page=page, ahead=True)
    response[MARK] = mark_of(case)
    response[KEEP] = str(int(reservations.LEASE.total_seconds()))
    return response


@opens(Verb.CLAIM)
@require_POST
def let_go(request: Request) -> HttpResponse:
    """The signing step was left: the reserved chart goes back, unopened."""
    reservations.let_go(by=request.user)
    return HttpResponse(status=204)


def has_page(request: Request, case: Case) -> bool:
    """Whether the browser has the page of this case as it is now."""
    return bool(request.htmx) and request.headers.get(MARK) == mark_of(case)


def opened(request: Request, case: Case, signed: Case) -> HttpResponse:
    """What was sent ahead is on screen from now on: that is a reading of the chart."""
    reading.viewed(case, by=request.user)
    response = render(request, "review/case_opened.html", {"signed": signed})
    response[OPENED] = mark_of(case)
    return reswap(retarget(response, "#messages"), "innerHTML")
