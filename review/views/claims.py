"""Whose chart it is: taking, keeping, giving back, taking over, holding, resuming."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from review.actions import claims, holds
from review.forms import NOTHING_TYPED, Typed, Versioned
from review.models import Case
from review.refusals import Held, Refused, StaleCase
from review.states import Verb
from review.views.cases import conflict, refused
from review.views.guards import Request, find_case, opens


def _then(
    request: Request,
    case: Case,
    act: Callable[[], object],
    *,
    verb: Verb,
    to: str = "",
    typed: Typed = NOTHING_TYPED,
) -> HttpResponse:
    """Does ``act``, then goes to the case or to the page named; 409 where it is not."""
    try:
        act()
    except (StaleCase, Held) as refusal:
        return conflict(request, case, refusal, typed)
    except Refused as refusal:
        return refused(request, case, refusal, verb=verb, typed=typed, part="#case")
    return redirect(to or case.get_absolute_url())


@opens(Verb.CLAIM)
@require_POST
def claim(request: Request, number: int) -> HttpResponse:
    case = find_case(request, number)
    return _then(
        request, case, lambda: claims.claim(case, by=request.user), verb=Verb.CLAIM
    )


@opens(Verb.TAKE_OVER)
@require_POST
def take_over(request: Request, number: int) -> HttpResponse:
    case = find_case(request, number)
    typed = Typed.read(request.POST, panel="take_over")
    return _then(
        request,
        case,
        lambda: claims.take_over(case, by=request.user, words=typed.words),
        verb=Verb.TAKE_OVER,
        typed=typed,
    )


@opens(Verb.GIVE_BACK)
@require_POST
def give_back(request: Request, number: int) -> HttpResponse:
    """Passes the chart over; why is part of it."""
    case = find_case(request, number)
    typed = Typed.read(request.POST, panel="give_back")

    def act() -> None:
        claims.skip(case, reason=typed.reason, words=typed.words, by=request.user)
        messages.success(request, f"Case {case.pk} is back on the worklist.")

    return _then(
        request, case, act, verb=Verb.GIVE_BACK, to="review:worklist", typed=typed
    )


@opens(Verb.HOLD)
@require_POST
def hold(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="hold")

    def act() -> None:
        holds.hold(case, words=typed.words, by=request.user, version=version)
        messages.success(request, f"Case {case.pk} is on hold.")

    return _then(request, case, act, verb=Verb.HOLD, to="review:worklist", typed=typed)


@opens(Verb.RESUME)
@require_POST
def resume(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)

    def act() -> None:
        holds.resume(case, by=request.user, version=version)

    return _then(request, case, act, verb=Verb.RESUME)


@opens(Verb.RENEW)
@require_POST
def renew(request: Request, number: int) -> HttpResponse:
    """The heartbeat of the page: plain words, or 409 when the claim is gone."""
    case = find_case(request, number)
    try:
        until = claims.renew(case, by=request.user)
    except Refused as refusal:
        return HttpResponse(refusal.reason, content_type="text/plain", status=409)
    return HttpResponse(_minutes(until), content_type="text/plain")


@opens(Verb.RENEW)
@require_POST
def step_away(request: Request, number: int) -> HttpResponse:
    """The page's last word as it is left; nobody waits for the answer."""
    claims.step_away(find_case(request, number), by=request.user)
    return HttpResponse(status=204)


def _minutes(until: datetime) -> str:
    left = round((until - timezone.now()).total_seconds() / 60)
    return f"yours for {left} min"
