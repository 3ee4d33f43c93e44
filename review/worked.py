"""Working out how long signed charts took, from the events of those who signed.

Owns making ``SignedWork`` rows; they follow the trail and can be made again from it.
Planted suggestions are no work of a chart: what was done about them counts nowhere
here, and the time it took is taken off.
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
from review.states import Origin

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
    planted: bool = False  # about a check, which is nobody's work


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
    planted: set[tuple[str, str]] = set()
    by_hand: dict[tuple[str, str], list[Moment]] = {}
    for event in found:
        key = (str(event.case_id), event.actor_id)
        by_hand.setdefault(key, []).append(_moment(event, planted))
    return by_hand


def _moment(event: Event, planted: set[tuple[str, str]]) -> Moment:
    """One act; ``planted`` gathers the items that its decisions call so."""
    if event.type not in ("decision-made", "decision-withdrawn"):
        return Moment(event.type, event.occurred_at)
    body = event.content
    item = str(event.case_id), body["item"]
    if body.get("origin") == Origin.SEEDED:
        planted.add(item)
    kind, again = "", False
    if event.type == "decision-made":
        kind, again = body["kind"], "supersedes" in body
    return Moment(event.type, event.occurred_at, kind, again, item in planted)


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
    own = [each for each in until if not each.planted]
    accepted = list(accepting(until))
    return SignedWork(
        code_set=row,
        coder_id=row.signed_by_id,
        signed_at=row.signed_at,
        setting=row.case.setting,
        pages=min(pages.get(row.chart_version_id, 1), 30_000),
        active_seconds=active_seconds(each.at for each in until)
        - planted_seconds(until),
        decisions=sum(each.type == "decision-made" for each in own),
        accepts=len(accepted),
        accept_seconds=sum(accepted),
        doubts=sum(map(_is_doubt, own)),
    )


def planted_seconds(moments: Sequence[Moment]) -> int:
    """Seconds before the acts on planted suggestions, counted as active time is."""
    return sum(
        active_seconds((before.at, after.at))
        for before, after in zip(moments, moments[1:], strict=False)
        if after.planted
    )


def _is_doubt(moment: Moment) -> bool:
    """Taking back, deciding again or putting aside."""
    return moment.again or moment.type in ("decision-withdrawn", "case-held")


def accepting(moments: Sequence[Moment]) -> Iterator[int]:
    """Seconds from the act before to each acceptance, pauses cut short."""
    for before, after in zip(moments, moments[1:], strict=False):
        if after.kind == "accept" and not after.planted:
            yield int(min(after.at - before.at, LONGEST_PAUSE).total_seconds())
