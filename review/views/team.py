"""Sharing out work: who holds what, capacities, assignments, saved worklists."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from review import permissions, team, worklist
from review.actions import worklists
from review.actions.claims import SKIPS
from review.forms import stored
from review.models import SavedWorklist, User
from review.presenters import team as tables
from review.presenters.tables import Table
from review.presenters.worklist import worklist_rows
from review.refusals import Refused, clock
from review.states import Verb
from review.views.figures import SHEET, as_csv
from review.views.guards import Request, find_case, opens


@opens(Verb.SEE_TEAM)
@require_safe
def members(request: Request) -> HttpResponse:
    """Every coder with their load, and every chart in somebody's hands."""
    if wanted := request.GET.get("csv", ""):
        return as_csv(_sheets(request.user, wanted), wanted)
    holds = team.held(request.user)
    rows = worklist_rows((hold.case for hold in holds), request.user)
    passed = team.passed_over(request.user)
    passed_rows = worklist_rows((each.case for each in passed), request.user)
    filters = worklist.Filters.read(request.GET)
    context = {
        "members": team.members(),
        "holds": [
            {
                "row": row,
                "who": hold.who.label,
                "since": clock(hold.since),
                "until": clock(hold.until) if hold.until else "",
            }
            for hold, row in zip(holds, rows, strict=True)
        ],
        "passed": [
            {
                "row": row,
                "who": each.who.label,
                "why": SKIPS.get(each.reason, each.reason),
                "since": clock(each.since),
            }
            for each, row in zip(passed, passed_rows, strict=True)
        ],
        "shown": team.SHOWN,
        "may_assign": permissions.why_not(request.user, Verb.ASSIGN) is None,
        "filters": filters,
        "free": worklist.free(request.user, filters).count(),
        "saved": saved_for(request.user),
        "most": worklists.MOST,
    }
    return render(request, "review/team.html", context)


def _sheets(user: User, wanted: str) -> list[Table]:
    """The page's table of that name, further down than the page shows it."""
    match wanted:
        case "people":
            return [tables.people(team.members())]
        case "holds":
            return [tables.holds(team.held(user, SHEET), user)]
        case "passed":
            return [tables.passed(team.passed_over(user, SHEET), user)]
    return []


def saved_for(user: User) -> list[dict[str, object]]:
    """Named choices of charts: name, address part, and whether one may give it up."""
    assigns = permissions.why_not(user, Verb.ASSIGN) is None
    return [
        {
            "key": row.pk,
            "name": row.name,
            "query": urlencode(row.rule),
            "shared": row.owner_id is None,
            "may_give_up": row.owner_id == user.pk
            or (row.owner_id is None and assigns),
        }
        for row in SavedWorklist.objects.for_person(user)
    ]


def _done(request: Request, act: Callable[[], str], to: str) -> HttpResponse:
    """Does ``act`` and goes on, saying what came of it."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(to)


@opens(Verb.ASSIGN)
@require_POST
def assign(request: Request) -> HttpResponse:
    """So many charts of a choice to the people ticked, or to everybody with room."""
    filters = worklist.Filters.read(request.POST)
    keys = set(request.POST.getlist("person"))
    people = [each for each in team.coders() if not keys or str(each.pk) in keys]
    said = request.POST.get("count", "")

    def act() -> str:
        count = int(said) if said.isdecimal() and len(said) < 5 else 0
        given = worklists.assign(
            filters=filters, count=count, to=people, by=request.user
        )
        parts = (f"{n} to {user.label}" for user, n in given.items())
        return f"Assigned: {', '.join(sorted(parts))}."

    return _done(request, act, _team(filters))


def _team(filters: worklist.Filters) -> str:
    query = urlencode(filters.as_query())
    return f"{reverse('review:team')}{'?' if query else ''}{query}"


@opens(Verb.ASSIGN)
@require_POST
def capacity(request: Request, key: UUID) -> HttpResponse:
    person = get_object_or_404(User, pk=key)
    said = request.POST.get("charts", "")

    def act() -> str:
        charts = int(said) if said.isdecimal() and len(said) < 5 else -1
        worklists.set_capacity(person, charts, by=request.user)
        return f"{person.label} is to have at most {charts} charts."

    return _done(request, act, reverse("review:team"))


@opens(Verb.ASSIGN)
@require_POST
def unassign(request: Request, number: int) -> HttpResponse:
    case = find_case(request, number)

    def act() -> str:
        worklists.unassign(case, by=request.user)
        return f"Case {case.pk} is anybody's again."

    return _done(request, act, reverse("review:team"))


@opens(Verb.VIEW)
@require_POST
def save(request: Request) -> HttpResponse:
    """Names the choice of charts that is on the screen."""
    filters = worklist.Filters.read(request.POST)
    name = stored(request.POST.get("name", ""))
    shared = request.POST.get("shared") == "on"

    def act() -> str:
        rule = filters.as_query()
        row = worklists.save(name=name, rule=rule, shared=shared, by=request.user)
        return f"Saved as {row.name}."

    query = urlencode(filters.as_query())
    return _done(request, act, f"{reverse('review:worklist')}?{query}")


@opens(Verb.VIEW)
@require_POST
def give_up(request: Request, key: int) -> HttpResponse:
    rows = SavedWorklist.objects.for_person(request.user)
    row = get_object_or_404(rows, pk=key)

    def act() -> str:
        worklists.give_up(row, by=request.user)
        return f"{row.name} is no longer listed."

    return _done(request, act, reverse("review:worklist"))
