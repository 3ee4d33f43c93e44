"""Settling what stands in the way, signing, and opening a signed chart again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from review.actions import claims, findings, signing
from review.actions.findings import VERBS
from review.forms import Typed, Versioned
from review.models import Case
from review.refusals import Held, Refused, StaleCase
from review.states import Settling, Verb
from review.views import ahead
from review.views.cases import answer, conflict, refused, still
from review.views.guards import Request, find_case, opens
from review.views.worklist import asked_for

SAID = {
    Settling.ACKNOWLEDGE: "Acknowledged.",
    Settling.CONFIRM: "Confirmed.",
    Settling.OVERRIDE: "Overridden.",
}


@opens(Verb.SETTLE)
@require_POST
def settle(request: Request, number: int) -> HttpResponse:
    """Answers for one finding; which way it may be done the action decides."""
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    key, how = request.POST.get("key", ""), request.POST.get("how", "")
    reason = request.POST.get("reason") or request.POST.get("reason_other", "")
    typed = Typed.read(request.POST, panel=key, reason=reason)

    def act() -> str:
        findings.settle(
            case,
            finding_key=key,
            how=how,
            reason=typed.reason,
            words=typed.words,
            citation=typed.citation,
            by=request.user,
            version=version,
        )
        return SAID[Settling(how)]

    verb = VERBS[Settling(how)] if how in list(Settling) else Verb.SETTLE
    return answer(request, case, act, verb=verb, typed=typed, then=still)


@opens(Verb.FINALISE)
@require_POST
def finalise(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    typed = Typed(panel="sign")
    try:
        signing.finalise(case, by=request.user, version=version)
    except (StaleCase, Held) as refusal:
        return conflict(request, case, refusal, typed)
    except Refused as refusal:
        return refused(
            request, case, refusal, verb=Verb.FINALISE, typed=typed, part="#case"
        )
    return _following(request, case)


def _following(request: Request, signed: Case) -> HttpResponse:
    """The next chart where that was asked for; the signed one where there is none."""
    if request.POST.get("then") != "next":
        return _go(request, signed)
    case = claims.claim_next(by=request.user, filters=asked_for(request))
    if case is None:
        messages.info(request, "No chart is left here that you may sign.")
        return _go(request, signed)
    if ahead.has_page(request, case):
        return ahead.opened(request, case, signed)
    messages.success(request, f"{signed} is signed. This is the next one.")
    return _go(request, case)


def _go(request: Request, case: Case) -> HttpResponse:
    """To the page of a case, whole, also where a script asked."""
    if request.htmx:
        return HttpResponseClientRedirect(case.get_absolute_url())
    return redirect(case)


@opens(Verb.REOPEN)
@require_POST
def reopen(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="reopen")
    try:
        signing.reopen(
            case,
            reason="correction",
            words=typed.words,
            by=request.user,
            version=version,
        )
    except (StaleCase, Held) as refusal:
        return conflict(request, case, refusal, typed)
    except Refused as refusal:
        return refused(
            request, case, refusal, verb=Verb.REOPEN, typed=typed, part="#case"
        )
    return redirect(case)
