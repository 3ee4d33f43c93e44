"""What the log costs those who write to it, and how long reading and checking it takes.

Owns these measures. Writing is compared with itself: the same action in the same
database, the log's hashes and waiting list switched off and on again in turn, so that
whatever else the machine does falls on both.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from multiprocessing.synchronize import Event as Signal
from uuid import UUID

import psycopg
from django.db import connection, connections
from django.urls import reverse

from audit import sequencer, tree, verification
from audit.models import Event
from review.actions import claims, decisions
from review.bench import database, history, rows
from review.bench.base import Bench, Figure, latency, measure, timed
from review.bench.browser import Browser
from review.bench.pages import WORD
from review.models import Case, Item, User

WRITERS = 8
PAIRS = 5
#: Seconds between two passes of the sequencer, as beat has it.
PASS = 2.0
#: Of the time that a measure may take, what one run of one side gets.
SHARE = 0.2
WITHOUT = """
ALTER TABLE audit_event DISABLE TRIGGER audit_queue;
ALTER TABLE audit_event ALTER COLUMN leaf_hash DROP EXPRESSION;
ALTER TABLE audit_event ALTER COLUMN leaf_hash DROP NOT NULL;
"""
# A generated column cannot come back in its place; nothing depends on its position.
WITH = r"""
ALTER TABLE audit_event DROP COLUMN leaf_hash;
ALTER TABLE audit_event ADD COLUMN leaf_hash bytea NOT NULL
    GENERATED ALWAYS AS (sha256('\x00'::bytea || body)) STORED;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_queue;
INSERT INTO audit_pending (event_id) SELECT id FROM audit_event event
WHERE NOT EXISTS (SELECT FROM audit_leaf leaf WHERE leaf.event_id = event.id)
AND NOT EXISTS (SELECT FROM audit_pending waits WHERE waits.event_id = event.id);
"""


@measure("log_ratio")
def writing(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Eight coders accept and withdraw; with the log's hashes against without them.

    The sequencer works beside the side that has them. ``bare_ratio`` is the same of
    inserting an event and nothing else. Each is the median of five pairs, of one in
    a bench shorter than a second.
    """
    rows.fill(bench)
    work = [_case_for(rows.coder()) for _ in range(WRITERS)]
    seconds = max(0.1, bench.seconds * SHARE)
    decide = partial(_rate, _decide, work, seconds)
    bare = partial(_rate, _insert, work, seconds)
    times = PAIRS if bench.seconds >= 1 else 1
    pairs = [(_both(decide), _both(bare)) for _ in range(times)]
    whole = [on / off for (off, on), _ in pairs]
    inserts = [on / off for _, (off, on) in pairs]
    more = {
        "writers": WRITERS,
        "with_per_s": statistics.median(on for (_, on), _ in pairs),
        "without_per_s": statistics.median(off for (off, _), _ in pairs),
        "least": min(whole),
        "bare_ratio": statistics.median(inserts),
        "bare_with_per_s": statistics.median(on for _, (_, on) in pairs),
    }
    yield "log_ratio", Figure(statistics.median(whole), "ratio", times, more)


