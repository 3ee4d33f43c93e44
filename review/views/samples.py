"""Samples: drawing one, and what was drawn. For supervisors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from review import sampling
from review.actions import samples as acts
from review.models import OverRead, Sample
from review.overread_forms import SampleForm
from review.presenters import over_read_tables
from review.refusals import Refused
from review.states import Verb
from review.views.figures import as_csv
from review.views.guards import Request, opens
from review.views.overreads import SHEET, listing

SHOWN = 200


@opens(Verb.DRAW_SAMPLES)
@require_POST
def draw(request: Request) -> HttpResponse:
    form = SampleForm(request.user, request.POST)
    if form.is_valid():
        try:
            sample = acts.draw(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            drawn = sample.over_reads.count()
            noun = "chart waits" if drawn == 1 else "charts wait"
            messages.success(request, f"{drawn} {noun} for over-read.")
            return redirect("review:sample", sample.pk)
    return listing(request, form, status=422)


@opens(Verb.DRAW_SAMPLES)
@require_safe
def sample(request: Request, key: UUID) -> HttpResponse:
    seen = Sample.objects.visible_to(request.user)
    found = get_object_or_404(seen.select_related("person", "education"), pk=key)
    rows = OverRead.objects.visible_to(request.user).filter(sample=found)
    rows = rows.select_related("coder", "reader").order_by("pk")
    whole = rows.count() == found.over_reads.count()
    # How many were signed elsewhere is for those who may see elsewhere.
    strata = over_read_tables.strata(found, whole)
    if wanted := request.GET.get("csv", ""):
        return as_csv([strata, over_read_tables.readings(rows[:SHEET])], wanted)
    context = {
        "sample": found,
        "tables": (strata, over_read_tables.readings(rows[:SHOWN])),
        "shown": SHOWN,
        "whole": whole,
        "by_chance": sum(
            each["size"] for each in found.strata if each["drawn_by"] == "random"
        ),
        "expected": round(100 * sampling.EXPECTED),
        "fallen": round(100 * sampling.FALLEN),
        "power": found.power / 100,
    }
    return render(request, "review/sample.html", context)
