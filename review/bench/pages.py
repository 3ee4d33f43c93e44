"""Pages as a coder waits for them: over HTTP, from a server of their own.

Owns four latencies. One coder alone reads; twenty at once decide, at the pace of
people: the queue before a server at its limit would say nothing about either.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from random import Random

from django.db import connection
from django.urls import reverse

from review.actions import decisions
from review.bench import rows
from review.bench.base import (
    MOST,
    Bench,
    Figure,
    latency,
    measure,
    percentile,
    timed,
)
from review.bench.browser import Browser, NoChart
from review.models import Case, Decision, Item, User

CODERS = 20
# Twenty coders at one decision each in this many seconds make a thousand a minute. Each
# is slower and quicker in turn, by dice of their own: in step they would press five at
# a time, as no twenty people do.
PACE = 1.2
QUICKEST, SLOWEST = 0.5 * PACE, 1.5 * PACE
# What a high-risk code is accepted with; no other code minds it.
WORD = "assessed"
# Between one coder's first chart and the next one's: six seconds for all.
APART = 0.3
WORDS = (
    "type 2 diabetes with neuropathy",
    "essential hypertension",
    "low back pain",
    "fracture distal radius right",
    "copd exacerbation",
    "dm2 w/ ckd 3",
    "migrane without aura",
    "E11.65",
    "history of colon cancer",
    "chest pain unspecified",
)


@measure("worklist_p95_ms")
def worklist(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """The first page of the list, whole and narrowed, in turn."""
    rows.fill(bench)
    reader = Browser(bench.web.port, rows.coder())
    queries = ("", "?setting=outpatient", "?reason=low_confidence")
    addresses = [f"{reverse('review:worklist')}{query}" for query in queries]
    times = timed(bench, cycle(addresses), reader.get)
    yield "worklist_p95_ms", latency(times, cases=bench.cases)


@measure("case_p95_ms")
def case(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Case after case, none twice while there are others; the first request apart."""
    rows.fill(bench)
    reader = Browser(bench.web.port, rows.coder())
    found = Case.objects.filter(pk__gt=rows.ABOVE).order_by("due_at")[:MOST]
    addresses = [each.get_absolute_url() for each in found]
    first = reader.get(addresses[0])
    times = timed(bench, cycle(addresses), reader.get)
    memory = bench.web.pss_mb()[:1]
    more = {"first_ms": first * 1000, "web_pss_mb": memory[0] if memory else 0.0}
    yield "case_p95_ms", latency(times, cases=bench.cases, **more)


@measure("search_p95_ms")
def search(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """The code book's search, from key press to list."""
    rows.fill(bench)
    reader = Browser(bench.web.port, rows.coder())
    address = reverse("review:codebook")
    asked = cycle(f"{address}?q={'+'.join(words.split())}" for words in WORDS)
    yield "search_p95_ms", latency(timed(bench, asked, reader.get))


@measure("decision_p95_ms")
def decision(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Accepting a code, and the part of the page that comes back.

    The coders take their charts and open them over HTTP as well, so that a decision
    waits for whatever else twenty people ask of the server meanwhile. They begin one
    after the other; measured is from the moment that all are at work.
    """
    rows.fill(bench)
    coders = [rows.coder() for _ in range(min(CODERS, max(1, bench.cases // 4)))]
    before, spent = Decision.objects.count(), bench.web.cpu_seconds()
    ready = time.perf_counter() + len(coders) * APART
    work = partial(_work, port=bench.web.port, since=ready, end=ready + bench.seconds)
    dice = [Random(n) for n in range(len(coders))]
    with ThreadPoolExecutor(len(coders)) as pool:
        done = list(pool.map(work, coders, _apart(len(coders)), dice))
    took = max(time.perf_counter() - ready, 1e-9)
    times = [seconds for one in done for seconds in one.decided]
    opened = [seconds for one in done for seconds in one.opened]
    pressed = sum(one.pressed for one in done)
    more = {
        "coders": len(coders),
        "per_minute": len(times) / took * 60,
        "lost": pressed - (Decision.objects.count() - before),
        "cases": bench.cases,
        "opened": len(opened),
        # None where all charts were open before everybody was at work.
        **({"opened_p95_ms": percentile(opened, 0.95) * 1000} if opened else {}),
        "web_cpu_ms_per_decision": (bench.web.cpu_seconds() - spent) / pressed * 1000,
    }
    yield "decision_p95_ms", latency(times, **more)


@dataclass(slots=True)
class Work:
    """What one coder waited for once all were at work, in seconds.

    ``pressed`` counts every decision, those before that moment too.
    """

    since: float
    opened: list[float] = field(default_factory=list)
    decided: list[float] = field(default_factory=list)
    pressed: int = 0

    def open(self, browser: Browser) -> int:
        """Takes the next chart and opens it; its number."""
        begun = time.perf_counter()
        address = browser.land(reverse("review:next"))
        browser.get(address)
        if begun >= self.since:
            self.opened.append(time.perf_counter() - begun)
        return int(address.split("/")[2])

    def decide(self, browser: Browser, url: str, version: int) -> None:
        begun = time.perf_counter()
        took = browser.post(url, version=version, support=WORD)
        self.pressed += 1
        if begun >= self.since:
            self.decided.append(took)


def _apart(coders: int) -> list[float]:
    """People do not begin in the same instant: when each does, on the clock."""
    return [time.perf_counter() + n * APART for n in range(coders)]


def _work(
    user: User, due: float, dice: Random, port: int, since: float, end: float
) -> Work:
    """One coder's decisions, one chart after the other, each when it is due."""
    browser, work = Browser(port, user), Work(since)
    try:
        while not work.decided or time.perf_counter() < end:
            time.sleep(max(0.0, due - time.perf_counter()))
            for url, version in decisions_of(work.open(browser)):
                # Who is behind does not hurry: the pace is a person's.
                gap = dice.uniform(QUICKEST, SLOWEST)
                due = max(due + gap, time.perf_counter())
                if due > end and work.decided:
                    return work
                time.sleep(max(0.0, due - time.perf_counter()))
                work.decide(browser, url, version)
    except NoChart:
        return work
    finally:
        connection.close()
    return work


def decisions_of(number: int) -> list[tuple[str, int]]:
    """Where to accept each code that may be, and the version the page then shows."""
    version = Case.objects.values_list("version", flat=True).get(pk=number)
    lines = Item.objects.filter(case=number).undecided().order_by("position")
    urls = [
        reverse("review:accept", args=(number, line.pk))
        for line in lines.select_related("current")
        if not decisions.why_unproved(line)
    ]
    return [(url, version + n) for n, url in enumerate(urls)]
