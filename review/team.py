"""Who holds what, and who has room: the coders as a supervisor sees them.

Owns the questions of the team page, a fixed number of queries however many people
there are. Must not change anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from review.models import Capacity, Case, RoleGrant, Skip, User
from review.models.cases import WAITING, CaseQuerySet
from review.states import CODERS, State

SHOWN = 200
#: Sites that are asked about; None is every site.
Sites = Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Member:
    """One coder: what they may have, have in hand, and signed in a day."""

    user: User
    credentials: tuple[str, ...]
    capacity: int
    held: int
    assigned: int
    signed: int

    @property
    def room(self) -> int:
        return max(0, self.capacity - self.held - self.assigned)


def people_at(sites: Sites) -> QuerySet[User]:
    """People who may work at one of these sites; everybody where that is every site."""
    if sites is None:
        return User.objects.all()
    grants = RoleGrant.objects.in_force().filter(site__in=(*sites, ""))
    return User.objects.filter(pk__in=grants.values("user"))


def coders() -> QuerySet[User]:
    """Everybody who may decide charts today, by name."""
    roles = [role.value for role in CODERS]
    keys = RoleGrant.objects.in_force().filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=keys, is_active=True).order_by(
        "display_name", "pk"
    )


def members() -> tuple[Member, ...]:
    """Every coder with their load: five queries."""
    from django.utils import timezone

    held, assigned, signed = _loads()
    room = dict(Capacity.objects.values_list("user_id", "charts"))
    today = timezone.now().date()
    certificates: dict[Any, list[str]] = {}
    for row in _credentials().valid_on(today):
        certificates.setdefault(row.user_id, []).append(row.label)
    return tuple(
        Member(
            user=user,
            credentials=tuple(certificates.get(user.pk, ())),
            capacity=room.get(user.pk, Capacity.USUAL),
            held=held.get(user.pk, 0),
            assigned=assigned.get(user.pk, 0),
            signed=signed.get(user.pk, 0),
        )
        for user in coders()
    )


def _credentials() -> Any:
    from review.models import Credential

    return Credential.objects.order_by("type")


def _loads() -> tuple[Mapping[Any, int], Mapping[Any, int], Mapping[Any, int]]:
    held = _by(
        Case.objects.filter(state=State.CLAIMED, is_reserved=False), "claimed_by"
    )
    assigned = _by(
        Case.objects.filter(state__in=WAITING, assigned_to__isnull=False), "assigned_to"
    )
    since = Now() - timedelta(days=1)
    signed = _by(
        Case.objects.filter(state=State.FINALISED, finalised_at__gte=since),
        "finalised_by",
    )
    return held, assigned, signed


def _by(cases: CaseQuerySet, field: str) -> dict[Any, int]:
    rows = cases.order_by().values_list(field).annotate(n=Count("pk"))
    return dict(rows)


def capacity_of(user: User) -> int:
    row = Capacity.objects.filter(user=user).first()
    return row.charts if row else Capacity.USUAL


def load_of(user: User) -> int:
    """Charts in hand, and charts that wait for this person."""
    mine = Q(state=State.CLAIMED, claimed_by=user, is_reserved=False)
    waiting = Q(state__in=WAITING, assigned_to=user)
    return Case.objects.filter(mine | waiting).count()


@dataclass(frozen=True, slots=True)
class Hold:
    """A chart in somebody's hands, or set aside by them."""

    case: Case
    who: User
    since: datetime
    until: datetime | None

    @property
    def is_reserved(self) -> bool:
        """Kept as somebody's next chart, and not opened."""
        return self.case.is_reserved


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A waiting chart that somebody would not do; ``reason`` is a key of ``SKIPS``."""

    case: Case
    who: User
    reason: str
    since: datetime


def passed_over(user: Any, most: int = SHOWN) -> tuple[PassedOver, ...]:
    """Charts that still wait after somebody gave them back, the newest first."""
    waiting = Case.objects.visible_to(user).filter(state__in=WAITING)
    rows = (
        Skip.objects.filter(case__in=waiting)
        .select_related("case__claimed_by", "case__assigned_to", "user")
        .order_by("-skipped_at", "-pk")[:most]
    )
    return tuple(PassedOver(r.case, r.user, r.reason, r.skipped_at) for r in rows)


def held(user: Any, most: int = SHOWN) -> tuple[Hold, ...]:
    """Claimed charts and those on hold, the longest first, that this person may see."""
    rows = (
        Case.objects.visible_to(user)
        .filter(state__in=(State.CLAIMED, State.HELD))
        .select_related("claimed_by", "held_by")
        .order_by("changed_at", "pk")[:most]
    )
    return tuple(_hold(case) for case in rows)


def _hold(case: Case) -> Hold:
    if case.claimed_by is not None and case.claimed_at is not None:
        return Hold(case, case.claimed_by, case.claimed_at, case.lease_until)
    assert case.held_by is not None and case.held_at is not None
    return Hold(case, case.held_by, case.held_at, None)
