"""House notes: the list, writing one, approving and retiring."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from review import permissions
from review.actions import housenotes as acts
from review.models import HouseNote
from review.note_forms import HouseNoteForm
from review.presenters import besides
from review.refusals import Refused
from review.states import Verb
from review.views.guards import Request, opens

SHOWN = 200


@opens(Verb.SEE_CODE_BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request) -> HttpResponse:
    may_draft = permissions.why_not(request.user, Verb.DRAFT_HOUSE_NOTE) or ""
    form = HouseNoteForm(
        request.POST or None, initial={"code": request.GET.get("code", "")[:10]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            note = acts.draft(acts.Draft(**form.cleaned_data), by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(
                request, f"The note on {note.code} waits for a senior coder."
            )
            return redirect("review:house-notes")
    context = {"form": form, "why_no_draft": may_draft, "rows": _rows(request)}
    status = 422 if form.errors else 200
    return render(request, "review/house_notes.html", context, status=status)


def _rows(request: Request) -> list[dict[str, object]]:
    """What waits first, then what counts, then what is over."""
    may = permissions.why_not(request.user, Verb.APPROVE_HOUSE_NOTE)
    found = HouseNote.objects.select_related("approved_by", "drafted_by", "retired_by")
    ordered = found.order_by("retired_at", "approved_at", "code", "-pk")[:SHOWN]
    rows = sorted(
        ordered, key=lambda n: (n.retired_at is not None, bool(n.approved_at))
    )
    return [
        {
            "note": note,
            "view": besides.view(note),
            "why_no_approve": may or acts.why_not_approve(note, request.user) or "",
            "why_no_retire": may or ("It is retired." if note.retired_at else ""),
        }
        for note in rows
    ]


@opens(Verb.APPROVE_HOUSE_NOTE)
@require_POST
def settle(request: Request, key: int) -> HttpResponse:
    """Approves a note, or retires it."""
    note = get_object_or_404(HouseNote, pk=key)
    try:
        if "retire" in request.POST:
            acts.retire(note, by=request.user)
            messages.success(request, f"The note on {note.code} is retired.")
        else:
            acts.approve(note, by=request.user)
            messages.success(request, f"The note on {note.code} counts from now on.")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("review:house-notes")
