"""Several coders ask for the next chart at the same moment, again and again.

Owns the pace and the one thing that must never be: one chart in two hands.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from uuid import UUID

from django.db import connections
from django.db.models import Count

from audit.models import Event
from review.actions import claims
from review.bench import rows
from review.bench.base import Bench, Figure, measure
from review.models import User

CODERS = 4


@measure("claims_per_s", "claims_doubled")
def claiming(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Processes of their own, each with a connection of its own."""
    rows.fill(bench)
    since = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    coders = [rows.coder().pk for _ in range(CODERS)]
    connections.close_all()
    forking = multiprocessing.get_context("fork")
    with forking.Pool(CODERS) as pool:
        # At most half, so that other measures find charts too.
        share = max(1, bench.cases // 2 // CODERS)
        jobs = [(pk, bench.seconds, share) for pk in coders]
        done = pool.starmap(_claim, jobs)
    claimed = sum(count for count, _ in done)
    took = max(seconds for _, seconds in done)
    taken = Event.objects.filter(pk__gt=since, type="case-claimed", actor_kind="person")
    twice = taken.values("case_id").annotate(times=Count("pk")).filter(times__gt=1)
    more = {"processes": CODERS, "cases": bench.cases}
    yield "claims_per_s", Figure(claimed / max(took, 1e-9), "claims/s", claimed, more)
    wrong = twice.count() + abs(taken.count() - claimed)
    yield "claims_doubled", Figure(wrong, "claims", claimed, more)


def _claim(user_id: UUID, seconds: float, most: int) -> tuple[int, float]:
    """Claims until time or share is over; how many, and in how long."""
    user = User.objects.get(pk=user_id)
    begun, count = time.perf_counter(), 0
    while count < most and time.perf_counter() - begun < seconds:
        if claims.claim_next(by=user) is None:
            break
        count += 1
    return count, time.perf_counter() - begun
