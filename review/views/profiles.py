"""Profiles: what was learned, how it does on charts kept apart, what is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit import vault
from coding.models import Chart, LearningJob, StoredProfile
from coding.profile import CONSERVATIVE
from review import permissions, tasks
from review.actions import learning
from review.actions import profiles as acts
from review.breakdown import sites_for
from review.models import Case, User
from review.presenters import profile_tables as tables
from review.presenters import profiles as presenters
from review.refusals import Refused
from review.states import Verb
from review.views.figures import as_csv
from review.views.guards import Request, opens

SHOWN, JOBS = 100, 10


@opens(Verb.MANAGE_PROFILES)
@require_safe
def profiles(request: Request) -> HttpResponse:
    rows = _settled_by(StoredProfile.objects.defer("data")[:SHOWN])
    if wanted := request.GET.get("csv", ""):
        return as_csv([tables.profiles(rows)], wanted)
    in_force = StoredProfile.objects.defer("data").filter(state=acts.State.PROMOTED)
    context = {
        "profiles": rows,
        "in_force": [(row, _why_not(request, row.site)) for row in in_force],
        "conservative": CONSERVATIVE.name,
        "jobs": LearningJob.objects.select_related("profile")[:JOBS],
        "sites": _sites(request),
        "everywhere": not _why_not(request, ""),
        "shown": SHOWN,
    }
    return render(request, "review/profiles.html", context)


def _why_not(request: Request, site: str) -> str:
    return permissions.why_not_at(request.user, Verb.MANAGE_PROFILES, site) or ""


def _sites(request: Request) -> list[str]:
    """Sites that charts came from and for which this person may ask."""
    own = sites_for(request.user, Verb.MANAGE_PROFILES)
    found = Chart.objects.exclude(site="").order_by("site")
    found = found if own is None else found.filter(site__in=own)
    return list(found.values_list("site", flat=True).distinct())


def _settled_by(rows: Iterable[StoredProfile]) -> list[tuple[StoredProfile, str]]:
    """Each profile with the name of whoever settled it."""
    found = list(rows)
    people = User.objects.in_bulk([row.decided_by for row in found if row.decided_by])
    return [(row, _label(people, row)) for row in found]


def _label(people: dict[UUID, User], row: StoredProfile) -> str:
    person = people.get(row.decided_by) if row.decided_by else None
    return person.label if person else ""


@opens(Verb.MANAGE_PROFILES)
@require_POST
def learn(request: Request) -> HttpResponse:
    """Asks for a new profile of a site, or of all sites together."""
    site = request.POST.get("site", "")
    try:
        if site and not Chart.objects.filter(site=site).exists():
            raise Refused("There is no chart of that site.")
        job = learning.ask(site, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        key = str(job.pk)
        transaction.on_commit(lambda: tasks.send_learning(key))
        messages.success(request, "Learning begins; the candidate appears here.")
    return redirect("review:profiles")


@opens(Verb.MANAGE_PROFILES)
@require_safe
def profile(request: Request, key: int) -> HttpResponse:
    found = get_object_or_404(StoredProfile.objects.select_related("before"), pk=key)
    if wanted := request.GET.get("csv", ""):
        return as_csv(tables.replay(_replay(request, found)), wanted)
    return render(request, "review/profile.html", _page(request, found))


def _replay(request: Request, found: StoredProfile) -> presenters.Replay:
    cases = Case.objects.visible_to(request.user).filter(
        chart__in=map(UUID, presenters.charts_of(found))
    )
    return presenters.replay_of(found, cases)


def _page(request: Request, found: StoredProfile) -> dict[str, object]:
    return {
        "profile": found,
        "replay": _replay(request, found),
        "few": presenters.FEW,
        "figures": presenters.figures_of(found),
        "unreadable": acts.why_unreadable(found),
        "reason": vault.get_text(found.reason_sha256) if found.reason_sha256 else "",
        "conservative": CONSERVATIVE.name,
        "why_not": _why_not(request, found.site),
        "problem": "",
        "typed": "",
    }


@opens(Verb.MANAGE_PROFILES)
@require_POST
def promote(request: Request, key: int) -> HttpResponse:
    words = request.POST.get("words", "")
    return _act(
        request,
        key,
        lambda row: acts.promote(row, words=words, by=request.user),
        "In force for charts coded from now on.",
    )


@opens(Verb.MANAGE_PROFILES)
@require_POST
def refuse(request: Request, key: int) -> HttpResponse:
    words = request.POST.get("words", "")
    return _act(
        request,
        key,
        lambda row: acts.refuse(row, words=words, by=request.user),
        "Refused.",
    )


@opens(Verb.MANAGE_PROFILES)
@require_POST
def roll_back(request: Request, key: int) -> HttpResponse:
    return _act(
        request,
        key,
        lambda row: acts.roll_back(row, by=request.user),
        "Rolled back: the profile before is in force again.",
    )


@opens(Verb.MANAGE_PROFILES)
@require_POST
def read_again(request: Request, key: int) -> HttpResponse:
    return _act(
        request,
        key,
        lambda row: acts.read_again(row, by=request.user),
        "It can be read: charts coded from now on go by it again.",
    )


def _act(
    request: Request, key: int, act: Callable[[StoredProfile], object], done: str
) -> HttpResponse:
    """One act on one profile; a refusal is shown with what was typed."""
    found = get_object_or_404(StoredProfile, pk=key)
    try:
        act(found)
    except Refused as refusal:
        found.refresh_from_db()
        typed = request.POST.get("words", "")
        told = {"problem": refusal.reason, "typed": typed}
        page = _page(request, found) | told
        return render(request, "review/profile.html", page, status=422)
    messages.success(request, done)
    return redirect("review:profile", key)
