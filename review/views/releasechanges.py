"""What a release changed, and which open charts that concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from coding import codehistory, codes
from coding.codebook import normalise
from coding.codeyears import current
from coding.editions import Change, Changed, Comparison
from coding.models import Release
from review import outdated, permissions
from review.presenters.worklist import worklist_rows
from review.states import Verb
from review.views.guards import Request, opens

SHOWN = 100
LABELS = {
    Change.DELETED: "Deleted",
    Change.ADDED: "Added",
    Change.DIVIDED: "Divided",
    Change.BILLABLE: "Now billable",
    Change.REVISED: "New title",
    Change.NOTES: "Notes",
}


@opens(Verb.SEE_CODE_BOOK)
@require_safe
def newest(request: Request) -> HttpResponse:
    """The newest release of the code book."""
    return redirect("review:release-changes", codes.newest_release().pk)


@opens(Verb.SEE_CODE_BOOK)
@require_safe
def changes(request: Request, key: int) -> HttpResponse:
    release = get_object_or_404(Release.objects.of(codes.ICD10CM), pk=key)
    found = codehistory.changes(release)
    context: dict[str, Any] = {
        "release": release,
        "releases": Release.objects.of(codes.ICD10CM).newest_first(),
        "found": found,
        "missing": _missing(release),
        "may_load": permissions.why_not(request.user, Verb.MANAGE_RELEASES) is None,
    }
    if found is not None:
        context |= _listed(request, release, found) | _cases(request, release, found)
    return render(request, "review/release_changes.html", context)


def _missing(release: Release) -> object:
    return codes.not_loaded(release.system, release.exact_from - timedelta(days=1))


def _listed(request: Request, release: Release, found: Comparison) -> dict[str, Any]:
    """One kind of change, narrowed to codes that begin so, a page at a time."""
    said = request.GET.get("what", "")
    what = Change(said) if said in list(Change) else _first(found)
    begins = normalise(request.GET.get("q", "").replace("\x00", "")[:12])
    rows = [r for r in found.by_change[what] if r.code.startswith(begins)]
    number = request.GET.get("page", "")
    page = (
        int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    )
    start = (max(page, 1) - 1) * SHOWN
    shown = rows[start : start + SHOWN]
    more = len(rows) > start + SHOWN
    return {
        "what": what,
        "label": LABELS[what],
        "begins": begins,
        "tabs": [_tab(release, found, each, what, begins) for each in LABELS],
        "rows": [(row, _instead(row, release)) for row in shown],
        "count": len(rows),
        "next": _address(release, what, begins, page + 1) if more else "",
        "back": _address(release, what, begins, 1) if start else "",
    }


def _first(found: Comparison) -> Change:
    """The first kind that has any; what is deleted concerns most."""
    return next((each for each in LABELS if found.by_change[each]), Change.DELETED)


def _tab(
    release: Release, found: Comparison, each: Change, what: Change, begins: str
) -> dict[str, object]:
    return {
        "label": LABELS[each],
        "count": len(found.by_change[each]),
        "url": _address(release, each, begins, 1),
        "current": each is what,
    }


def _address(release: Release, what: Change, begins: str, page: int) -> str:
    asked = {"what": what.value, "q": begins, "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('review:release-changes', args=[release.pk])}?{query}"


def _instead(row: Changed, release: Release) -> str:
    """The code that now says the same as a deleted one, where that is certain."""
    if row.change not in (Change.DELETED, Change.DIVIDED) or not row.billable:
        return ""
    found = current(row.code, codes.codebook(release))
    return found if found != row.code else ""


def _cases(request: Request, release: Release, found: Comparison) -> dict[str, Any]:
    """For people who read charts: those that are open and use what is gone."""
    if permissions.why_not(request.user, Verb.VIEW) is not None:
        return {"may_read": False}
    gone = outdated.open_cases(request.user, release, found.unusable())
    rows = worklist_rows((each.case for each in gone.cases), request.user)
    lines = [
        {"row": row, "codes": each.codes, "state": each.case.get_state_display()}
        for row, each in zip(rows, gone.cases, strict=True)
    ]
    return {"may_read": True, "outdated": lines, "outdated_count": gone.count}
