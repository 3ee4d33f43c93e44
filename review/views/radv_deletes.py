"""Diagnoses to delete, and the overpayments that they are.

Owns these two pages: deletes of audited HCCs and of signed charts, and the work-list of
overpayments with their sixty days.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from coding.models import Chart
from review.actions import overpayments as acts
from review.forms import whole
from review.models import AuditedHcc, Case, Overpayment
from review.presenters.radv import Due
from review.radv import deletes as finding
from review.radv.states import DEBT_MOVES, OWED, Debt
from review.refusals import Refused
from review.views.guards import Request, works_on_audits

PER_PAGE = 100
NO_GROUND = "supported"


@works_on_audits
@require_safe
def deletes(request: Request) -> HttpResponse:
    """Unsupported HCCs, and billed codes that signed charts reject."""
    found = AuditedHcc.objects.to_delete().select_related(
        "enrollee__audit", "settled_by"
    )
    hccs = Paginator(found.order_by("-settled_at", "-pk"), PER_PAGE)
    items = Paginator(finding.items(), PER_PAGE).get_page(request.GET.get("page"))
    charts = finding.grouped(items.object_list)
    listed = Overpayment.objects.filter(chart__in=[each.chart for each in charts])
    context = {
        "hccs": hccs.get_page(request.GET.get("hccs")),
        "charts": charts,
        "page": items,
        "listed": set(listed.values_list("chart_id", flat=True)),
    }
    return render(request, "radv/deletes.html", context)


@works_on_audits
@require_POST
def identify(request: Request) -> HttpResponse:
    """Puts the deletes of one signed chart on the list of overpayments."""
    visible = Case.objects.visible_to(request.user).filter(
        pk=request.POST.get("case") or 0
    )
    chart = get_object_or_404(Chart.objects.filter(case__in=visible))
    try:
        row = acts.identify(chart, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"On the list; due on {row.due_on}.")
    return redirect("review:radv-deletes")


@works_on_audits
@require_safe
def overpayments(request: Request) -> HttpResponse:
    """Every overpayment, those that are due first; who lost their ground say so."""
    no_ground = finding.without_ground()
    rows = Overpayment.objects.select_related("hcc__enrollee__audit", "chart__case")
    show = request.GET.get("show", "open")
    if show == "open":
        rows = rows.filter(state__in=OWED)
    elif show == NO_GROUND:
        rows = rows.filter(no_ground)
    lost = ExpressionWrapper(no_ground, BooleanField())
    page = Paginator(
        rows.annotate(lost=lost).order_by("due_on", "pk"), PER_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "lines": [_line(row) for row in page.object_list],
        "page": page,
        "show": show,
        "no_ground": Overpayment.objects.filter(no_ground).count(),
    }
    return render(request, "radv/overpayments.html", context)


def _line(row: Overpayment) -> dict[str, Any]:
    """One row; what lost its ground is offered as not owed before anything else."""
    state, lost = Debt(row.state), bool(row.__dict__["lost"])
    moves = [to for to in Debt if to in DEBT_MOVES[state]]
    return {
        "row": row,
        "state": state.label,
        "lost": lost,
        "due": Due.of(row.due_on) if row.state in OWED else None,
        "moves": sorted(moves, key=lambda to: to is not Debt.NOT_OWED)
        if lost
        else moves,
    }


@works_on_audits
@require_POST
def move(request: Request, row: int) -> HttpResponse:
    """Suspends, reports or withdraws an overpayment."""
    found = get_object_or_404(Overpayment, pk=row)
    try:
        acts.move(
            found,
            to=request.POST.get("to", ""),
            words=request.POST.get("words", ""),
            by=request.user,
            version=whole(request.POST.get("version", "")) or 0,
        )
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "Noted.")
    return redirect("review:radv-overpayments")
