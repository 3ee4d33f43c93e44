"""The reasons that coders gave, by weight; what the record lacks stands apart."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from review.breakdown import Breakdown
from review.presenters import reasons_given as present
from review.states import Verb
from review.views.figures import as_csv, chosen, narrowing
from review.views.guards import Request, opens


@opens(Verb.SEE_FIGURES)
@require_safe
def reasons_given(request: Request) -> HttpResponse:
    asked = Breakdown.read(request.user, request.GET)
    drawn, shown = present.both_axes(asked)
    shown = [present.classes(asked), present.documentation(asked), *shown]
    if wanted := request.GET.get("csv", ""):
        return as_csv(shown, wanted)
    context = {
        "asked": asked,
        "axes": drawn,
        "tables": shown,
        "examples": present.examples(asked),
        "queries": present.queries(request.user),
        "narrowing": narrowing(asked),
        "chosen": chosen(asked),
    }
    return render(request, "review/reasons_given.html", context)
