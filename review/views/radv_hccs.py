"""One audited HCC: its records side by side, and everything said of them.

Owns this page and its posts. Each chart whose text it shows is an event; name and
number of the enrollee are shown only when asked for, which is another.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from review.actions import cases, radv, radv_answers, radv_hccs
from review.actions.radv_answers import REJECTIONS
from review.forms import whole
from review.models import (
    AuditedHcc,
    CandidateRecord,
    PreflightResult,
    RoundOutcome,
)
from review.presenters import radv_hcc as presenter
from review.radv.states import ROUNDS, Ruling
from review.radv_forms import AttestForm, OutcomeForm, problems, said_on
from review.refusals import Refused
from review.views.guards import Request, works_on_audits

PURPOSE = "matching the beneficiary"


def _find(number: int) -> AuditedHcc:
    rows = AuditedHcc.objects.select_related("enrollee__audit__owner", "settled_by")
    return get_object_or_404(rows, pk=number)


def _show(request: Request, hcc: AuditedHcc, *, revealed: bool = False) -> HttpResponse:
    page = presenter.hcc_page(hcc, request.user, revealed=revealed)
    for case in page.shown:
        cases.viewed(case, by=request.user, page="radv")
    context = {
        "page": page,
        "hcc": hcc,
        "audit": hcc.enrollee.audit,
        "outcome_form": OutcomeForm(initial={"version": hcc.version}),
        "rejections": REJECTIONS.items(),
        "rounds": ROUNDS,
        "rulings": [(each.value, each.label) for each in Ruling],
    }
    return render(request, "radv/hcc.html", context)


@works_on_audits
@require_safe
def hcc(request: Request, number: int) -> HttpResponse:
    """The records of one audited HCC side by side, each with its tests."""
    return _show(request, _find(number))


@works_on_audits
@require_POST
def reveal(request: Request, number: int) -> HttpResponse:
    """The same, with who the enrollee is."""
    row = _find(number)
    radv.reveal(row.enrollee, by=request.user, purpose=PURPOSE)
    return _show(request, row, revealed=True)


def _said(
    request: Request, row: AuditedHcc, act: Callable[[int], object], said: str
) -> HttpResponse:
    """Does an act at the version that the page was made for, and shows the page."""
    try:
        act(whole(request.POST.get("version", "")) or 0)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, said)
    return redirect(row)


@works_on_audits
@require_POST
def settle(request: Request, number: int) -> HttpResponse:
    """What the records come to."""
    row = _find(number)
    told = {
        "standing": request.POST.get("standing", ""),
        "words": request.POST.get("words", ""),
    }
    return _said(
        request,
        row,
        lambda version: radv_hccs.settle(row, by=request.user, version=version, **told),
        "Settled.",
    )


@works_on_audits
@require_POST
def choose(request: Request, number: int) -> HttpResponse:
    """Which records prove it, best first."""
    row = _find(number)
    ranked = [request.POST.get(f"rank-{rank}", "") for rank in (1, 2)]
    # What is no key is none of the records, and refused with them.
    keys = [whole(each) or 0 for each in ranked if each]
    return _said(
        request,
        row,
        lambda version: radv_hccs.choose(row, keys, by=request.user, version=version),
        "Chosen.",
    )


@works_on_audits
@require_POST
def settle_test(request: Request, row: int) -> HttpResponse:
    """What a person saw that the machine could not."""
    results = PreflightResult.objects.select_related("record__hcc")
    result = get_object_or_404(results, pk=row)
    to, words = request.POST.get("to", ""), request.POST.get("words", "")
    return _said(
        request,
        result.record.hcc,
        lambda version: radv_hccs.settle_test(
            result, to=to, words=words, by=request.user, version=version
        ),
        "Settled.",
    )


def _record(row: int) -> CandidateRecord:
    rows = CandidateRecord.objects.select_related("hcc", "chart_version")
    return get_object_or_404(rows, pk=row)


@works_on_audits
@require_POST
def attest(request: Request, row: int) -> HttpResponse:
    """A CMS-generated attestation came back."""
    record, form = _record(row), AttestForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, problems(form))
        return redirect(record.hcc)
    told = {k: form.cleaned_data[k] for k in ("defect", "signed_on", "form")}
    return _said(
        request,
        record.hcc,
        lambda version: radv_answers.attest(
            record, by=request.user, version=version, **told
        ),
        "The attestation is recorded and the record tested with it.",
    )


@works_on_audits
@require_POST
def intake(request: Request, row: int) -> HttpResponse:
    """A record was sent, taken or refused."""
    record = _record(row)
    told = {
        "state": request.POST.get("state", ""),
        "reason": request.POST.get("reason", ""),
    }
    return _said(
        request,
        record.hcc,
        lambda version: radv_answers.answer(
            record, by=request.user, version=version, **told
        ),
        "Noted.",
    )


@works_on_audits
@require_POST
def outcome(request: Request, number: int) -> HttpResponse:
    """What CMS found in this round."""
    row, form = _find(number), OutcomeForm(request.POST)
    if not form.is_valid():
        messages.error(request, problems(form))
        return redirect(row)
    told = {k: form.cleaned_data[k] for k in ("outcome", "received_on")}
    return _said(
        request,
        row,
        lambda version: radv_answers.receive_outcome(
            row, by=request.user, version=version, **told
        ),
        "Recorded.",
    )


@works_on_audits
@require_POST
def appeal(request: Request, row: int) -> HttpResponse:
    """A finding against the plan was appealed."""
    found = get_object_or_404(RoundOutcome.objects.select_related("hcc"), pk=row)
    filed_on = said_on(request.POST.get("filed_on", ""))
    if filed_on is None:
        messages.error(request, "Say on which day it was filed.")
        return redirect(found.hcc)
    return _said(
        request,
        found.hcc,
        lambda version: radv_answers.appeal(
            found, filed_on=filed_on, by=request.user, version=version
        ),
        "The appeal is recorded.",
    )


@works_on_audits
@require_POST
def rule(request: Request, row: int) -> HttpResponse:
    """What an appeal came to."""
    found = get_object_or_404(RoundOutcome.objects.select_related("hcc"), pk=row)
    ruled_on = said_on(request.POST.get("ruled_on", ""))
    if ruled_on is None:
        messages.error(request, "Say on which day it was ruled.")
        return redirect(found.hcc)
    ruling = request.POST.get("ruling", "")
    return _said(
        request,
        found.hcc,
        lambda version: radv_answers.rule(
            found, ruling=ruling, ruled_on=ruled_on, by=request.user, version=version
        ),
        "The ruling is recorded.",
    )
