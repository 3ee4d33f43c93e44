"""Coders: their figures, one person's month, and education."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from review import worked
from review.actions import education as acts
from review.actions import reminders
from review.breakdown import sites_for
from review.coaching_forms import EducationForm, UnitsForm
from review.models import Education, User
from review.presenters import coder_tables
from review.presenters import coders as figures
from review.presenters.attention import attention
from review.refusals import Refused
from review.states import Verb
from review.team import people_at
from review.views.coder_rows import whose
from review.views.figures import as_csv
from review.views.guards import Request, opens

SHOWN = 100


@opens(Verb.SEE_CODERS)
@require_safe
def coders(request: Request) -> HttpResponse:
    return listing(request)


def listing(
    request: Request, form: EducationForm | None = None, status: int = 200
) -> HttpResponse:
    """Everybody's figures of a month, what waits, and what is due."""
    since, until = figures.month_of(request.GET.get("month", ""))
    sites = sites_for(request.user, Verb.SEE_CODERS)
    today = timezone.localdate()
    worked.catch_up()
    rows = figures.coders(since, until, sites=sites)
    team = set(people_at(sites).values_list("pk", flat=True))
    education = _education().filter(person__in=team)[:SHOWN]
    due = [pair for pair in reminders.due(today) if pair[0].user_id in team]
    unbilled = coder_tables.unbilled(figures.unbilled(today, sites))
    if wanted := request.GET.get("csv", ""):
        shown = (coder_tables.accuracy(rows), coder_tables.pace(rows), unbilled)
        more = (coder_tables.education(education), coder_tables.due(due))
        return as_csv((*shown, *more), wanted)
    context = {
        "since": since,
        "until": until,
        "month": f"{since:%Y-%m}",
        "rows": rows,
        "last": None if rows else figures.last_signed(since, sites),
        "backlog": figures.backlog(today, sites),
        "effort": figures.effort(today, sites),
        "unbilled": unbilled,
        "due": due,
        "education": education,
        "form": form or EducationForm(request.user),
        "attention": attention(since, until, sites=sites),
        "today": today,
    }
    return render(request, "review/coders.html", context, status=status)


def _education() -> QuerySet[Education]:
    rows = Education.objects.select_related("person")
    return rows.prefetch_related("samples")


@opens(Verb.SEE_OVER_READS)
@require_safe
def coder(request: Request, key: UUID) -> HttpResponse:
    """One person's month, made to be printed; one's own, or for supervisors."""
    person, sites = whose(request, key)
    since, until = figures.month_of(request.GET.get("month", ""))
    today = timezone.localdate()
    worked.catch_up()
    due = [pair for pair in reminders.due(today) if pair[0].user_id == person.pk]
    row = figures.own_figures(person, since, until, sites)
    if wanted := request.GET.get("csv", ""):
        return as_csv(coder_tables.scorecard(row), wanted)
    context = {
        "person": person,
        "since": since,
        "until": until,
        "month": f"{since:%Y-%m}",
        "row": row,
        "education": person.education.prefetch_related("samples"),
        "due": due,
        "attention": attention(since, until, person, sites),
        "own": person.pk == request.user.pk,
        "today": today,
    }
    return render(request, "review/coder.html", context)


@opens(Verb.ASSIGN_EDUCATION)
@require_POST
def assign(request: Request) -> HttpResponse:
    form = EducationForm(request.user, request.POST)
    if form.is_valid():
        try:
            made = acts.assign(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Assigned to {made.person.label}.")
            return redirect("review:coders")
    return listing(request, form, status=422)


@opens(Verb.OVER_READ)
@require_POST
def complete(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(Education, pk=key, person=request.user)
    words = request.POST.get("words", "")[:2000]
    return _then(
        request,
        lambda: acts.complete(row, by=request.user, words=words),
        "Noted as done; charts you sign from now on may be audited again.",
        "review:coder",
        row.person_id,
    )


@opens(Verb.ASSIGN_EDUCATION)
@require_POST
def audit_again(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(Education, pk=key)
    return _then(
        request,
        lambda: acts.audit_again(row, by=request.user),
        "A sample of the charts signed since then waits for over-read.",
        "review:coders",
    )


@opens(Verb.MANAGE_PEOPLE)
@require_POST
def units(request: Request, key: UUID) -> HttpResponse:
    """Education units for one of a person's credentials."""
    person = get_object_or_404(User, pk=key)
    form = UnitsForm(person, request.POST)
    if not form.is_valid():
        told = "; ".join(
            f"{name}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        )
        messages.error(request, told)
        return redirect("review:person", key)
    said = form.cleaned_data
    return _then(
        request,
        lambda: reminders.record_units(
            said["credential"],
            earned_on=said["earned_on"],
            units=float(said["units"]),
            words=said["words"],
            by=request.user,
        ),
        "The units are entered.",
        "review:person",
        key,
    )


def _then(
    request: Request, act: Callable[[], object], said: str, to: str, *arguments: UUID
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, said)
    return redirect(to, *arguments)
