"""Drift: control charts against a frozen baseline, and alerts that people settle."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from review import drift as series
from review import permissions
from review.actions import drift as acts
from review.breakdown import sites
from review.models import DriftAlert, DriftBaseline
from review.presenters import drift as present
from review.presenters.policy import typed
from review.refusals import Refused
from review.states import Verb
from review.steering_forms import BaselineForm, SettleForm
from review.views.figures import as_csv
from review.views.guards import Request, opens

SETTLED = 20
#: Rows of a spreadsheet at most.
SHEET = 50_000
#: As many charts as are drawn; the others are in the table.
DRAWN = 8
ELSEWHERE = "Control charts cover all sites; your role covers some of them."


@opens(Verb.SEE_FIGURES)
@require_safe
def drift(request: Request) -> HttpResponse:
    baseline = DriftBaseline.current()
    may_see = sites(request.user) is None
    found = []
    if baseline is not None and may_see:
        last = series.last_whole_week(timezone.now().date())
        found = series.series(baseline.since, baseline.until, last)
    rows = DriftAlert.objects.select_related("settled_by")
    if wanted := request.GET.get("csv", ""):
        alerts = present.alerts(rows[:SHEET] if may_see else ())
        return as_csv([present.numbers(found), present.alerts_table(alerts)], wanted)
    context = {
        "baseline": baseline,
        "baseline_words": typed(baseline.reason_sha256) if baseline else "",
        "elsewhere": "" if may_see else ELSEWHERE,
        "open": present.alerts(rows.filter(outcome="")) if may_see else [],
        "settled": present.alerts(rows.exclude(outcome="")[:SETTLED])
        if may_see
        else [],
        "watched": present.watched(found, DRAWN),
        "series": len(found),
        "table": present.numbers(found),
        "why_not_settle": permissions.why_not_at(request.user, Verb.SETTLE_DRIFT) or "",
        "settle_form": SettleForm(label_suffix=""),
        "baseline_form": BaselineForm(label_suffix=""),
    }
    return render(request, "review/drift.html", context)


@opens(Verb.SETTLE_DRIFT)
@require_POST
def settle(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(DriftAlert, pk=key)
    form = SettleForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("Say what the alert means, and in a few words why.")
        acts.settle(row, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "The alert is settled.")
    return redirect("review:drift")


@opens(Verb.SETTLE_DRIFT)
@require_POST
def freeze(request: Request) -> HttpResponse:
    form = BaselineForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("A baseline needs two dates and a reason.")
        acts.freeze(by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "The baseline is frozen; charts begin after it.")
    return redirect("review:drift")
