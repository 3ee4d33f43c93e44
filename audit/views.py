"""The pages of the trail: search it, read one chart's story, see one event whole.

Read-only; the one thing that a page writes is that somebody read it. Needs the
permission ``audit.view_trail``; what people typed also needs ``audit.read_words``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from audit import pages, standing
from audit.actions import Actor, record
from audit.events import Scope, TrailRead
from audit.facts import ActorKind
from audit.forms import TrailFilter
from audit.models import Event
from audit.phrases import TELLERS, Group
from audit.queries import Place

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

SEARCH_PAGE, CHART_PAGE = 50, 100
REFUSED = "The trail is for compliance. Ask an administrator for that role."


def reader(view: View[P]) -> View[P]:
    """Only for those who may read the trail."""

    @require_safe
    @login_required
    @wraps(view)
    def entrance(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not request.user.has_perm("audit.view_trail"):
            raise PermissionDenied(REFUSED)
        return view(request, *args, **kwargs)

    return cast(View[P], entrance)


@reader
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailFilter(request.GET, label_suffix="")
    found, more = [], False
    if form.is_valid():
        place = Place.read(request.GET.get("before", ""))
        narrowed = form.narrow(Event.objects.all()).newest_first().older_than(place)
        rows, more = narrowed.page(SEARCH_PAGE)
        found = pages.lines(rows)
        if form.names():
            _read(request, TrailRead(scope=Scope.SEARCH, filters=form.names()))
    older = _older(request, found[-1]) if more else ""
    log = standing.now()
    context = {"form": form, "days": pages.days(found), "older": older, "log": log}
    return render(request, "audit/trail.html", context)


@reader
def chart(request: HttpRequest, chart: UUID) -> HttpResponse:
    story = Event.objects.for_chart(chart)
    if not story.exists():
        raise Http404
    group, after = request.GET.get("about", ""), _number(request.GET.get("after", ""))
    if types := [name for name, each in TELLERS.items() if each.group == group]:
        story = story.of_types(types)
    rows, more = story.after(after).page(CHART_PAGE)
    found = pages.lines(rows)
    patient = next((str(each.patient) for each in rows if each.patient), None)
    _read(request, TrailRead(scope=Scope.CHART, chart=str(chart), patient=patient))
    context = {
        "chart": chart,
        "short": str(chart)[:8],
        "case": Event.objects.cases_of([chart]).get(chart, ""),
        "days": pages.days(found),
        "groups": [each for each in Group if each is not Group.PEOPLE],
        "about": group,
        "after": after,
        "later": found[-1].sentence.event if more else None,
    }
    return render(request, "audit/chart.html", context)


@reader
def event(request: HttpRequest, event: int) -> HttpResponse:
    shown = get_object_or_404(Event, pk=event)
    [line] = pages.lines([shown])
    chart = str(shown.chart) if shown.chart else None
    patient = str(shown.patient) if shown.patient else None
    _read(request, TrailRead(scope=Scope.EVENT, chart=chart, patient=patient))
    may_hear = request.user.has_perm("audit.read_words")
    spoken = pages.spoken(line.sentence.words) if may_hear else []
    context = {
        "line": line,
        "spoken": spoken,
        "proof": pages.proof(shown),
        "body": pages.body(shown),
    }
    return render(request, "audit/event.html", context)


@transaction.atomic
def _read(request: HttpRequest, fact: TrailRead) -> None:
    record(fact, by=Actor(ActorKind.PERSON, str(request.user.pk)))


def _older(request: HttpRequest, last: pages.Line) -> str:
    kept = {key: str(value) for key, value in request.GET.items() if value}
    place = Place(last.sentence.when, last.sentence.event)
    return f"{reverse('audit:trail')}?{urlencode(kept | {'before': str(place)})}"


def _number(text: str) -> int | None:
    return int(text[:19]) if text.isascii() and text.isdigit() else None
