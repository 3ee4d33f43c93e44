"""What every request and answer goes through that belongs to no app.

Pages are not kept by browsers, and sessions end: after a time without a person's
request, and after twelve hours whatever happens.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]
# The browser sends this with requests that nobody made by hand, such as polling.
BACKGROUND = "Attest-Background"
# Writing the clock at each request would make every page view a database write.
CLOCK_STEP = 20


def no_store(get_response: View) -> View:
    """Pages may hold a patient's data: no cache, no copy on disk, no back button."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def end_old_sessions(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _end_or_keep(request)
        return get_response(request)

    return middleware


def _end_or_keep(request: HttpRequest) -> None:
    session, now = request.session, int(time.time())
    began = session.setdefault("began", now)
    seen = session.setdefault("seen", now)
    idle = now - seen > settings.SESSION_IDLE.total_seconds()
    if idle or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif BACKGROUND not in request.headers and now - seen > CLOCK_STEP:
        session["seen"] = now


def client_address(request: HttpRequest) -> str:
    """The address the outermost trusted proxy saw; without proxies, the peer's."""
    hops: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if hops and len(forwarded) >= hops and forwarded[-hops].strip():
        return forwarded[-hops].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
