"""One's own account: roles, credentials and whether single keys work."""

from __future__ import annotations

from contextlib import suppress

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

from review.actions import claims
from review.models import Case, User
from review.refusals import Refused
from review.views.navigation import KEYS_COOKIE

YEAR = 365 * 24 * 60 * 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _set_keys(request)
    user = request.user
    assert isinstance(user, User)
    context = {
        "grants": user.grants.in_force(),
        "credentials": user.credentials.order_by("type", "-expires_on"),
        "today": timezone.localdate(),
    }
    return render(request, "review/account.html", context)


def _set_keys(request: HttpRequest) -> HttpResponse:
    """The choice belongs to this browser, so it is known before anybody signs in."""
    response = redirect("review:account")
    response.set_cookie(
        KEYS_COOKIE,
        "on" if "single_keys" in request.POST else "off",
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Gives back what this person holds, so that nobody waits for it, and signs out."""
    user = request.user
    assert isinstance(user, User)
    for case in Case.objects.held_by(user):
        # A claim that ran out meanwhile needs no giving back.
        with suppress(Refused):
            claims.give_back(case, by=user, reason="signed-out")
    logout(request)
    return redirect("account_login")


@login_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "review/keys.html")
