"""Sign-in, sign-out and failed sign-in reach the trail from here.

The only place where signals are used: they belong to Django's sign-in, which calls
nobody by name. Nothing of the journey of a chart may be wired this way. A name that was
typed and belongs to nobody is not recorded: it may be a password in the wrong field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import signals as allauth
from django.conf import settings
from django.contrib.auth import signals
from django.db import transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string

from audit import events
from audit.actions import SYSTEM, record


def connect() -> None:
    """Listens to sign-in; called once, when the application is ready."""
    signals.user_logged_in.connect(signed_in, dispatch_uid="review.signed_in")
    signals.user_logged_out.connect(signed_out, dispatch_uid="review.signed_out")
    signals.user_login_failed.connect(failed, dispatch_uid="review.sign_in_failed")
    changed = password_changed
    allauth.password_changed.connect(changed, dispatch_uid="review.password_changed")


@transaction.atomic
def signed_in(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    from review.actions.guard import person

    record(events.SignedIn(address=_address(request)), by=person(user))


@transaction.atomic
def signed_out(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    from review.actions.guard import person

    if user is not None:
        record(events.SignedOut(), by=person(user))


@transaction.atomic
def password_changed(sender: Any, user: Any, **_: Any) -> None:
    from review.actions.guard import person

    record(events.PasswordChanged(), by=person(user))


@transaction.atomic
def failed(
    sender: Any,
    credentials: Mapping[str, Any],
    request: HttpRequest | None = None,
    **_: Any,
) -> None:
    from review.models import User

    name = str(credentials.get("username") or credentials.get("login") or "")
    user = User.objects.filter(username=name).first() if name else None
    fact = events.SignInFailed(
        reason="refused",
        person=str(user.pk) if user else None,
        address=_address(request),
    )
    record(fact, by=SYSTEM)


def _address(request: HttpRequest | None) -> str | None:
    """Where the request came from, as the lockout counts it too."""
    if request is None:
        return None
    address: str = import_string(settings.AXES_CLIENT_IP_CALLABLE)(request)
    return address or None
