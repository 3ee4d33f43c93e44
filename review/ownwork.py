"""One's own figures: what a coder decided, and how it held in over-reads.

Owns the questions of that page, a fixed number of queries. Shares come with their n
and Wilson's interval, and never without the reference they are measured against. Must
not change anything and must not show what was drawn and not read yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Now

from audit.metrics.intervals import wilson
from review.models import Decision, FinalCodeSet, OverRead, User
from review.models.overreads import RANDOM
from review.overreading import SEEN, Stage
from review.states import Kind

DAYS = 90
SHOWN = 50
#: Below so many codes a share says little, and the page says so.
ENOUGH = 100


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``, as people read it."""

    label: str
    hits: int
    n: int
    unit: str

    @property
    def value(self) -> str:
        return f"{self.hits / self.n:.1%}" if self.n else "–"

    @property
    def interval(self) -> str:
        if not self.n:
            return "nothing was read yet"
        found = wilson(self.hits, self.n)
        return f"{found.low * 100:.1f}–{found.high * 100:.1f}"

    @property
    def is_thin(self) -> bool:
        return self.n < ENOUGH


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Everything on the page but the list of over-reads."""

    shares: tuple[Share, ...]
    aimed: Share
    kinds: Mapping[str, int]
    decided: int
    signed: int
    waiting: int


def own_work(user: User) -> OwnWork:
    """The last ninety days of one coder, in four queries."""
    read = _read(user)
    by_chance = _totals(read.filter(drawn_by=RANDOM))
    aimed = _totals(read.exclude(drawn_by=RANDOM))
    kinds = _kinds(user)
    since = Now() - timedelta(days=DAYS)
    signed = FinalCodeSet.objects.filter(signed_by=user, signed_at__gte=since).count()
    waiting = OverRead.objects.filter(coder=user, stage=Stage.DIFFERS).count()
    return OwnWork(
        shares=(
            _codes("Right codes", by_chance),
            Share("Charts without an error", *_clean(by_chance), "charts"),
            Share("First code right", by_chance["led"], by_chance["lead"], "charts"),
            Share("POA right", by_chance["poa"], by_chance["poa_of"], "codes"),
        ),
        aimed=_codes("Right codes, charts drawn for a risk", aimed),
        kinds=kinds,
        decided=sum(kinds.values()),
        signed=signed,
        waiting=waiting,
    )


def _read(user: User) -> QuerySet[OverRead]:
    """Over-reads of this coder's charts in which something holds."""
    since = Now() - timedelta(days=DAYS)
    return OverRead.objects.filter(
        coder=user, right__isnull=False, code_set__signed_at__gte=since
    )


def _totals(rows: QuerySet[OverRead]) -> dict[str, int]:
    got = rows.order_by().aggregate(
        charts=Count("pk"),
        clean=Count("pk", filter=Q(extra=0, missed=0)),
        hits=Sum("right"),
        codes=Sum(F("right") + F("extra") + F("missed")),
        led=Count("pk", filter=Q(lead_right=True)),
        lead=Count("pk", filter=Q(lead_right__isnull=False)),
        poa=Sum("poa_right"),
        poa_of=Sum("poa_asked"),
    )
    return {name: int(value or 0) for name, value in got.items()}


def _codes(label: str, got: Mapping[str, int]) -> Share:
    return Share(label, got["hits"], got["codes"], "codes")


def _clean(got: Mapping[str, int]) -> tuple[int, int]:
    return got["clean"], got["charts"]


def _kinds(user: User) -> dict[str, int]:
    since = Now() - timedelta(days=DAYS)
    made = Decision.objects.filter(decided_by=user, decided_at__gte=since)
    rows = made.order_by().values_list("kind").annotate(n=Count("pk"))
    found = dict(rows)
    return {Kind(kind).label: n for kind, n in sorted(found.items())}


def results(user: User, most: int = SHOWN) -> QuerySet[OverRead]:
    """Over-reads that were completed, the newest first; never one still to be read."""
    rows: Any = OverRead.objects.filter(
        coder=user, stage__in=[each.value for each in SEEN]
    )
    found: QuerySet[OverRead] = rows.select_related("case").order_by("-completed_at")
    return found[:most]
