"""The fast lane: one chart after the other, each at a glance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from review import codeset, presenters, worklist
from review.actions import attesting, cases, claims, fastlane
from review.forms import Typed, Versioned
from review.models import Case
from review.presenters.strata import strata_table
from review.refusals import Held, Refused, StaleCase
from review.states import Lane, Verb
from review.views.cases import conflict
from review.views.figures import as_csv
from review.views.guards import Request, find_case, opens
from review.views.worklist import why_no_next

LANE = worklist.Filters(view=Lane.FAST_LANE.value)


@opens(Verb.ATTEST)
@require_safe
def lane(request: Request) -> HttpResponse:
    """The chart at hand, or how many wait."""
    mine = Case.objects.held_by(request.user).filter(lane=Lane.FAST_LANE).first()
    if mine is not None:
        return redirect("review:fast-chart", number=mine.pk)
    context = {
        "waiting": worklist.next_up(request.user, LANE).count(),
        "why_no_next": why_no_next(request),
    }
    return render(request, "review/fastlane.html", context)


@opens(Verb.ATTEST)
@require_POST
def next_chart(request: Request) -> HttpResponse:
    return _next(request)


def _next(request: Request) -> HttpResponse:
    """The most urgent chart of the lane that this person may sign."""
    case = claims.claim_next(by=request.user, filters=LANE)
    if case is None:
        messages.info(request, "Nothing is left in the fast lane that you may sign.")
        return redirect("review:fast-lane")
    return redirect("review:fast-chart", number=case.pk)


@opens(Verb.ATTEST)
@require_safe
def chart(request: Request, number: int) -> HttpResponse:
    found = find_case(request, number)
    reason = attesting.why_not(found, codeset.items_of(found))
    if reason is not None or not found.is_held_by(request.user):
        if reason:
            messages.info(request, reason)
        return redirect(found)
    cases.viewed(found, by=request.user, page="fast-lane")
    return _show(request, found)


def _show(
    request: Request, found: Case, problem: str = "", status: int = 200
) -> HttpResponse:
    page = presenters.case_page(found, request.user)
    context = {
        "page": page,
        "problem": problem,
        "words": attesting.WORDS,
        "seen": request.POST.getlist("seen"),
    }
    return render(request, "review/fastlane_chart.html", context, status=status)


@opens(Verb.ATTEST)
@require_POST
def attest(request: Request, number: int) -> HttpResponse:
    """Signs the chart and opens the next; what was not on the screen is said."""
    found, version = find_case(request, number), Versioned.version_of(request.POST)
    seen = frozenset(request.POST.getlist("seen"))
    try:
        attesting.attest(found, seen=seen, by=request.user, version=version)
    except (StaleCase, Held) as refusal:
        return conflict(request, found, refusal, Typed())
    except Refused as refusal:
        return _show(request, find_case(request, number), refusal.reason, status=422)
    messages.success(request, f"Case {found.pk} is attested and signed.")
    return _next(request)


@opens(Verb.DOUBT)
@require_POST
def doubt(request: Request, number: int) -> HttpResponse:
    found, version = find_case(request, number), Versioned.version_of(request.POST)
    try:
        attesting.doubt(found, by=request.user, version=version)
    except (StaleCase, Held) as refusal:
        return conflict(request, found, refusal, Typed())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(found)


@opens(Verb.MANAGE_POLICY)
@require_safe
def strata(request: Request) -> HttpResponse:
    """How each stratum of the lane does, and which are closed."""
    rows = fastlane.standings()
    if wanted := request.GET.get("csv", ""):
        return as_csv([strata_table(rows)], wanted)
    context = {
        "rows": rows,
        "standard": fastlane.STANDARD / fastlane.PARTS * 100,
    }
    return render(request, "review/strata.html", context)


@opens(Verb.MANAGE_POLICY)
@require_POST
def open_again(request: Request) -> HttpResponse:
    typed = Typed.read(request.POST)
    try:
        fastlane.open_again(
            setting=request.POST.get("setting", "").replace("\x00", "")[:12],
            specialty=request.POST.get("specialty", "").replace("\x00", "")[:100],
            words=typed.words,
            by=request.user,
        )
        messages.success(request, "Open again; only new over-reads count from now on.")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(reverse("review:strata"))
