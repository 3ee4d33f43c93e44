"""Adding a chart, and what became of uploads that could not be one.

Owns the intake pages. Refusing, keeping and queueing are ``review.actions.intake``'s.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from audit import vault
from coding import codes
from coding import intake as uploads_kept
from coding.charts import Received
from coding.models import IntakeException, Release
from coding.publications import NotLoaded
from review import permissions
from review.actions import intake
from review.refusals import Refused
from review.states import Verb
from review.upload_forms import MOST_DOCUMENTS, UploadForms, initial_of, spelled
from review.views.guards import Request, opens

PER_PAGE = 50


@opens(Verb.INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Paste or upload a chart."""
    release = codes.newest_release()
    if request.method != "POST":
        forms = UploadForms(facts={"service_date": release.effective_to})
        return _form(request, forms, release)
    forms = UploadForms(request.POST, request.FILES)
    # Another document: the page again with one more, nothing typed lost.
    if "more" in request.POST:
        return _form(request, _with_one_more(request), release)
    if not forms.is_valid():
        return _form(request, forms, release, status=422)
    return _received(request, intake.receive(forms.upload(), by=request.user))


def _with_one_more(request: Request) -> UploadForms:
    data = request.POST.copy()
    total = UploadForms(data, request.FILES).documents.total_form_count()
    data["documents-TOTAL_FORMS"] = str(min(max(total, 0) + 1, MOST_DOCUMENTS))
    return UploadForms(data, request.FILES)


def _form(
    request: Request, forms: UploadForms, release: Release, status: int = 200
) -> HttpResponse:
    context = {
        "forms": forms,
        "release": release,
        "missing": _missing(forms),
        "dropped": status == 200 and bool(request.FILES),
        "waiting": permissions.visible_exceptions(request.user).open().count(),
        "not_coded": permissions.visible_given_up(request.user).count(),
    }
    return render(request, "review/intake.html", context, status=status)


def _missing(forms: UploadForms) -> NotLoaded | None:
    """What is not loaded for the date in the form, where it can be read."""
    value = forms.encounter["service_date"].value()
    try:
        on = value if isinstance(value, date) else date.fromisoformat(value or "")
    except ValueError:
        return None
    return codes.release_for(codes.ICD10CM, on).missing


def _received(request: Request, answer: intake.Answer) -> HttpResponse:
    if not isinstance(answer, Received):
        return redirect("review:exception", answer.exception.pk)
    if answer.created:
        messages.success(
            request, "Taken in. It is on the worklist as soon as it is coded."
        )
    else:
        messages.info(request, "This chart is here already, with the same documents.")
    return redirect("review:intake")


@opens(Verb.INTAKE)
@require_safe
def exceptions(request: Request) -> HttpResponse:
    rows = permissions.visible_exceptions(request.user).order_by("-received_at", "pk")
    shown = "all" if request.GET.get("show") == "all" else "open"
    if shown == "open":
        rows = rows.open()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "shown": shown}
    return render(request, "review/exceptions.html", context)


def _find(request: Request, key: UUID) -> IntakeException:
    return get_object_or_404(permissions.visible_exceptions(request.user), pk=key)


@opens(Verb.INTAKE)
@require_safe
def exception(request: Request, key: UUID) -> HttpResponse:
    """One refused upload with its facts, ready to be corrected and sent again."""
    row = _find(request, key)
    intake.viewed(row, by=request.user, page="page")
    facts, patient = initial_of(uploads_kept.upload_of(row))
    return _exception(request, row, UploadForms(facts=facts, patient=patient))


def _exception(
    request: Request,
    row: IntakeException,
    forms: UploadForms,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row,
        "forms": forms,
        "problem": problem,
        "missing": _missing(forms),
        "documents": [
            (number, spelled(document.kind), len(document.data))
            for number, document in enumerate(uploads_kept.upload_of(row).documents, 1)
        ],
    }
    return render(request, "review/exception.html", context, status=status)


@opens(Verb.INTAKE)
@require_POST
def original(request: Request, key: UUID) -> HttpResponse:
    """The bytes as they came, always as a download and never shown by the browser."""
    row = _find(request, key)
    intake.viewed(row, by=request.user, page="original")
    response = HttpResponse(
        vault.get(row.original_sha256), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = f'attachment; filename="original-{row.pk}.bin"'
    return response


@opens(Verb.INTAKE)
@require_POST
def retry(request: Request, key: UUID) -> HttpResponse:
    """Sends a refused upload again: with the facts typed, and documents if given."""
    row = _find(request, key)
    forms = UploadForms(request.POST, request.FILES)
    if not forms.is_valid():
        return _exception(request, row, forms, status=422)
    changes = forms.facts()
    if documents := forms.given():
        changes["documents"] = documents
    try:
        answer = intake.retry(row, by=request.user, **changes)
    except Refused as refusal:
        return _exception(request, row, forms, refusal.reason, status=409)
    return _received(request, answer)


@opens(Verb.INTAKE)
@require_POST
def dismiss(request: Request, key: UUID) -> HttpResponse:
    row = _find(request, key)
    words = request.POST.get("words", "")
    try:
        intake.dismiss(row, words=words, by=request.user)
    except Refused as refusal:
        facts, patient = initial_of(uploads_kept.upload_of(row))
        forms = UploadForms(facts=facts, patient=patient)
        status = 422 if row.state == IntakeException.State.OPEN else 409
        return _exception(request, row, forms, refusal.reason, status=status)
    messages.success(request, "Dismissed; the original is kept.")
    return redirect("review:exceptions")
