"""Diagnoses to delete, and the overpayments that they are.

Owns these two pages: deletes of audited HCCs and of signed charts, and the work-list of
overpayments with their sixty days.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from coding.models import Chart
from review.actions import overpayments as acts
from review.models import AuditedHcc, Case, Overpayment
from review.presenters.radv import Due
from review.radv import deletes as finding
from review.radv.states import DEBT_MOVES, Debt
from review.refusals import Refused
from review.views.guards import Request, works_on_audits

PER_PAGE = 100


@works_on_audits
@require_safe
def deletes(request: Request) -> HttpResponse:
    """Unsupported HCCs, and billed codes that signed charts reject."""
    hccs = AuditedHcc.objects.to_delete().select_related(
        "enrollee__audit", "settled_by"
    )
    items = Paginator(finding.items(), PER_PAGE).get_page(request.GET.get("page"))
    charts = finding.grouped(items.object_list)
    listed = Overpayment.objects.filter(chart__in=[each.chart for each in charts])
    context = {
        "hccs": hccs.order_by("-settled_at")[:PER_PAGE],
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
    """Every overpayment, those that are due first."""
    rows = Overpayment.objects.select_related("hcc__enrollee__audit", "chart__case")
    show = request.GET.get("show", "open")
    if show == "open":
        rows = rows.filter(state__in=(Debt.IDENTIFIED.value, Debt.SUSPENDED.value))
    page = Paginator(rows.order_by("due_on", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [
        {
            "row": row,
            "state": Debt(row.state).label,
            "due": Due.of(row.due_on),
            "moves": [to for to in Debt if to in DEBT_MOVES[Debt(row.state)]],
        }
        for row in page.object_list
    ]
    context = {"lines": lines, "page": page, "show": show}
    return render(request, "radv/overpayments.html", context)


@works_on_audits
@require_POST
def move(request: Request, row: int) -> HttpResponse:
    """Suspends, reports or withdraws an overpayment."""
    found = get_object_or_404(Overpayment, pk=row)
    version = request.POST.get("version", "")
    try:
        acts.move(
            found,
            to=request.POST.get("to", ""),
            words=request.POST.get("words", ""),
            by=request.user,
            version=int(version) if version.isdecimal() else -1,
        )
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "Noted.")
    return redirect("review:radv-overpayments")
