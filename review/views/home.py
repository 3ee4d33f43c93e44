"""The first page: where somebody's work is, by role."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from review.views.navigation import Navigation


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first place that opens to this person; without a role, their account."""
    return redirect(Navigation(request).first)
