"""Routing policy: what is in force, drafts, and who changed what and why."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from review import permissions, unread
from review.actions import policy as acts
from review.breakdown import Breakdown
from review.models import PolicyDraft, PolicyVersion
from review.models.steering import DraftState
from review.presenters import confidence as figures
from review.presenters import policy as present
from review.refusals import Refused
from review.states import Verb
from review.steering_forms import DraftForm, WordsForm
from review.views.figures import as_csv
from review.views.guards import Request, opens

#: Editions on the page, and of a spreadsheet at most.
HISTORY, SHEET = 50, 50_000


@opens(Verb.SEE_FIGURES)
@require_safe
def policy(request: Request) -> HttpResponse:
    editions = PolicyVersion.objects.select_related("draft")
    if wanted := request.GET.get("csv", ""):
        changes = present.history(editions[:SHEET])
        return as_csv([present.history_table(changes)], wanted)
    version, rules = acts.in_force()
    drafts = PolicyDraft.objects.select_related(
        "based_on", "made_by", "supervisor", "compliance"
    )
    user = request.user
    context = {
        "version": version,
        "rules": present.rules(rules),
        "asks_every_document": unread.is_asked(version.gates),
        "opens_straight_through": bool(rules.straight_through)
        and not rules.switched_off,
        "drafts": [
            present.draft(row, version, rules, user)
            for row in drafts.filter(state=DraftState.OPEN)
        ],
        "history": present.history(editions[:HISTORY]),
        "may_draft": permissions.why_not(user, Verb.MANAGE_POLICY) is None,
        "may_change": permissions.why_not_at(user, Verb.MANAGE_POLICY) is None,
        "words_form": WordsForm(label_suffix=""),
        "draft_form": DraftForm(initial=DraftForm.of(rules), label_suffix=""),
    }
    return render(request, "review/policy.html", context)


@opens(Verb.MANAGE_POLICY)
@require_POST
def draft(request: Request) -> HttpResponse:
    """Saves a draft, with what the simulator says of it on the chosen weeks."""
    form = DraftForm(request.POST, label_suffix="")
    if form.is_valid():
        asked = Breakdown.read(request.user, request.POST)
        said = form.cleaned_data
        at = form.thresholds()
        outlook = figures.scenario(said["name"], asked.question, at).plain()
        try:
            acts.draft(
                name=said["name"],
                changes=form.changes(),
                by=request.user,
                words=said["words"],
                outlook=outlook | {"figures": asked.words},
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"“{said['name']}” is kept as a draft.")
            return redirect("review:policy")
    context = {"draft_form": form}
    return render(request, "review/policy_draft.html", context, status=422)


@opens(Verb.APPROVE_POLICY)
@require_POST
def approve(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(PolicyDraft, pk=key)
    try:
        acts.approve(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"You agreed to “{row.name}”.")
    return redirect("review:policy")


@opens(Verb.MANAGE_POLICY)
@require_POST
def activate(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(PolicyDraft, pk=key)
    try:
        version = acts.activate(
            row, by=request.user, words=request.POST.get("words", "")
        )
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"Policy {version.number} is in force from now on.")
    return redirect("review:policy")


@opens(Verb.MANAGE_POLICY)
@require_POST
def discard(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(PolicyDraft, pk=key)
    try:
        acts.discard(row, by=request.user, words=request.POST.get("words", ""))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"“{row.name}” is put away.")
    return redirect("review:policy")


@opens(Verb.SWITCH_OFF)
@require_POST
def switch_off(request: Request) -> HttpResponse:
    try:
        version = acts.switch_off(by=request.user, words=request.POST.get("words", ""))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(
            request,
            f"No chart leaves without a coder from now on (policy {version.number}).",
        )
    return redirect("review:policy")


@opens(Verb.MANAGE_POLICY)
@require_POST
def documents(request: Request) -> HttpResponse:
    """Whether every document has to be opened before a chart is signed."""
    asked = request.POST.get("asked") == "yes"
    try:
        version = acts.ask_every_document(
            asked=asked, by=request.user, words=request.POST.get("words", "")
        )
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        words = "must" if asked else "need not"
        messages.success(
            request,
            f"Who signs {words} open every document (policy {version.number}).",
        )
    return redirect("review:policy")
