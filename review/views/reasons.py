"""Reason codes on their two axes; a supervisor edits them, nobody deletes them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from review.actions import reasons as acts
from review.models import ReasonCode
from review.people_forms import ReasonEditForm, ReasonForm
from review.refusals import Refused
from review.states import Axis, Verb
from review.views.guards import Request, opens


@opens(Verb.MANAGE_REASONS)
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: Request) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = acts.add(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"“{reason.label}” is offered from now on.")
            return redirect("review:reasons")
    rows = ReasonCode.objects.order_by("axis", "-active", "position", "code")
    by_axis = [(axis.label, [row for row in rows if row.axis == axis]) for axis in Axis]
    context = {"axes": by_axis, "form": form}
    status = 422 if form.errors else 200
    return render(request, "review/reasons.html", context, status=status)


@opens(Verb.MANAGE_REASONS)
@require_POST
def edit(request: Request, key: int) -> HttpResponse:
    """Saves one row, or retires it; the same button brings a retired one back."""
    row = get_object_or_404(ReasonCode, pk=key)
    form = ReasonEditForm(request.POST)
    try:
        if "retire" in request.POST:
            acts.retire(row, by=request.user)
        elif form.is_valid():
            acts.edit(row, by=request.user, **form.cleaned_data)
        else:
            problems = [str(each[0]) for each in form.errors.values()]
            messages.error(request, f"{row.code}: {' '.join(problems)}")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("review:reasons")
