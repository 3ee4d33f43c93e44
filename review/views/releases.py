"""Which code releases and lists are loaded, and how to load another."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coding import codes, lists
from coding.models import Release
from review.states import Verb
from review.views.guards import Request, opens


@opens(Verb.MANAGE_RELEASES)
@require_safe
def releases(request: Request) -> HttpResponse:
    loaded = Release.objects.annotate(
        entries=Count("codes"),
        billable=Count("codes", filter=Q(codes__billable=True)),
    ).order_by("system", "-effective_to")
    newest = loaded.filter(system=codes.ICD10CM).first()
    context = {
        "releases": loaded,
        "lists": lists.overview(date.today()),
        "next": newest and codes.not_loaded(codes.ICD10CM, newest.effective_to),
    }
    return render(request, "review/releases.html", context)
