"""The pages for errors that no view answers itself, all in templates/error.html."""

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.http import reswap, retarget

from review.views.guards import Gone

WORDS = {
    400: ("That request cannot be read", "Go back, reload the page and try again."),
    403: ("That is not yours to open", "Ask a supervisor if you think it should be."),
    404: ("There is nothing here", "The address is wrong, or you may not see it."),
    410: ("This chart was disposed of", "Its retention time was over."),
    429: ("Too many attempts", "Wait fifteen minutes, then sign in again."),
    500: ("Something broke here", "It was recorded. What you had saved is safe."),
    503: (
        "The database does not answer",
        "What you just sent was not saved; what you had saved is safe. Go back and send"
        " it again in a minute.",
    ),
}


def page(
    request: HttpRequest, status: int, detail: str = "", title: str = ""
) -> HttpResponse:
    usual, message = WORDS[status]
    context = {"status": status, "title": title or usual, "message": detail or message}
    if getattr(request, "htmx", False):
        # A part of a page was asked for: say it above the page, and keep what is typed.
        response = render(request, "error.html#notice", context, status=status)
        return reswap(retarget(response, "#messages"), "innerHTML")
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        detail = f"More than {most} MB were typed or pasted. Go back and send a file."
        return page(request, 400, detail, title="That is too much at once")
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, Gone):
        return page(request, 410, str(exception))
    return page(request, 404)


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """For addresses that a library brings along and this installation does not use."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _without_database()
    return page(request, 500)


def _without_database() -> HttpResponse:
    """A page that asks for nothing: who is signed in stands in the database too.

    Asking again would take as long as the request did, and break this page as well.
    """
    title, message = WORDS[503]
    context = {"status": 503, "title": title, "message": message}
    return HttpResponse(render_to_string("error.html", context), status=503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often somebody signed in anew in another window since the page was made."""
    detail = "The page is older than your sign-in. Reload it and send it again."
    return page(request, 403, detail, title="Nothing was saved")


def too_many(request: HttpRequest) -> HttpResponse:
    return page(request, 429, "Wait a minute, then try again.")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return page(request, 429)
