"""The session as its page sees it: how long it lasts, staying, and what was typed."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_http_methods

from review.actions import drafts
from review.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Seconds left. Asking in the background changes nothing; a POST is a person's."""
    now = int(time.time())
    if request.method == "POST":
        request.session["seen"] = now
    seen = int(request.session.get("seen", now))
    began = int(request.session.get("began", now))
    idle = seen + int(settings.SESSION_IDLE.total_seconds()) - now
    whole = began + int(settings.SESSION_COOKIE_AGE) - now
    return HttpResponse(f"{max(0, min(idle, whole))}", content_type="text/plain")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """What this person typed on a page: kept by POST, given back by GET."""
    user = request.user
    assert isinstance(user, User)
    if request.method != "POST":
        place = request.GET.get("place", "")
        return JsonResponse(drafts.kept(user, place) if _is_place(place) else {})
    place, fields = request.POST.get("place", ""), _fields(request.POST.get("fields"))
    if fields is None or not _is_place(place):
        return HttpResponseBadRequest("Not a draft.", content_type="text/plain")
    drafts.keep(user, place, fields)
    return HttpResponse(status=204)


def _is_place(place: str) -> bool:
    return place.startswith("/") and len(place) <= 200 and place.isprintable()


def _fields(said: str | None) -> dict[str, str] | None:
    """Names and words, or None for anything that no page of ours sends."""
    if said is None or len(said) > drafts.LONGEST:
        return None
    try:
        found: Any = json.loads(said)
    except ValueError:
        return None
    if not isinstance(found, dict) or len(found) > drafts.MOST_FIELDS:
        return None
    if not all(isinstance(words, str) for words in found.values()):
        return None
    return {name: words.replace("\x00", "") for name, words in found.items()}
