"""Open charts whose codes the release of their date no longer bills.

Owns that question, a fixed number of queries however many charts there are. Must not
change anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from coding.models import Release
from review.models import Case, Item
from review.models.cases import CaseQuerySet
from review.states import Kind, State

SHOWN = 200
#: A code under any of these is part of the case; a rejected one is not.
KEPT = (Kind.ACCEPT, Kind.MODIFY, Kind.ADD, Kind.ATTESTED)


@dataclass(frozen=True, slots=True)
class Outdated:
    """One open chart, and those of its codes that cannot be billed any more."""

    case: Case
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The first of them, and how many there are."""

    cases: tuple[Outdated, ...]
    count: int


def open_cases(user: Any, release: Release, gone: Sequence[str]) -> Found:
    """Unsigned charts of the days of ``release`` that use one of the codes ``gone``."""
    if not gone:
        return Found((), 0)
    cases = _of_its_days(Case.objects.visible_to(user), release)
    cases = cases.exclude(state=State.FINALISED)
    items = _in_use(gone).filter(case__in=cases)
    held: dict[int, list[str]] = {}
    for case, code, final in items.values_list("case", "code", "current__code"):
        held.setdefault(case, []).append(final or code)
    rows = Case.objects.filter(pk__in=list(held)).order_by("due_at", "pk")
    rows = rows.select_related("claimed_by", "assigned_to")[:SHOWN]
    found = tuple(Outdated(case, tuple(held[case.pk])) for case in rows)
    return Found(found, len(held))


def _in_use(gone: Sequence[str]) -> Any:
    undecided = Q(current__isnull=True, code__in=gone)
    kept = Q(current__kind__in=[k.value for k in KEPT], current__code__in=gone)
    return Item.objects.on_the_list().filter(undecided | kept).order_by("position")


def _of_its_days(cases: CaseQuerySet, release: Release) -> CaseQuerySet:
    """Days that the release answers for: not those of which another is exact."""
    days = Q(service_date__range=(release.effective_from, release.effective_to))
    others = Release.objects.of(release.system).exclude(pk=release.pk)
    for other in others.filter(exact_from__lt=release.exact_from):
        exact = Q(service_date__range=(other.exact_from, other.effective_to))
        days &= ~(exact & Q(service_date__lt=release.exact_from))
    return cases.filter(days)
