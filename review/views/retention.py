"""Retention: the rules, what holds charts longer, and disposing of what may go.

For compliance at every site. One person proposes a disposal, another approves it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit import pages
from audit.phrases import Words
from review import keeping, tasks
from review.actions import cases, retention
from review.actions import disposal as acts
from review.models import (
    Case,
    DisposalRun,
    DisposedChart,
    LegalHold,
    RetentionRule,
    User,
)
from review.refusals import Refused
from review.retention import BY_LAW
from review.retention_forms import AskForm, HoldForm, RuleForm
from review.views.guards import Request, guarded

PER_PAGE = 50
kept_by_compliance = guarded(retention.why_not)


@kept_by_compliance
@require_safe
def overview(request: Request) -> HttpResponse:
    """Rules, holds and disposals; and, for one case, when it may go and why."""
    return _page(request)


def _page(request: Request, status: int = 200, **given: Any) -> HttpResponse:
    ask = AskForm(request.GET or None)
    holds = LegalHold.objects.select_related("placed_by", "lifted_by")
    runs = DisposalRun.objects.select_related("proposed_by", "settled_by")
    context = {
        "rules": [(row, row.key in BY_LAW) for row in _rules()],
        "ended": RetentionRule.objects.exclude(ended_at=None).count(),
        "holds": _paged(
            request,
            "holds",
            holds.filter(lifted_at=None).order_by("-placed_at", "-pk"),
        ),
        "lifted": _paged(
            request,
            "lifted",
            holds.exclude(lifted_at=None).order_by("-lifted_at", "-pk"),
        ),
        "runs": _paged(request, "disposals", runs.order_by("-proposed_at", "pk")),
        "disposed": DisposedChart.objects.count(),
        "ask": ask,
        "answer": _answer(request, ask),
        "rule_form": RuleForm(),
        "hold_form": HoldForm(),
        **given,
    }
    return render(request, "retention/overview.html", context, status=status)


def _paged(request: Request, name: str, rows: QuerySet[Any]) -> Page[Any]:
    """The page of that list that was asked for; each list has its own number."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(name))


def _rules() -> Any:
    return RetentionRule.objects.in_force().select_related("set_by")


def _answer(request: Request, ask: AskForm) -> dict[str, Any] | None:
    """What the rules say of the case that was asked about; asking is an event."""
    case: Case | None = ask.cleaned_data["case"] if ask.is_valid() else None
    if case is None:
        return None
    cases.viewed(case, by=request.user, page="retention")
    [said] = keeping.answers([case])
    return {
        "case": case,
        "said": said,
        "why_not": said.why_not(timezone.now().date()),
    }


@kept_by_compliance
@require_POST
def rule(request: Request) -> HttpResponse:
    """Puts a rule in force, or a longer time for one of the law's."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, rule_form=form)
    return _done(
        request,
        lambda: retention.set_rule(
            form.rule(), words=form.cleaned_data["words"], by=request.user
        ),
        "In force from now on.",
        rule_form=form,
    )


@kept_by_compliance
@require_POST
def end_rule(request: Request, key: str) -> HttpResponse:
    words = request.POST.get("words", "")
    return _done(
        request,
        lambda: retention.end_rule(key, words=words, by=request.user),
        "The rule ended.",
    )


@kept_by_compliance
@require_POST
def hold(request: Request) -> HttpResponse:
    """Places a legal hold."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, hold_form=form)
    return _done(
        request,
        lambda: retention.hold(**form.cleaned_data, by=request.user),
        "The hold is in force.",
        hold_form=form,
    )


@kept_by_compliance
@require_POST
def lift(request: Request, number: int) -> HttpResponse:
    found = get_object_or_404(LegalHold, pk=number)
    words = request.POST.get("words", "")
    return _done(
        request,
        lambda: retention.lift(found, words=words, by=request.user),
        "The hold was lifted.",
    )


@kept_by_compliance
@require_POST
def propose(request: Request) -> HttpResponse:
    """Lists the oldest charts whose time is over; nothing goes yet."""
    try:
        run = acts.propose(by=request.user)
    except Refused as refusal:
        return _page(request, 409, problem=refusal.reason)
    return redirect(run)


@kept_by_compliance
@require_safe
def disposal(request: Request, key: UUID) -> HttpResponse:
    """One disposal with its charts, by number only."""
    return _disposal(request, key)


def _disposal(request: Request, key: UUID, problem: str = "") -> HttpResponse:
    found = DisposalRun.objects.select_related("proposed_by", "settled_by")
    run = get_object_or_404(found, pk=key)
    page = Paginator(run.lines.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": page,
        "problem": problem,
        "is_own": run.proposed_by_id == request.user.pk,
        "words": request.POST.get("words", ""),
        "said": _spoken(run),
    }
    status = 409 if problem else 200
    return render(request, "retention/disposal.html", context, status=status)


def _spoken(run: DisposalRun) -> list[pages.Spoken]:
    return pages.spoken([Words("Reason", run.words_sha256)] if run.settled_by else [])


@kept_by_compliance
@require_POST
def approve(request: Request, key: UUID) -> HttpResponse:
    """A second person's word; the workers begin."""
    answer = _settle(request, key, acts.approve, "Approved. It is being carried out.")
    if answer.status_code == 302:
        tasks.send_disposal(str(key))
    return answer


@kept_by_compliance
@require_POST
def withdraw(request: Request, key: UUID) -> HttpResponse:
    return _settle(request, key, acts.withdraw, "Withdrawn. All charts stay.")


def _settle(
    request: Request, key: UUID, act: Callable[..., DisposalRun], said: str
) -> HttpResponse:
    run = get_object_or_404(DisposalRun, pk=key)
    by: User = request.user
    try:
        run = act(run, words=request.POST.get("words", "")[:4000], by=by)
    except Refused as refusal:
        return _disposal(request, key, refusal.reason)
    messages.success(request, said)
    return redirect(run)


def _done(
    request: Request, act: Callable[[], object], said: str, **forms: Any
) -> HttpResponse:
    """After an act the page again; a refusal is shown with what was typed."""
    try:
        act()
    except Refused as refusal:
        return _page(request, 409, problem=refusal.reason, **forms)
    messages.success(request, said)
    return redirect("review:retention")
