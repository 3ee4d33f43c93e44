"""Remittances: taking 835 files in, what became of their claims, trying again.

Thin; never shows an amount. Supervisors and compliance only.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from review.actions import remittances as acts
from review.models import AnsweredClaim, Case, Remittance
from review.presenters import remittances as present
from review.refusals import Refused
from review.remittance import tasks
from review.states import Verb
from review.upload_forms import RemittanceForm
from review.views.figures import as_csv
from review.views.guards import Request, opens

SHOWN, PER_PAGE = 50, 100
#: Rows of a spreadsheet at most.
SHEET = 50_000


@opens(Verb.IMPORT_REMITTANCES)
@require_http_methods(["GET", "HEAD", "POST"])
def remittances(request: Request) -> HttpResponse:
    """Files that came, and the form for the next one."""
    form = RemittanceForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.receive(form.cleaned_data["file"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            tasks.wake(str(made.pk))
            return redirect(made)
    doubted = Count("answered", filter=~Q(answered__doubted=[]))
    rows = Remittance.objects.select_related("received_by").annotate(
        found=Count("answered"), doubted=doubted
    )
    if wanted := request.GET.get("csv", ""):
        return as_csv([present.files(rows[:SHEET])], wanted)
    context = {"form": form, "rows": rows[:SHOWN], "shown": SHOWN}
    status = 422 if form.errors else 200
    return render(request, "review/remittances.html", context, status=status)


@opens(Verb.IMPORT_REMITTANCES)
@require_safe
def remittance(request: Request, key: UUID) -> HttpResponse:
    """One file: its claims with their charts, and every line that has none."""
    row = _find(key)
    seen = Case.objects.visible_to(request.user)
    answers = AnsweredClaim.objects.filter(remittance=row, case__in=seen)
    pages = Paginator(answers.order_by("line"), PER_PAGE)
    part = pages.get_page(request.GET.get("page"))
    wanted = request.GET.get("csv", "")
    shown = (
        # A file has every claim, also of the other pages.
        present.answers(answers.order_by("line") if wanted else part.object_list),
        present.lines("waiting", "Claims without a chart", row.waiting),
        present.lines("refused", "Lines that could not be read", row.refused),
    )
    if wanted:
        return as_csv(shown, wanted)
    context = {
        "row": row,
        "part": part,
        "tables": [table for table in shown if table.rows],
        "query": "",
    }
    partial = "#progress" if request.htmx else ""
    return render(request, f"review/remittance.html{partial}", context)


@opens(Verb.IMPORT_REMITTANCES)
@require_POST
def again(request: Request, key: UUID) -> HttpResponse:
    row = _find(key)
    try:
        acts.try_again(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        tasks.wake(str(row.pk))
    return redirect(row)


@opens(Verb.IMPORT_REMITTANCES)
@require_POST
def original(request: Request, key: UUID) -> HttpResponse:
    """The file as it came, always as a download and never shown by the browser."""
    row = _find(key)
    try:
        data = acts.fetch(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect(row)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="remittance-{row.pk}.835"'
    return response


def _find(key: UUID) -> Remittance:
    return get_object_or_404(Remittance.objects.select_related("received_by"), pk=key)
