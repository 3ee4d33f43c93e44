"""One's own account: roles, credentials, and how the keyboard works."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from review.actions import claims, people, reservations
from review.keys import BY_NAME, SPACE, bound
from review.models import Case, User
from review.refusals import Refused


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    context = {
        "grants": user.grants.in_force(),
        "credentials": user.credentials.order_by("type", "-expires_on"),
        "today": timezone.localdate(),
    }
    return render(request, "review/account.html", context)


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Gives back what this person holds, so that nobody waits for it, and signs out."""
    user = request.user
    assert isinstance(user, User)
    reservations.let_go(by=user, reason=reservations.SIGNED_OUT)
    for case in Case.objects.held_by(user):
        # A claim that ran out meanwhile needs no giving back.
        with suppress(Refused):
            claims.give_back(case, by=user, reason="signed-out")
    logout(request)
    return redirect("account_login")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Every key with what it does, and what this person wants to press for it."""
    user = request.user
    assert isinstance(user, User)
    if request.method != "POST":
        return render(request, "review/keys.html", _own_keys(user.keys))
    chosen = {name: request.POST.get(f"key-{name}", "") for name in BY_NAME}
    chosen = {name: _pressed(key) for name, key in chosen.items() if key.strip()}
    if "first_names" in request.POST:
        chosen = {}
    try:
        single = "single_keys" in request.POST
        people.choose_keys(user, single=single, keys=chosen)
    except Refused as refusal:
        context = {**_own_keys(chosen), "problem": refusal.reason}
        return render(request, "review/keys.html", context, status=422)
    messages.success(request, "Your keys are saved.")
    return redirect("review:keys")


def _own_keys(chosen: Mapping[str, str]) -> dict[str, object]:
    return {"own": bound(chosen), "problem": ""}


def _pressed(typed: str) -> str:
    """A key as it is typed into a field: letters in any case, the blank by name."""
    word = typed.strip()
    return SPACE if word.lower() == "space" else word.lower()
