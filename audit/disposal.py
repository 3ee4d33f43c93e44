"""Destroying a chart's content so that the log still verifies.

Owns the floor's part of it: which leaves a chart's events have, taking the events'
bytes away once the log has said so under a signature, which names of the vault nothing
else needs, and destroying their files. Decides nothing about time, holds or people;
``review.actions.disposal`` does. Each step may be done again after a crash.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from uuid import UUID

from django.db import connection

from audit import sequencer, vault
from audit.checkpoint import CheckpointError, KeyFileError
from audit.events import Leaves
from audit.models import Event, Leaf

DIGEST = re.compile(rb"[0-9a-f]{64}")
CHUNK = 20_000


def leaves_of(chart: UUID | str) -> list[int] | None:
    """The places of all events of a chart; None while one still waits for its own."""
    told = Event.objects.for_chart(chart).exclude(type="chart-disposed")
    keys = list(told.values_list("pk", flat=True))
    held = Leaf.objects.filter(event_id__in=keys).values_list("leaf_index", flat=True)
    places = sorted(held)
    return places if len(places) == len(keys) else None


def ranges(places: Iterable[int]) -> tuple[Leaves, ...]:
    """Ascending places as ranges, as the event names them."""
    each = list(places)
    breaks = [n for n, (one, next_) in enumerate(pairwise(each), 1) if next_ != one + 1]
    bounds = pairwise([0, *breaks, len(each)])
    return tuple(Leaves(first=each[a], last=each[b - 1]) for a, b in bounds if a < b)


def names_in(chart: UUID | str) -> set[str]:
    """Every sha256 that the chart's events name."""
    bodies = Event.objects.for_chart(chart).values_list("body", flat=True)
    return {found for body in bodies for found in _digests(bytes(body))}


def is_sealed(event: int) -> bool:
    """Whether a signed checkpoint covers the event, so that nobody can take it back."""
    leaf = Leaf.objects.filter(event_id=event).first()
    if leaf is None:
        return False
    try:
        file = sequencer.checkpoint_file()
        last = file.last() if file.exists() else None
    except (KeyFileError, CheckpointError):
        return False
    return last is not None and last.size > leaf.leaf_index


def take_bytes(ordered: int) -> int:
    """Deletes the events that the event ``ordered`` names; how many were left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_dispose(%s)", [ordered])
        row: tuple[int] = cursor.fetchone()
    return row[0]


def named_elsewhere(wanted: Collection[str]) -> set[str]:
    """Those of these names that any event left in the log still holds.

    Reads the whole log: a disposal is rare, and a name missed would destroy another
    chart's words.
    """
    spelt = {each.encode() for each in wanted}
    found: set[bytes] = set()
    for body in _bodies():
        found |= spelt & set(DIGEST.findall(body))
    return {each.decode() for each in found}


def destroy(names: Iterable[str]) -> tuple[int, list[str]]:
    """Destroys these files; how many, and which were put again a moment ago."""
    gone, fresh = 0, []
    for name in sorted(names):
        if vault.destroy(name):
            gone += 1
        elif vault.has(name):
            fresh.append(name)
    return gone, fresh


def _bodies() -> Iterator[bytes]:
    after = 0
    while True:
        rows = list(
            Event.objects.filter(pk__gt=after)
            .order_by("pk")
            .values_list("pk", "body")[:CHUNK]
        )
        if not rows:
            return
        yield from (bytes(body) for _, body in rows)
        after = rows[-1][0]


def _digests(body: bytes) -> Iterator[str]:
    return (found.decode() for found in DIGEST.findall(body))
