"""Confidence against the truth, and the simulator of thresholds; both read-only."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.figures.tally import CHART_BY
from review.actions import policy as acts
from review.breakdown import Breakdown
from review.models import PolicyDraft
from review.models.steering import DraftState
from review.presenters import confidence as present
from review.states import Verb
from review.steering_forms import DraftForm, ThresholdForm
from review.views.figures import as_csv, chosen, narrowing
from review.views.guards import Request, in_time, opens


@opens(Verb.SEE_FIGURES)
@require_safe
@in_time
def confidence(request: Request) -> HttpResponse:
    asked = Breakdown.read(request.user, request.GET)
    drawn, shown = present.diagrams(asked)
    shown.insert(0, present.by_stratum(asked))
    if wanted := request.GET.get("csv", ""):
        return as_csv(shown, wanted)
    context = {
        "asked": asked,
        "diagrams": drawn,
        "tables": shown,
        "narrowing": narrowing(asked),
        "chosen": chosen(asked),
    }
    return render(request, "review/confidence.html", context)


@opens(Verb.SEE_FIGURES)
@require_safe
def simulator(request: Request) -> HttpResponse:
    """What thresholds would have done on the chosen weeks, drafts beside them."""
    asked = Breakdown.read(request.user, request.GET)
    version, policy = acts.in_force()
    typed = request.GET if "default" in request.GET else None
    form = ThresholdForm(typed, initial=ThresholdForm.of(policy), label_suffix="")
    at = present.thresholds(policy)
    now = present.scenario(f"Policy {version.number}, in force", asked.question, at)
    compared = [now]
    if form.is_bound and form.is_valid():
        at = form.thresholds()
        compared.append(present.scenario("As typed", asked.question, at))
    for drafted in PolicyDraft.objects.filter(state=DraftState.OPEN)[:5]:
        of_draft = present.of_plain(drafted.routing)
        compared.append(present.scenario(drafted.name, asked.question, of_draft))
    plot, table = present.curve(asked.question, at)
    if wanted := request.GET.get("csv", ""):
        return as_csv([present.scenarios(compared), table], wanted)
    drafting = DraftForm.of(policy)
    if form.is_bound and form.is_valid():
        drafting |= {name: str(form.cleaned_data[name]) for name in form.parts()}
        drafting["never_auto"] = " ".join(form.cleaned_data["never_auto"])
    context = {
        "asked": asked,
        "form": form,
        "compared": compared,
        "plot": plot,
        "table": replace(table, csv_url=_csv(request, present.CURVE)),
        "csv_url": _csv(request, present.SCENARIOS),
        "draft_form": DraftForm(initial=drafting, label_suffix="", auto_id="draft_%s"),
        "narrowing": narrowing(asked, CHART_BY),
        "chosen": chosen(asked),
    }
    return render(request, "review/simulator.html", context)


def _csv(request: Request, key: str) -> str:
    """This very page's table as a file, with whatever was typed."""
    query = request.GET.copy()
    query["csv"] = key
    return f"?{query.urlencode()}"
