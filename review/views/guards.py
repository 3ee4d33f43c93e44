"""What stands in front of a view: who may enter, and how an action's no is shown.

Owns no rule: ``review.permissions`` gives the reason, ``review.refusals`` the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from review import permissions
from review.models import Case, User
from review.states import Verb

P = ParamSpec("P")


class Request(HttpRequest):
    """A request that has passed the guards: somebody is signed in."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]


def opens(verb: Verb) -> Callable[[View[P]], Guarded[P]]:
    """Only people whose roles open ``verb``; the others read why not."""

    def guard(view: View[P]) -> Guarded[P]:
        @login_required
        @vary_on_headers("HX-Request")
        @wraps(view)
        def entrance(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            reason = permissions.why_not(request.user, verb)
            if reason is not None:
                raise PermissionDenied(reason)
            return view(cast(Request, request), *args, **kwargs)

        return cast(Any, entrance)

    return guard


def find_case(request: Request, number: int) -> Case:
    """The case, if this person may know that it exists."""
    case = Case.objects.visible_to(request.user).filter(pk=number).first()
    if case is None:
        raise Http404
    return case
