"""Reasons in pairs, what and why, so that one digit gives both.

Owns which nine pairs a person is offered, and in which order: what they used most
before today comes first, then what supervisors favour. Within a day the digits stay
where they are, because hands remember them. Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from review.models import Decision, ReasonCode
from review.states import Axis, Kind

SHOWN = 9
# As many of a person's latest rejections are counted.
LATEST = 300
# The coder read it, and it is right that nothing is coded; always the last digit.
NOT_NEEDED = ("not_needed", "judgement")
# Beside these, every cause that supervisors favour, of the first thing they favour.
COMMON = (("symptom", "guideline"), ("duplicate", "guideline"))


@dataclass(frozen=True, slots=True)
class Pair:
    """What was wrong and why, and the digit that says both."""

    what: str
    why: str
    label: str
    cause: str
    key: str

    @property
    def value(self) -> str:
        return f"{self.what} {self.why}"


def split(value: str) -> tuple[str, str]:
    """The two codes of a pair as a form sends it; empty where it is none."""
    what, _, why = value.partition(" ")
    return (what, why) if what and why else ("", "")


def pairs_of(user: Any, offered: Sequence[ReasonCode]) -> tuple[Pair, ...]:
    """Nine at most; ``offered`` are the reasons on the list today."""
    known = {(row.axis, row.code): row for row in offered if not row.needs_words}
    wanted = dict.fromkeys([*_used(user), *_favoured(offered)])
    wanted.pop(NOT_NEEDED, None)
    named = [pair for pair in wanted if _is_known(pair, known)][: SHOWN - 1]
    last = [NOT_NEEDED] if _is_known(NOT_NEEDED, known) else []
    return tuple(
        Pair(
            what,
            why,
            known[Axis.WHAT.value, what].label,
            known[Axis.WHY.value, why].label,
            str(n),
        )
        for n, (what, why) in enumerate([*named, *last], start=1)
    )


def _is_known(pair: tuple[str, str], known: dict[tuple[str, str], ReasonCode]) -> bool:
    return (Axis.WHAT.value, pair[0]) in known and (Axis.WHY.value, pair[1]) in known


def _used(user: Any) -> tuple[tuple[str, str], ...]:
    """Most used before today first; equally used ones by name, so the order is one."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    database = str(connection.settings_dict["NAME"])
    return _used_before(database, user.pk, today)


@lru_cache(maxsize=2_000)
def _used_before(
    database: str, person: UUID, day: datetime
) -> tuple[tuple[str, str], ...]:
    """Kept in the process: no decision is edited, so yesterday's stay as they are."""
    mine = Decision.objects.filter(
        decided_by=person, kind=Kind.REJECT, decided_at__lt=day
    )
    latest = mine.order_by("-id").values("pk")[:LATEST]
    rows = Decision.objects.filter(pk__in=latest).values_list("what__code", "why__code")
    return tuple(
        rows.annotate(n=Count("pk"))
        .order_by("-n", "what__code", "why__code")
        .values_list("what__code", "why__code")
    )


def _favoured(offered: Sequence[ReasonCode]) -> Iterator[tuple[str, str]]:
    """In the order of the list, which begins with the favourites."""
    first = next((row.code for row in offered if row.axis == Axis.WHAT), "")
    causes = [row for row in offered if row.axis == Axis.WHY]
    yield from ((first, row.code) for row in causes if row.favourite)
    yield from COMMON
    yield from ((first, row.code) for row in causes)
