"""What stands in front of a view: who may enter, and how an action's no is shown.

Owns no rule: ``review.permissions`` gives the reason, ``review.refusals`` the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget
from django_htmx.middleware import HtmxDetails

from audit.figures import answers
from coding.codes import NoRelease
from review import overread_guard, permissions
from review.models import Case, DisposedChart, User
from review.radv import access
from review.states import READERS, Verb

P = ParamSpec("P")


class Gone(Http404):
    """The chart was there and was disposed of; the message says when and why."""


class Request(HttpRequest):
    """A request that has passed the guards: somebody is signed in."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]


def opens(verb: Verb) -> Callable[[View[P]], Guarded[P]]:
    """Only people whose roles open ``verb``; the others read why not."""
    return guarded(lambda user: permissions.why_not(user, verb))


def works_on_audits(view: View[P]) -> Guarded[P]:
    """Only compliance, and only where the role covers every site."""
    return guarded(access.why_not)(view)


def guarded(
    why_not: Callable[[User], str | None],
) -> Callable[[View[P]], Guarded[P]]:
    """Only people for whom there is no reason why not."""

    def guard(view: View[P]) -> Guarded[P]:
        @vary_on_headers("HX-Request")
        @wraps(view)
        def entrance(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(cast(Request, request))
            reason = why_not(request.user)
            if reason is not None:
                raise PermissionDenied(reason)
            try:
                return view(cast(Request, request), *args, **kwargs)
            except NoRelease as none:
                return _without_codes(cast(Request, request), none)

        return cast(Guarded[P], entrance)

    return guard


def _without_codes(request: Request, none: NoRelease) -> HttpResponse:
    """What a new installation shows until its first release is loaded."""
    may_load = permissions.why_not(request.user, Verb.MANAGE_RELEASES) is None
    wanted = str(none) if may_load else "An administrator loads one from Releases."
    context = {
        "title": "No code release is loaded",
        "message": f"Until then nothing can be looked up or coded. {wanted}",
        "status": 404,
    }
    if not request.htmx:
        return render(request, "error.html", context, status=404)
    response = render(request, "error.html#notice", context, status=404)
    return reswap(retarget(response, "#messages"), "innerHTML")


def _to_sign_in(request: Request) -> HttpResponse:
    """The sign-in page; for a part of a page a notice, so that nothing typed goes."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    context = {
        "title": "You were signed out",
        "message": "Nothing was saved. Keep what you typed, sign in and send it again.",
        "sign_in": True,
    }
    response = render(request, "error.html#notice", context, status=403)
    return reswap(retarget(response, "#messages"), "innerHTML")


def in_time(view: View[P]) -> View[P]:
    """What takes the figures too long gets a reason, not a page that never comes."""

    @wraps(view)
    def asked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except answers.TooWide:
            said = {"title": "Too much at once", "message": TOO_WIDE, "status": 422}
            return render(request, "error.html", said, status=422)

    return cast(View[P], asked)


TOO_WIDE = (
    f"More than two strata at once are counted from every code, and these took longer"
    f" than {answers.PATIENCE // 1000} seconds. Take a shorter period, or one stratum"
    " away: what is counted by two of them is there at once."
)


def find_case(request: Request, number: int) -> Case:
    """The case, if this person may know that it exists."""
    case = Case.objects.visible_to(request.user).order_by().filter(pk=number).first()
    if case is None:
        raise gone(request, number) or Http404
    if overread_guard.blind_reading(request.user, case):
        raise PermissionDenied(
            "You over-read this chart: until your coding is complete, how it was coded"
            " first stays hidden from you. Go on from the over-reads."
        )
    return case


def gone(request: Request, number: int) -> Gone | None:
    """What is left of a disposed chart, for those who could have read it."""
    left = DisposedChart.objects.filter(pk=number).first()
    sites = permissions.standing(request.user).sites(READERS)
    if left is None or not sites & {"", left.site}:
        return None
    return Gone(
        f"Case {number} was disposed of on {left.disposed_at:%Y-%m-%d}: its retention"
        f" ended on {left.due_on} ({left.source}). Nothing of it is left but its"
        " hashes in the log."
    )