@measure("verify_events_per_s")
def verifying(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """The whole log hashed again and compared, as every night; bodies of a real chart's
    size."""
    history.fill(bench, bench.events)
    begun, spent = time.perf_counter(), time.process_time()
    found = verification.run(sequencer.checkpoint_file(), tree.origin())
    took = time.perf_counter() - begun
    assert found.ok, found.counts
    more = {
        "seconds": took,
        "cpu_s": time.process_time() - spent,
        "seconds_per_million": took / max(found.leaves, 1) * 1e6,
        "bytes_per_event": _mean_size(),
    }
    rate = found.leaves / max(took, 1e-9)
    yield "verify_events_per_s", Figure(rate, "events/s", found.leaves, more)


@measure("timeline_p95_ms", "trail_p95_ms")
def reading(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """One chart's story, and the trail narrowed to a person, a case or a kind."""
    history.fill(bench, bench.events)
    officer, told = Browser(bench.web.port, history.officer()), history.charts()
    many = {"events": Event.objects.count()}
    stories = [reverse("audit:chart", args=[chart]) for chart, _ in told]
    times = timed(bench, cycle(stories), officer.get)
    longest = max(count for _, count in told)
    yield "timeline_p95_ms", latency(times, **many, events_of_chart=longest)
    times = timed(bench, cycle(_questions(told[0][0])), officer.get)
    yield "trail_p95_ms", latency(times, **many)


def _questions(chart: str) -> list[str]:
    """What compliance narrows the trail by."""
    event = Event.objects.for_chart(chart).filter(type="case-finalised")[0]
    person, case = event.actor_id, event.case_id
    asked = (
        "",
        f"?actor={person}",
        f"?actor={person}&type=decision-made",
        f"?actor={person}&since=2026-01-02&until=2026-01-03",
        f"?case={case}",
        f"?chart={chart[:8]}",
        "?type=case-finalised",
        "?since=2026-01-01&until=2026-01-01",
    )
    return [reverse("audit:trail") + each for each in asked]


def _mean_size() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT avg(length(body))::float8 FROM audit_event")
        row: tuple[float] = cursor.fetchone()
    return row[0]


# ---- writers


def _case_for(user: User) -> tuple[UUID, int, UUID]:
    """A claimed case of this coder's and a code in it that may be accepted."""
    while (case := claims.claim_next(by=user)) is not None:
        lines = Item.objects.filter(case=case).undecided().select_related("current")
        for line in lines:
            if not decisions.why_unproved(line):
                return user.pk, case.pk, line.pk
        claims.give_back(case, by=user)
        Case.objects.filter(pk=case.pk).update(priority=-100)
    raise rows.NothingToDecide("Too few cases with a code that may be accepted.")


def _version(case: int) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case)


def _decide(user: User, case: int, item: UUID) -> int:
    """A code accepted, and that withdrawn: two whole actions."""
    line = Item.objects.select_related("current").get(pk=item)
    decisions.accept(line, by=user, version=_version(case), supported=WORD)
    decisions.undo(Case.objects.get(pk=case), by=user, version=_version(case))
    return 2


def _insert(user: User, case: int, item: UUID) -> int:
    """An event like a decision's, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (body) SELECT body FROM audit_event"
            " WHERE chart = (SELECT chart_id FROM review_case WHERE id = %s)"
            " ORDER BY id DESC LIMIT 1",
            [case],
        )
    return 1


Act = Callable[[User, int, UUID], int]


def _rate(act: Act, work: list[tuple[UUID, int, UUID]], seconds: float) -> float:
    """What all writers together do in a second, each a process of its own."""
    connections.close_all()
    forking = multiprocessing.get_context("fork")
    with forking.Pool(len(work)) as pool:
        jobs = [(act, *each, seconds) for each in work]
        done = pool.starmap(_write, jobs)
    return sum(done) / seconds


def _write(act: Act, user_id: UUID, case: int, item: UUID, seconds: float) -> int:
    user = User.objects.get(pk=user_id)
    # Once before the clock runs, so that nobody measures a first connection.
    act(user, case, item)
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        count += act(user, case, item)
    return count


def _both(rate: Callable[[], float]) -> tuple[float, float]:
    """One pair: without the log's hashes, then with them and the sequencer beside."""
    with _without():
        off = rate()
    with _sequencing():
        on = rate()
    return off, on


@contextmanager
def _without() -> Iterator[None]:
    """The log as a plain table; afterwards everything has its hash and its place."""
    connections.close_all()
    with psycopg.connect(database.here(), autocommit=True) as owner:
        owner.execute(WITHOUT)
        try:
            yield
        finally:
            connections.close_all()
            owner.execute(WITH)
    sequencer.run()


@contextmanager
def _sequencing() -> Iterator[None]:
    connections.close_all()
    forking = multiprocessing.get_context("fork")
    stop = forking.Event()
    beside = forking.Process(target=_passes, args=(stop,))
    beside.start()
    try:
        yield
    finally:
        stop.set()
        beside.join()


def _passes(stop: Signal) -> None:
    while not stop.is_set():
        sequencer.run()
        stop.wait(PASS)
    os._exit(0)
