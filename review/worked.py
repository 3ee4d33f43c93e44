"""Working out how long signed charts took, from the events of those who signed.

Owns making ``SignedWork`` rows; they follow the trail and can be made again from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import Sum

from audit.metrics.coders import LONGEST_PAUSE, active_seconds
from audit.models import Event
from coding.models import ChartDocument
from review.models import FinalCodeSet, SignedWork

BATCH = 200
CHARACTERS_A_PAGE = 3_000
WORKING = (
    "case-claimed",
    "chart-viewed",
    "decision-made",
    "decision-withdrawn",
    "items-reordered",
    "finding-settled",
    "case-held",
    "case-finalised",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One act of the coder on the chart; ``kind`` of a decision."""

    type: str
    at: datetime
    kind: str = ""
    again: bool = False  # a decision in the place of an earlier one


def catch_up(limit: int = BATCH) -> int:
    """Works out up to ``limit`` signed sets that have no row yet; how many."""
    rows = list(
        FinalCodeSet.objects.filter(work=None)
        .select_related("case")
        .order_by("pk")[:limit]
    )
    if not rows:
        return 0
    moments, pages = _moments(rows), _pages(rows)
    made = [
        _row(row, moments.get((str(row.case_id), str(row.signed_by_id)), []), pages)
        for row in rows
    ]
    SignedWork.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def make_again() -> int:
    """All rows anew from the trail."""
    SignedWork.objects.all().delete()
    total = 0
    while done := catch_up():
        total += done
    return total


def _moments(rows: Sequence[FinalCodeSet]) -> dict[tuple[str, str], list[Moment]]:
    """By case and person, what they did there in order."""
    found = Event.objects.filter(
        case_id__in=[str(row.case_id) for row in rows],
        chart__in=[row.case.chart_id for row in rows],
        type__in=WORKING,
    ).order_by("occurred_at", "id")
    by_hand: dict[tuple[str, str], list[Moment]] = {}
    for event in found:
        key = (str(event.case_id), event.actor_id)
        by_hand.setdefault(key, []).append(_moment(event))
    return by_hand


def _moment(event: Event) -> Moment:
    if event.type != "decision-made":
        return Moment(event.type, event.occurred_at)
    body = event.content
    return Moment(event.type, event.occurred_at, body["kind"], "supersedes" in body)


def _pages(rows: Iterable[FinalCodeSet]) -> dict[int, int]:
    """How many pages each chart version has, by its characters."""
    keys = {row.chart_version_id for row in rows}
    found = ChartDocument.objects.filter(version__in=keys).order_by()
    totals = found.values_list("version").annotate(n=Sum("document__characters"))
    return {key: max(1, ceil((n or 0) / CHARACTERS_A_PAGE)) for key, n in totals}


def _row(
    row: FinalCodeSet, moments: Sequence[Moment], pages: dict[int, int]
) -> SignedWork:
    until = [each for each in moments if each.at <= row.signed_at] or list(moments)
    accepted = list(_accepting(until))
    return SignedWork(
        code_set=row,
        coder_id=row.signed_by_id,
        signed_at=row.signed_at,
        setting=row.case.setting,
        pages=min(pages.get(row.chart_version_id, 1), 30_000),
        active_seconds=active_seconds(each.at for each in until),
        decisions=sum(each.type == "decision-made" for each in until),
        accepts=len(accepted),
        accept_seconds=sum(accepted),
        doubts=sum(map(_is_doubt, until)),
    )


def _is_doubt(moment: Moment) -> bool:
    """Taking back, deciding again or putting aside."""
    return moment.again or moment.type in ("decision-withdrawn", "case-held")


def _accepting(moments: Sequence[Moment]) -> Iterator[int]:
    """Seconds from the act before to each acceptance, pauses cut short."""
    for before, after in zip(moments, moments[1:], strict=False):
        if after.kind == "accept":
            yield int(min(after.at - before.at, LONGEST_PAUSE).total_seconds())
