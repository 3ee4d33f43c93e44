"""Language models: endpoints, tests, the switch of each site. For administrators."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from coding.llm import configured
from coding.llm.endpoints import Deadlines, Endpoint
from coding.llm.faults import Fault
from coding.llm.gate import Gate
from coding.llm.probing import Probe, probe
from coding.models import ModelEndpoint
from review.actions import models as acts
from review.engine_forms import EndpointForm, SwitchForm
from review.presenters import sheets
from review.presenters.engines import engines_page
from review.refusals import Refused
from review.states import Verb
from review.views.figures import as_csv
from review.views.guards import Request, opens

# Somebody waits for the answer, so a test gets less time than a chart.
PATIENCE = Deadlines(connect=3, read=15, total=20)


@opens(Verb.MANAGE_ENGINES)
@require_http_methods(["GET", "HEAD", "POST"])
def engines(request: Request) -> HttpResponse:
    if wanted := request.GET.get("csv", ""):
        page = engines_page()
        return as_csv([sheets.endpoints(page), sheets.answers(page)], wanted)
    form = EndpointForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if form.is_valid() and _saved(request, form, None):
        return redirect("review:engines")
    return _page(request, form, status=422)


def _page(
    request: Request, form: EndpointForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {"page": engines_page(), "form": form, "problem": problem}
    return render(request, "review/engines.html", context, status=status)


def _saved(request: Request, form: EndpointForm, row: ModelEndpoint | None) -> bool:
    try:
        saved = acts.set_up(form.facts(), by=request.user, row=row)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, f"The endpoint {saved.name} is saved.")
    return True


@opens(Verb.MANAGE_ENGINES)
@require_http_methods(["GET", "HEAD", "POST"])
def engine(request: Request, name: str) -> HttpResponse:
    row = get_object_or_404(ModelEndpoint, name=name)
    form = EndpointForm.of(row, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, row):
        return redirect("review:engines")
    status = 422 if request.method == "POST" else 200
    context = {"row": row, "form": form}
    return render(request, "review/engine.html", context, status=status)


@opens(Verb.MANAGE_ENGINES)
@require_POST
def remove(request: Request, name: str) -> HttpResponse:
    acts.take_away(get_object_or_404(ModelEndpoint, name=name), by=request.user)
    messages.success(request, f"The endpoint {name} is gone; its sites are off.")
    return redirect("review:engines")


@opens(Verb.MANAGE_ENGINES)
@require_POST
def test(request: Request, name: str) -> HttpResponse:
    """Asks an endpoint about a made-up note and says what came back."""
    try:
        there = configured.named(name)
    except Fault as fault:
        messages.error(request, f"{name} cannot be tested: {fault.kind.words}.")
        return redirect("review:engines")
    with Gate(replace(there, deadlines=PATIENCE), seconds=45) as gate:
        outcome = probe(gate)
    acts.tested(there, outcome, by=request.user)
    _say(request, there, outcome)
    return redirect("review:engines")


def _say(request: Request, there: Endpoint, outcome: Probe) -> None:
    where = f"{there.model} at {there.host}"
    if outcome.fault is not None:
        reached = "It was reached, but: " if outcome.reached else ""
        messages.error(request, f"{where}: {reached}{outcome.fault.words}.")
        return
    told = (
        "structured output works",
        "log-probabilities are given"
        if outcome.probabilities
        else "log-probabilities are not given, confidence does without",
        "it read the test note rightly"
        if outcome.understood
        else "it did not name both conditions of the test note",
    )
    took = f"{outcome.microseconds / 1e6:.2f} s"
    messages.success(request, f"{where} answered in {took}: {'; '.join(told)}.")


@opens(Verb.MANAGE_ENGINES)
@require_POST
def switch(request: Request) -> HttpResponse:
    """Whether a site's charts may be put to a model; on names the host agreed to."""
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _page(request, EndpointForm(), 422, "Choose an endpoint for the site.")
    said = form.cleaned_data
    try:
        acts.switch(
            said["site"],
            endpoint=said["endpoint"],
            on=said["on"],
            host=said["host"],
            by=request.user,
        )
    except Refused as refusal:
        return _page(request, EndpointForm(), 422, refusal.reason)
    state = "on" if said["on"] else "off"
    where = said["site"] or "charts without a site"
    messages.success(request, f"The language model is {state} for {where}.")
    return redirect("review:engines")
