"""The quality policy, checks and the blind arm."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from review import permissions
from review.actions import checks, quality
from review.coaching_forms import QualityPolicyForm
from review.forms import Typed, Versioned
from review.models import QualityPolicy, SeededCheck
from review.presenters import quality_policy as present
from review.refusals import Refused
from review.states import Verb
from review.views.cases import answer
from review.views.figures import as_csv
from review.views.guards import Request, find_case, opens

WORDS = {
    "caught": "You rejected it.",
    "changed": "You changed it to another code, which does not count either.",
    "taken": "You had accepted it; it is off the list.",
}


def check_words(check: SeededCheck) -> str:
    """What was planted, and what its reader did with it."""
    return f"{check.code} was planted as a check. {WORDS[check.outcome]}"


@opens(Verb.SEE_OVER_READS)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: Request) -> HttpResponse:
    """The edition in force; supervisors change it, compliance co-signs."""
    if wanted := request.GET.get("csv", ""):
        return as_csv([present.editions(_editions())], wanted)
    why_not = permissions.why_not_at(request.user, Verb.MANAGE_CHECKS)
    now = QualityPolicy.current()
    form = QualityPolicyForm(request.POST or None, initial=model_to_dict(now))
    status = 200
    if request.method == "POST":
        if why_not is not None:
            raise PermissionDenied(why_not)
        if _changed(request, form):
            return redirect("review:quality-policy")
        status = 422
    context = {
        "now": QualityPolicy.current(),
        "form": form,
        "why_not": why_not or "",
        "why_not_sign": permissions.why_not(request.user, Verb.CO_SIGN_CHECKS) or "",
        "history": _editions(),
    }
    return render(request, "review/quality_policy.html", context, status=status)


def _editions() -> QuerySet[QualityPolicy]:
    return QualityPolicy.objects.select_related("made_by", "co_signed_by")


def _changed(request: Request, form: QualityPolicyForm) -> bool:
    if not form.is_valid():
        return False
    said = dict(form.cleaned_data)
    words = said.pop("words")
    try:
        made = quality.change(
            said, words=words, by=request.user, based_on=_opened(request)
        )
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    messages.success(request, f"Edition {made.number} is in force.")
    return True


def _opened(request: Request) -> int | None:
    """The edition that the page showed."""
    said = request.POST.get("edition", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


@opens(Verb.CO_SIGN_CHECKS)
@require_POST
def co_sign(request: Request) -> HttpResponse:
    words = request.POST.get("words", "")[:2000]
    try:
        quality.co_sign(QualityPolicy.current(), by=request.user, words=words)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "Checks may now stand in live charts.")
    return redirect("review:quality-policy")


@opens(Verb.DISCLOSE)
@require_POST
def disclose(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)

    def act() -> str:
        check = checks.disclose(case, by=request.user, version=version)
        said = check_words(check)
        messages.warning(request, said)
        return said

    typed = Typed(panel="disclose")
    return answer(request, case, act, verb=Verb.DISCLOSE, typed=typed, part="#case")


@opens(Verb.SHOW_SUGGESTIONS)
@require_POST
def show_suggestions(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)

    def act() -> str:
        arm = checks.show_suggestions(case, by=request.user, version=version)
        said = f"{len(arm.suggested)} suggestions are shown now."
        messages.info(request, said)
        return said

    typed = Typed(panel="suggestions")
    return answer(
        request, case, act, verb=Verb.SHOW_SUGGESTIONS, typed=typed, part="#case"
    )
