"""The supervisor's first page; read-only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.breakdown import Breakdown
from review.presenters import overview as present
from review.states import Verb
from review.views.figures import as_csv
from review.views.guards import Request, opens


@opens(Verb.SEE_FIGURES)
@require_safe
def overview(request: Request) -> HttpResponse:
    asked = Breakdown.read(request.user, {"weeks": "4"})
    shown = [present.queue(request.user), present.holders(request.user)]
    if wanted := request.GET.get("csv", ""):
        return as_csv(shown, wanted)
    context = {
        "asked": asked,
        "headlines": present.headlines(request.user, asked),
        "tasks": present.tasks(request.user),
        "tables": shown,
    }
    return render(request, "review/overview.html", context)
