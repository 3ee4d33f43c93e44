"""Hashes the whole log again and compares it with every checkpoint outside.

Owns what is checked. Takes nothing on trust that the database could have made up: the
hashes come from the events' bytes, the roots from those hashes, and the checkpoints
from the file outside it. Never writes and never repairs.

What it finds are sentences with numbers; nothing of an event's content is in them.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from audit import hardening
from audit.checkpoint import Checkpoint
from audit.checkpointfile import CheckpointFile
from audit.merkle import Frontier
from audit.models import Event, Leaf

Progress = Callable[[int, int], None]

CHUNK = 10_000
# Seconds that an event may wait for its leaf, and a leaf for its signature.
PATIENCE = 60
# So many of a kind are spelt out; all are counted.
EXAMPLES = 20
# The type of the event that says which leaves have no bytes any more.
DISPOSED = "chart-disposed"

LEAVES = """
SELECT leaf.leaf_index, leaf.event_id, leaf.leaf_hash, event.leaf_hash, event.body,
    event.occurred_at, event.type, event.log::text, event.actor_kind, event.actor_id,
    event.chart::text, event.case_id, event.patient::text
FROM audit_leaf leaf LEFT JOIN audit_event event ON event.id = leaf.event_id
WHERE leaf.leaf_index > %s AND leaf.leaf_index <= %s
ORDER BY leaf.leaf_index LIMIT %s
"""
NODES = """
SELECT leaf_index, level, hash FROM audit_node
WHERE leaf_index > %s AND leaf_index <= %s ORDER BY leaf_index, level
"""
# Each is one statement, so that events on their way into the tree are seen once.
NOWHERE = """
SELECT event.id FROM audit_event event
WHERE NOT EXISTS (SELECT FROM audit_leaf leaf WHERE leaf.event_id = event.id)
AND NOT EXISTS (SELECT FROM audit_pending waits WHERE waits.event_id = event.id)
ORDER BY event.id LIMIT 1000
"""
GONE = """
SELECT waits.event_id FROM audit_pending waits
LEFT JOIN audit_event event ON event.id = waits.event_id
WHERE event.id IS NULL ORDER BY waits.event_id LIMIT 1000
"""
WAITING = """
SELECT count(*),
    coalesce(extract(epoch FROM clock_timestamp() - min(event.recorded_at)), 0)::float8
FROM audit_pending waits JOIN audit_event event ON event.id = waits.event_id
"""
UNSIGNED = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - event.recorded_at), 0)::float8
FROM audit_leaf leaf JOIN audit_event event ON event.id = leaf.event_id
WHERE leaf.leaf_index = %s
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be."""

    kind: str
    text: str


@dataclass(slots=True)
class Findings:
    """What was found so far, all counted and some spelt out."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: list[Problem] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        if self.counts[kind] <= EXAMPLES:
            self.examples.append(Problem(kind, text))


@dataclass(slots=True)
class Disposals:
    """Leaves whose events are gone, and what the log itself says of it.

    Only an event that is in the tree to the byte can order a disposal, and only of
    leaves before its own.
    """

    gone: list[tuple[int, int]] = field(default_factory=list)
    ordered: list[tuple[int, int]] = field(default_factory=list)
    number: int = 0

    def order(self, index: int, body: bytes) -> None:
        """Note which leaves the event at ``index`` says are disposed of."""
        self.number += 1
        for part in json.loads(body)["leaves"]:
            self.ordered.append((part["first"], min(part["last"], index - 1)))

    def settle(self, found: Findings) -> int:
        """How many are gone by order; the others are problems."""
        starts = sorted(self.ordered)
        reach = list(accumulate((last for _, last in starts), max))
        disposed = 0
        for index, event in self.gone:
            at = bisect_right(starts, (index, 2**63)) - 1
            if at >= 0 and reach[at] >= index:
                disposed += 1
            else:
                found.add("event-gone", f"Leaf {index}: event {event} is gone.")
        return disposed


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome; ``problems`` is empty when all is as it was signed.

    ``disposed`` events have leaves and no bytes any more, as ``disposals`` events of
    the log say.
    """

    events: int
    leaves: int
    checkpoints: int
    last: Checkpoint | None
    waiting: int
    oldest_waiting: float
    unsigned: int
    disposed: int
    disposals: int
    shortcomings: tuple[str, ...]
    counts: dict[str, int]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.counts


def run(
    file: CheckpointFile | None, origin: str, progress: Progress = lambda *_: None
) -> Verified:
    """Check everything; ``file`` holds the checkpoints that count, if there are any."""
    found = Findings()
    # Read before the tree: leaves are committed before they are signed, so whatever
    # the file speaks of must be there.
    points = _checkpoints(file, found)
    last = max(points, key=lambda point: point.size, default=None)
    disposals = Disposals()
    log = origin.partition("/")[2]
    frontier = _leaves(points, _Checker(log, found, disposals), found, progress)
    disposed = disposals.settle(found)
    waiting, oldest = _queue(found)
    unsigned = _unsigned(frontier.size, last, found)
    return Verified(
        events=Event.objects.aggregate(count=Count("pk"))["count"],
        leaves=frontier.size,
        checkpoints=len(points),
        last=last,
        waiting=waiting,
        oldest_waiting=oldest,
        unsigned=unsigned,
        disposed=disposed,
        disposals=disposals.number,
        shortcomings=tuple(hardening.shortcomings()),
        counts=dict(found.counts),
        problems=tuple(found.examples),
    )


