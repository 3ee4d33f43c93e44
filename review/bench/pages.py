"""Pages as a coder waits for them: over HTTP, from a server of their own.

Owns four latencies. One coder alone reads; twenty at once decide, at the pace of
people: the queue before a server at its limit would say nothing about either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from django.db import connection
from django.urls import reverse

from review.actions import claims
from review.bench import rows
from review.bench.base import Bench, Figure, latency, measure
from review.bench.browser import Browser
from review.models import Case, Decision, Item, User

WARMING = 3
MOST = 2_000
CODERS = 20
# Twenty coders at one decision each in this many seconds make a thousand a minute.
PACE = 1.2
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
    times = _timed(bench, cycle(addresses), reader.get)
    yield "worklist_p95_ms", latency(times, cases=bench.cases)


@measure("case_p95_ms")
def case(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Case after case, none twice while there are others; the first request apart."""
    rows.fill(bench)
    reader = Browser(bench.web.port, rows.coder())
    found = Case.objects.filter(pk__gt=rows.ABOVE).order_by("due_at")[:MOST]
    addresses = [each.get_absolute_url() for each in found]
    first = reader.get(addresses[0])
    times = _timed(bench, cycle(addresses), reader.get)
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
    yield "search_p95_ms", latency(_timed(bench, asked, reader.get))


def _timed(
    bench: Bench, addresses: Iterable[str], ask: Callable[[str], float]
) -> list[float]:
    asked = iter(addresses)
    for address in islice(asked, WARMING):
        ask(address)
    times: list[float] = []
    end = time.perf_counter() + bench.seconds
    while not times or (time.perf_counter() < end and len(times) < MOST):
        times.append(ask(next(asked)))
    return times


@measure("decision_p95_ms")
def decision(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Accepting a code, and the part of the page that comes back."""
    rows.fill(bench)
    coders = [rows.coder() for _ in range(min(CODERS, max(1, bench.cases // 4)))]
    port, before = bench.web.port, Decision.objects.count()
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(coders)) as pool:
        each = pool.map(lambda one: _decide(one, port, bench.seconds), coders)
        times = [seconds for some in each for seconds in some]
    took = time.perf_counter() - begun
    more = {
        "coders": len(coders),
        "per_minute": len(times) / took * 60,
        "lost": len(times) - (Decision.objects.count() - before),
        "cases": bench.cases,
    }
    yield "decision_p95_ms", latency(times, **more)


def _decide(user: User, port: int, seconds: float) -> Sequence[float]:
    """One coder's decisions, one chart after the other."""
    browser = Browser(port, user)
    times: list[float] = []
    end = time.perf_counter() + seconds
    try:
        while not times or time.perf_counter() < end:
            case = claims.claim_next(by=user)
            if case is None:
                break
            for item in case.items.undecided().order_by("position"):
                times.append(_accept(browser, item))
                time.sleep(max(0, min(PACE - times[-1], end - time.perf_counter())))
                if time.perf_counter() > end:
                    break
    finally:
        connection.close()
    return times


def _accept(browser: Browser, item: Item) -> float:
    version = Case.objects.values_list("version", flat=True).get(pk=item.case_id)
    address = reverse("review:accept", args=(item.case_id, item.pk))
    return browser.post(address, version=version)
