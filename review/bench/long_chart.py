"""One chart of two hundred pages: coding it, opening it, deciding in it.

Owns making such a chart of the bench's own charts, and what it costs. The engine codes
it once in this process; pages and decisions are asked for over HTTP by one coder alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

from audit.actions import SYSTEM
from coding import intake
from coding.charts import Received
from coding.uploads import ChartUpload, DocumentUpload
from review import tasks
from review.actions import claims
from review.bench import rows
from review.bench.base import Bench, Figure, latency, measure
from review.bench.browser import Browser
from review.bench.pages import WORD, decisions_of
from review.models import Case, Item

PAGES, CHARACTERS_A_PAGE, DOCUMENTS = 200, 3_000, 25
# A small bench, as tests make one, has a shorter chart: one page for so many cases.
CASES_A_PAGE = 10
# One patient has some forty conditions, said again and again, not those of a clinic.
KINDS = 8
NAMES = ("Progress note", "Consultation", "Discharge summary", "Nursing note")


@measure(
    "long_chart_code_s",
    "long_chart_page_p95_ms",
    "long_chart_switch_p95_ms",
    "long_chart_decision_p95_ms",
)
def long_chart(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Opened whole, opened at one code's proof after another's, and decided in."""
    pages = min(PAGES, max(1, bench.cases // CASES_A_PAGE))
    upload = made_of(bench.charts, pages * CHARACTERS_A_PAGE)
    coder = rows.coder()
    size = sum(len(document.data) for document in upload.documents)
    case, took, spent = _coded(upload)
    more = {"characters": size, "documents": DOCUMENTS, "codes": case.items.count()}
    yield "long_chart_code_s", Figure(took, "s", 1, {"cpu_s": spent, **more})
    claims.claim(case, by=coder)
    reader = Browser(bench.web.port, coder)
    first = reader.get(case.get_absolute_url())
    whole = _opened(bench, reader, [case.get_absolute_url()])
    yield "long_chart_page_p95_ms", latency(whole, first_ms=first * 1000, **more)
    switched = _opened(bench, reader, _at_each_code(case))
    yield "long_chart_switch_p95_ms", latency(switched, **more)
    decided = _decided(reader, case)
    yield "long_chart_decision_p95_ms", latency(decided, **more)


def made_of(charts: Sequence[ChartUpload], characters: int) -> ChartUpload:
    """One outpatient chart of many dated documents, each made of whole notes."""
    same = [chart for chart in charts if chart.setting == "outpatient"][:KINDS]
    first, notes = same[0], cycle([d.data for chart in same for d in chart.documents])
    assert first.service_date is not None
    documents = tuple(
        DocumentUpload(
            # No two alike: a document is named by what it says.
            f"Document {n + 1} of {DOCUMENTS}\n\n".encode()
            + _notes(notes, characters // DOCUMENTS),
            name=f"{NAMES[n % len(NAMES)]} {n + 1}",
            date=first.service_date - timedelta(days=DOCUMENTS - 1 - n),
        )
        for n in range(DOCUMENTS)
    )
    return replace(first, documents=documents, billed=())


def _notes(notes: Iterator[bytes], least: int) -> bytes:
    """Whole notes until there is enough."""
    taken = b""
    while len(taken) < least:
        taken += next(notes) + b"\n\n"
    return taken


def _coded(upload: ChartUpload) -> tuple[Case, float, float]:
    """Taken in, coded and routed here: the case, seconds, and seconds of processor."""
    # Past the action that wakes a worker: whoever codes it, it must be this process.
    answer = intake.receive(rows.numbered(upload), by=SYSTEM)
    assert isinstance(answer, Received), answer.exception.detail
    version = answer.version.pk
    began, cpu = time.perf_counter(), time.process_time()
    tasks.process_chart(version)
    took, spent = time.perf_counter() - began, time.process_time() - cpu
    return Case.objects.get(run__version=version), took, spent


def _at_each_code(case: Case) -> list[str]:
    address = case.get_absolute_url()
    lines = Item.objects.filter(case=case).order_by("position")
    return [f"{address}?item={line.pk}" for line in lines]


def _opened(bench: Bench, reader: Browser, addresses: Sequence[str]) -> list[float]:
    reader.get(addresses[0])
    times: list[float] = []
    end = time.perf_counter() + bench.seconds
    for address in cycle(addresses):
        times.append(reader.get(address))
        if time.perf_counter() > end:
            return times
    return times


def _decided(reader: Browser, case: Case) -> list[float]:
    """Every code that may be, accepted once."""
    return [
        reader.post(url, version=version, support=WORD)
        for url, version in decisions_of(case.pk)
    ]