def _checkpoints(file: CheckpointFile | None, found: Findings) -> list[Checkpoint]:
    points = []
    for line in file.lines() if file is not None and file.exists() else ():
        if line.found is None:
            text = f"Line {line.number} of the checkpoints: {line.problem}"
            found.add("checkpoint", text)
        else:
            points.append(line.found)
    return points


def _leaves(
    points: Sequence[Checkpoint],
    check: _Checker,
    found: Findings,
    progress: Progress,
) -> Frontier:
    """Build the tree from the bodies, comparing on the way."""
    ends: int | None = Leaf.objects.aggregate(last=Max("leaf_index"))["last"]
    total = 0 if ends is None else ends + 1
    due = _by_size(points, total, found)
    frontier, expected, before = Frontier(), 0, -1
    for rows in _chunks(total - 1):
        filled = []
        for row in rows:
            if row[0] != expected:
                text = f"After leaf {expected - 1} comes leaf {row[0]}."
                found.add("gap", text)
            expected = row[0] + 1
            hashes = frontier.append(check(row))
            filled += [(row[0], at, each) for at, each in enumerate(hashes, start=1)]
            if frontier.size in due:
                _compare(frontier, due.pop(frontier.size), found)
        _nodes(before, expected - 1, filled, found)
        before = expected - 1
        progress(expected, total)
    return frontier


def _by_size(
    points: Sequence[Checkpoint], total: int, found: Findings
) -> dict[int, set[bytes]]:
    due: dict[int, set[bytes]] = {}
    for point in points:
        due.setdefault(point.size, set()).add(point.root)
        if point.size > total:
            text = f"{point.size} leaves were signed, {total} are there."
            found.add("cut", text)
    return due


def _chunks(last: int) -> Iterator[list[tuple[Any, ...]]]:
    # From far below zero, so that a leaf put before the first is seen.
    after = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(LEAVES, [after, last, CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


@dataclass(frozen=True, slots=True)
class _Checker:
    """Compares one leaf after the other with the event that it stands for."""

    log: str
    found: Findings
    disposals: Disposals

    def __call__(self, row: tuple[Any, ...]) -> bytes:
        """The hash of the event's bytes; of the stored leaf when there are none."""
        index, event, leaf, stored, body, *columns = row
        if body is None:
            self.disposals.gone.append((index, event))
            return bytes(leaf)
        hashed = hashlib.sha256(b"\x00" + body).digest()
        if hashed != leaf:
            text = f"Leaf {index}: event {event} has other bytes than its leaf says."
            self.found.add("leaf", text)
        if hashed != stored:
            text = f"Event {event}: its stored hash is not that of its bytes."
            self.found.add("hash", text)
        if not _repeats(body, columns, self.log):
            text = f"Event {event}: its columns do not repeat its body."
            self.found.add("columns", text)
        elif columns[1] == DISPOSED and hashed == leaf:
            self.disposals.order(index, bytes(body))
        return hashed


def _repeats(body: bytes, columns: Sequence[Any], log: str) -> bool:
    """Whether the columns that searches use say the same as what is proven."""
    try:
        content = json.loads(bytes(body))
        actor, get = content["actor"], content.get
        occurred = datetime.fromisoformat(content["occurred_at"])
        said = [occurred, content["type"], log, actor["kind"], actor["id"]]
        said += [get("chart"), get("case"), get("patient")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return said == list(columns) and content["log"] == log


def _compare(frontier: Frontier, roots: set[bytes], found: Findings) -> None:
    wrong = sum(root != frontier.root() for root in roots)
    if wrong:
        text = f"The first {frontier.size} leaves have another root than was signed."
        found.add("root", text)


def _nodes(
    before: int, last: int, filled: list[tuple[int, int, bytes]], found: Findings
) -> None:
    """Stored nodes only spare work, but a wrong one would spoil proofs."""
    with connection.cursor() as cursor:
        cursor.execute(NODES, [before, last])
        rows = [(index, level, bytes(raw)) for index, level, raw in cursor.fetchall()]
    if rows != filled:
        text = f"Between leaves {before + 1} and {last} a stored node is not right."
        found.add("node", text)


def _queue(found: Findings) -> tuple[int, float]:
    for (event,) in _rows(NOWHERE):
        found.add("nowhere", f"Event {event} has no leaf and does not wait for one.")
    for (event,) in _rows(GONE):
        found.add("waiting-gone", f"Event {event} was deleted while it waited.")
    [(waiting, oldest)] = _rows(WAITING)
    if oldest > PATIENCE:
        text = f"{waiting} events wait for a leaf, the oldest for {oldest:.0f} s."
        found.add("late", text)
    return waiting, oldest


def _unsigned(size: int, last: Checkpoint | None, found: Findings) -> int:
    signed = last.size if last else 0
    if size <= signed:
        return 0
    age = next(iter(_rows(UNSIGNED, [signed])), (0.0,))[0]
    if age > PATIENCE:
        text = f"{size - signed} leaves are not signed, the oldest for {age:.0f} s."
        found.add("unsigned", text)
    return size - signed


def _rows(query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
