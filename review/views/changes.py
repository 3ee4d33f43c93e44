"""What changed in a chart, and whether it changes while somebody has it open."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coding.models import ChartVersion
from review.actions import cases
from review.models import Case
from review.presenters import changes as wording
from review.states import Verb
from review.views.guards import Request, find_case, opens


@opens(Verb.VIEW)
@require_safe
def changes(request: Request, number: int) -> HttpResponse:
    """The version on the case against the one signed, or any older one."""
    found = find_case(request, number)
    since = request.GET.get("since", "")
    if since and not (since.isdecimal() and len(since) < 6):
        raise Http404
    pair = wording.versions(_with_run(found), int(since) if since else None)
    if pair is None:
        raise Http404
    cases.viewed(found, by=request.user, page="changes")
    context = {"case": found, "changes": wording.changes(found, *pair)}
    return render(request, "review/changes.html", context)


def _with_run(case: Case) -> Case:
    return Case.objects.select_related("run__version__chart").get(pk=case.pk)


@opens(Verb.VIEW)
@require_safe
def newest(request: Request, number: int) -> HttpResponse:
    """The number of the chart's newest version, for a page that is open; no text."""
    found = find_case(request, number)
    versions = ChartVersion.objects.filter(chart=found.chart_id)
    last = versions.order_by("-number").values_list("number", flat=True).first()
    response = HttpResponse(f"{last}", content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
