"""Scanned pages of a record's original: putting them in, out, and looking at one.

Owns these posts and the picture. Compliance only; each look at a page is an event.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from audit import vault
from review.actions import cases, radv_scans
from review.models import CandidateRecord, Case, RecordScan
from review.radv_forms import ScansForm, problems
from review.refusals import Refused
from review.views.guards import Request, works_on_audits


def _record(row: int) -> CandidateRecord:
    rows = CandidateRecord.objects.select_related("hcc", "chart_version")
    return get_object_or_404(rows, pk=row)


def _done(
    request: Request, record: CandidateRecord, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, said)
    return redirect(record.hcc)


@works_on_audits
@require_POST
def keep(request: Request, row: int) -> HttpResponse:
    """Scanned pages of the original were handed in."""
    record, form = _record(row), ScansForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, problems(form))
        return redirect(record.hcc)
    told = form.cleaned_data
    return _done(
        request,
        record,
        lambda: radv_scans.keep(
            record, told["pages"], by=request.user, version=told["version"]
        ),
        "The pages are in the record and will be drawn first in its PDF.",
    )


@works_on_audits
@require_POST
def take_out(request: Request, row: int) -> HttpResponse:
    """The pages were of another record, or unreadable."""
    record, given = _record(row), request.POST.get("version", "")
    version = int(given) if re.fullmatch(r"[0-9]{1,9}", given) else -1
    words = request.POST.get("words", "")
    return _done(
        request,
        record,
        lambda: radv_scans.take_out(
            record, words=words, by=request.user, version=version
        ),
        "The pages are out of the record.",
    )


@works_on_audits
@require_safe
def page(request: Request, page: int) -> HttpResponse:
    """One scanned page as it was kept; seeing it is seeing the chart."""
    row = get_object_or_404(RecordScan.objects.select_related("chart_version"), pk=page)
    visible = Case.objects.visible_to(request.user).select_related("run__version")
    case = get_object_or_404(visible, chart=row.chart_version.chart_id)
    cases.viewed(case, by=request.user, page="scan")
    response = HttpResponse(vault.get(row.sha256), content_type=row.media_type)
    response["Content-Disposition"] = "inline"
    return response
