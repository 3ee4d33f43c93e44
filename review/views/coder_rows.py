"""The charts behind the numbers of the coders' page.

Read-only. A person's rows are open to themselves and, for the sites where they hold the
role, to supervisors; charts that nobody may read again yet are in none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.metrics.staffing import BANDS
from review import permissions
from review.breakdown import sites_for
from review.models import OverRead, SeededCheck, SignedWork, User
from review.models.overreads import RANDOM, TARGETED
from review.overreading import SEEN
from review.presenters import attention, coder_tables
from review.presenters import coders as figures
from review.presenters.tables import Back, Table
from review.states import Verb
from review.team import people_at
from review.views.figures import as_csv
from review.views.guards import Request, opens

ROWS = 100
SHEET = 50_000
#: Which of a person's charts, by the word in the address.
WHICH = {
    "signed": "signed",
    "read": "over-read, drawn by chance",
    "aimed": "over-read, drawn for a risk",
    "compared": "over-read",
    "checks": "told of a check",
}


def whose(request: Request, key: UUID) -> tuple[User, Sequence[str] | None]:
    """The person, and the sites whose rows of theirs may be seen; None for all."""
    person = get_object_or_404(User, pk=key)
    if person.pk == request.user.pk:
        return person, None
    if reason := permissions.why_not(request.user, Verb.SEE_CODERS):
        raise PermissionDenied(reason)
    sites = sites_for(request.user, Verb.SEE_CODERS)
    if not people_at(sites).filter(pk=person.pk).exists():
        raise PermissionDenied("Your role does not cover the sites of this coder.")
    return person, sites


@opens(Verb.SEE_OVER_READS)
@require_safe
def charts(request: Request, key: UUID) -> HttpResponse:
    """One person's charts of a month, or what they were told of checks."""
    person, sites = whose(request, key)
    since, until = figures.month_of(request.GET.get("month", ""))
    which = request.GET.get("which", "")
    which = which if which in WHICH else "signed"
    if which == "checks":
        told = attention.checks_told(since, until, sites).filter(person=person)
        found: QuerySet[Any] = told.order_by("-disclosed_at", "pk")
    else:
        works = figures.signed(since, until, sites).filter(coder=person)
        works = works.filter(**_read(which)).select_related("code_set")
        found = works.order_by("-signed_at", "pk")
    words = f"{person.label}, {WHICH[which]}, {since:%B %Y}"
    month = f"month={since:%Y-%m}"
    card = f"{reverse('review:coder', args=[person.pk])}?{month}"
    back = Back(card, "the scorecard")
    return _answer(request, found, which, words, f"{month}&which={which}", back)


def _read(which: str) -> dict[str, Any]:
    """Only charts with a complete second coding, where the number is of those."""
    if which == "signed":
        return {}
    seen: dict[str, Any] = {"code_set__over_reads__stage__in": SEEN}
    drawn = {"read": RANDOM, "aimed": TARGETED}.get(which)
    return seen | ({"code_set__over_reads__drawn_by": drawn} if drawn else {})


def _answer(
    request: Request,
    found: QuerySet[Any],
    which: str,
    words: str,
    query: str,
    back: Back,
) -> HttpResponse:
    if request.GET.get("csv"):
        table = _table(list(found[:SHEET]), which)
        return as_csv([table], table.key)
    part = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "table": _table(list(part.object_list), which),
        "part": part,
        "sheet": SHEET,
        "what": ("check", "checks") if which == "checks" else ("chart", "charts"),
        "words": words,
        "query": query,
        "back": back,
    }
    return render(request, "review/coder_rows.html", context)


def _table(rows: Sequence[Any], which: str) -> Table:
    if which == "checks":
        checks: Sequence[SeededCheck] = rows
        return coder_tables.checks(checks)
    if which == "unbilled":
        return coder_tables.waiting(rows, timezone.localdate())
    works: Sequence[SignedWork] = rows
    read = OverRead.objects.filter(
        code_set__in=[row.code_set_id for row in works], stage__in=SEEN
    ).defer("second", "settled", "considered")
    return coder_tables.signed(works, {row.code_set_id: row for row in read})


@opens(Verb.SEE_CODERS)
@require_safe
def unbilled(request: Request) -> HttpResponse:
    """Inpatient discharges of one age that nobody signed yet, the oldest first."""
    today, said = timezone.localdate(), request.GET.get("age", "")
    band = next((each for each in BANDS if str(each.low) == said), None)
    found = figures.discharges(sites_for(request.user, Verb.SEE_CODERS))
    words = "discharges nobody signed"
    if band is not None:
        words = f"{words}, {band.label}"
        if band.low:
            found = found.filter(service_date__lte=today - timedelta(days=band.low))
        if band.high is not None:
            found = found.filter(service_date__gt=today - timedelta(days=band.high))
    found = found.select_related("claimed_by").order_by("service_date", "pk")
    query = f"age={band.low}" if band else "age="
    back = Back(reverse("review:coders"), "the coders")
    return _answer(request, found, "unbilled", words, query, back)
