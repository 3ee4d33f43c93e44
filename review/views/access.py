"""Who read what: reports of one patient or one person, and the days' concerns.

For compliance. Reading a report is itself an event; so is taking it away as a table.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit import events, pages
from audit.actions import record
from audit.models import Event
from audit.phrases import Words
from audit.radv import columns
from review.actions import guard, oversight
from review.models import AccessConcern, Case, User
from review.presenters import access
from review.presenters.access import COLUMNS, Asked
from review.refusals import Refused
from review.verbs import Verb
from review.views.guards import Request, opens

PER_PAGE = 100
#: The longest table that is taken away at once; narrower days give the rest.
MOST_ROWS = 50_000


class DayInput(forms.DateInput):
    input_type = "date"


class ReportForm(forms.Form):
    """Whose access is asked about; a case stands for its patient."""

    case = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    person = forms.ModelChoiceField(
        User.objects.order_by("display_name"), required=False, empty_label="choose"
    )
    since = forms.DateField(required=False, widget=DayInput)
    until = forms.DateField(required=False, widget=DayInput)

    def clean_case(self) -> Case | None:
        number = self.cleaned_data["case"]
        if number is None:
            return None
        found = Case.objects.select_related("chart").filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(f"There is no case {number}.")
        return found

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data) if self.is_valid() else Asked()


@opens(Verb.OVERSEE)
@require_safe
def concerns(request: Request) -> HttpResponse:
    """Concerns, the open ones first unless the reviewed ones are asked for."""
    is_open = request.GET.get("state") != "reviewed"
    found = AccessConcern.objects.select_related("person", "reviewed_by")
    found = found.filter(verdict="") if is_open else found.exclude(verdict="")
    page = Paginator(found.order_by("-day", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "is_open": is_open, "form": ReportForm()}
    return render(request, "access/concerns.html", context)


@opens(Verb.OVERSEE)
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: Request, number: int) -> HttpResponse:
    """One concern with what was read; a POST reviews it."""
    found = get_object_or_404(
        AccessConcern.objects.select_related("person", "reviewed_by"), pk=number
    )
    problem, typed = "", {"verdict": "", "words": ""}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:4000] for name in typed}
        try:
            oversight.review(found, by=request.user, **typed)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "Reviewed.")
            return redirect("review:access")
    rows = Event.objects.filter(pk__in=found.events[:PER_PAGE]).order_by("pk")
    context = {
        "concern": found,
        "days": pages.days(pages.lines(list(rows))),
        "more": max(0, len(found.events) - PER_PAGE),
        "problem": problem,
        "typed": typed,
        "spoken": _spoken(found),
    }
    return render(
        request, "access/concern.html", context, status=409 if problem else 200
    )


def _spoken(found: AccessConcern) -> list[pages.Spoken]:
    return pages.spoken([Words("Reason", found.words_sha256)] if found.verdict else [])


@opens(Verb.OVERSEE)
@require_safe
def report(request: Request) -> HttpResponse:
    """Who read one patient's charts, or what one person read; as a page or a table."""
    form = ReportForm(request.GET)
    asked = form.asked()
    if request.GET.get("format") == "csv" and form.is_valid():
        return _table(request, asked)
    page = Paginator(asked.rows(), PER_PAGE).get_page(request.GET.get("page"))
    lines = pages.lines(list(page.object_list))
    if lines:
        _tell(request, asked, "page", page.paginator.count)
    kept: dict[str, Any] = {k: v for k, v in request.GET.items() if v and k != "page"}
    context = {
        "form": form,
        "page": page,
        "days": pages.days(lines),
        "asked": asked,
        "again": urlencode(kept),
        "table": urlencode(kept | {"format": "csv"}),
    }
    return render(request, "access/report.html", context)


def _table(request: Request, asked: Asked) -> HttpResponse:
    lines = pages.lines(list(asked.rows()[:MOST_ROWS]))
    _tell(request, asked, "csv", len(lines))
    content = columns.as_csv(access.cells(lines), COLUMNS)
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="access.csv"'},
    )


@transaction.atomic
def _tell(request: Request, asked: Asked, form: str, rows: int) -> None:
    if asked.case is None and asked.person is None:
        return
    fact = events.AccessReported(
        subject="patient" if asked.case else "person",
        format=form,
        rows=rows,
        patient=str(asked.patient) if asked.patient else None,
        person=str(asked.person.pk) if asked.person else None,
    )
    record(fact, by=guard.person(request.user))
