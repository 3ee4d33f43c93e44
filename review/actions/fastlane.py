"""Closing a stratum of the fast lane that is shown to be too weak, and opening it.

Owns the rule: of the charts of one setting and specialty that were attested, drawn by
chance and over-read since the stratum was last opened, the codes that are right are
counted against all codes that were signed or hold. When the upper end of Wilson's 95 %
interval lies under the standard, the stratum closes by itself and what waits in it goes
to full review. Codes of one chart are not independent, so the interval is a little too
narrow: the rule errs by closing. A supervisor opens it again, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Now

from audit import events
from audit.actions import SYSTEM, record
from audit.metrics.intervals import Interval, wilson
from review import permissions, routing
from review.actions import cases, guard, reasons
from review.actions.blind_draw import PURPOSE
from review.models import Case, FastLaneStratum, OverRead, PolicyVersion, User
from review.refusals import Refused
from review.states import Lane, State, Verb

STANDARD = 9_500
PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How well one stratum does: charts read, codes counted, codes right."""

    setting: str
    specialty: str
    charts: int
    codes: int
    right: int
    is_closed: bool = False

    @property
    def interval(self) -> Interval:
        return wilson(self.right, self.codes)

    @property
    def upper(self) -> int:
        return round(self.interval.high * PARTS)

    @property
    def percent(self) -> str:
        return f"{self.right / self.codes:.1%}" if self.codes else ""

    @property
    def range(self) -> str:
        """The interval as people read it."""
        low, high = self.interval.low, self.interval.high
        return f"{low * 100:.1f}–{high * 100:.1f}" if self.codes else ""

    @property
    def is_too_weak(self) -> bool:
        """Whether it is shown, not only suspected, to be under the standard."""
        return self.codes > 0 and self.upper < STANDARD


def standings() -> tuple[Standing, ...]:
    """Every stratum in which attested charts were over-read, in two queries."""
    stratum = FastLaneStratum.objects.filter(
        setting=OuterRef("case__setting"), specialty=OuterRef("case__specialty")
    )
    rows = (
        OverRead.objects.filter(sample__purpose=PURPOSE, right__isnull=False)
        .annotate(since=Subquery(stratum.values("opened_at")[:1]))
        .filter(Q(since=None) | Q(code_set__signed_at__gt=F("since")))
        .order_by()
        .values("case__setting", "case__specialty")
        .annotate(
            charts=Count("pk"),
            hits=Sum("right"),
            codes=Sum(F("right") + F("extra") + F("missed")),
        )
        .order_by("case__setting", "case__specialty")
    )
    closed = {
        (row.setting, row.specialty)
        for row in FastLaneStratum.objects.filter(opened_at=None)
    }
    found = [
        Standing(
            row["case__setting"],
            row["case__specialty"],
            row["charts"],
            row["codes"],
            row["hits"],
            (row["case__setting"], row["case__specialty"]) in closed,
        )
        for row in rows
    ]
    known = {(each.setting, each.specialty) for each in found}
    unread = [Standing(*pair, 0, 0, 0, True) for pair in sorted(closed - known)]
    return (*found, *unread)


def close_weak() -> int:
    """Closes every stratum that is shown to be too weak; returns how many."""
    weak = [each for each in standings() if each.is_too_weak and not each.is_closed]
    return sum(_close(each) for each in weak)


@transaction.atomic
def _close(standing: Standing) -> bool:
    key: dict[str, Any] = {
        "setting": standing.setting,
        "specialty": standing.specialty,
    }
    row = FastLaneStratum.objects.select_for_update().filter(**key).first()
    if row is not None and row.is_closed:
        return False
    FastLaneStratum.objects.update_or_create(
        **key, defaults={"closed_at": Now(), "opened_at": None}
    )
    fact = events.FastLaneClosed(
        **key,
        charts=standing.charts,
        codes=standing.codes,
        right=standing.right,
        upper=standing.upper,
        standard=STANDARD,
    )
    record(fact, by=SYSTEM)
    return True


@transaction.atomic
def open_again(
    *, setting: str, specialty: str, words: str, by: User
) -> FastLaneStratum:
    """Opens a closed stratum; from now on only new over-reads count."""
    permissions.require(by, Verb.MANAGE_POLICY)
    rows = FastLaneStratum.objects.select_for_update()
    row = rows.filter(setting=setting, specialty=specialty, opened_at=None).first()
    if row is None:
        raise Refused("The fast lane is open for these charts already.")
    if not words.strip():
        raise Refused("Say in a few words why the fast lane may be opened again.")
    FastLaneStratum.objects.filter(pk=row.pk).update(opened_at=Now())
    fact = events.FastLaneReopened(
        setting=setting, specialty=specialty, words=reasons.keep(words)
    )
    record(fact, by=guard.person(by))
    return row


def send_to_review() -> int:
    """Charts that wait in a closed stratum go to full review; returns how many."""
    return sum(_send(case_id) for case_id in _stranded())


def _stranded() -> Iterator[int]:
    for row in FastLaneStratum.objects.filter(opened_at=None):
        waiting = Case.objects.filter(
            state__in=(State.OPEN, State.REOPENED),
            lane=Lane.FAST_LANE,
            setting=row.setting,
            specialty=row.specialty,
        )
        yield from waiting.values_list("pk", flat=True)


@transaction.atomic
def _send(case_id: int) -> bool:
    case, now = guard.locked(case_id)
    if case.lane != Lane.FAST_LANE or case.state == State.CLAIMED:
        return False
    case.lane = Lane.REVIEW.value
    reason = cases.reason_row(routing.Reason(routing.Why.FAST_LANE_CLOSED))
    case.reasons = [reason, *case.reasons]
    guard.advance(case, now, None)
    cases.record_routed(case, None, PolicyVersion.current())
    return True
