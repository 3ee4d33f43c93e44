"""Charts whose coding was given up: why, and trying again.

Owns the page. Who sees which is ``review.permissions``'s, queueing is
``review.actions.intake``'s to do.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from audit.phrases import count
from coding.models import Run
from coding.models.runs import RunQuerySet
from review import permissions
from review.actions import intake
from review.forms import whole
from review.presenters import not_coded as words
from review.states import Verb
from review.views.guards import Request, opens

PER_PAGE = 50
#: How many one press queues again; each is a change of its own in the trail.
AT_ONCE = 500


@opens(Verb.INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def not_coded(request: Request) -> HttpResponse:
    """The list; a post tries one again (``run``) or, without it, all of them."""
    found = words.newest_first(permissions.visible_given_up(request.user))
    if request.method == "POST":
        return _again(request, list(_asked(request, found)[:AT_ONCE]))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": words.rows(list(page.object_list)),
        "most": AT_ONCE,
    }
    return render(request, "review/not_coded.html", context)


def _asked(request: Request, found: RunQuerySet) -> RunQuerySet:
    number = request.POST.get("run", "")
    if not number:
        return found
    return found.filter(pk=whole(number) or 0)


def _again(request: Request, runs: list[Run]) -> HttpResponse:
    queued = sum(intake.code_again(run, by=request.user) for run in runs)
    if queued:
        messages.success(request, f"Queued again: {count(queued, 'chart')}.")
    else:
        messages.info(request, "Nothing was left to queue: somebody was quicker.")
    return redirect("review:not-coded")
