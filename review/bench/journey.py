"""A chart's whole way, from intake to a routed case, through a worker of its own.

Owns the pace of that, and what the worker's processes need: memory and time to start.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle, islice

from coding.models import Run
from review.bench import rows
from review.bench.base import Bench, Figure, measure
from review.models import Case

PATIENCE = 300
LOOK = 0.1


class Standstill(Exception):  # noqa: N818  reads better where it is caught
    """The worker did not get through; what is left says how far it came."""


@measure("worker_start_s")
def start(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """From nothing to a worker that takes charts; its engine was compiled before."""
    worker = bench.worker
    more = {"cpu_s": worker.started_cpu, "processes": len(worker.family())}
    yield "worker_start_s", Figure(worker.started_in, "s", 1, more)


@measure("ingest_charts_per_s", "worker_pss_mb")
def ingest(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Received one after the other here, coded and routed there meanwhile."""
    worker = bench.worker
    _through(rows.receive(bench.charts[:2]))
    wanted = max(2, min(bench.cases // 4, round(bench.seconds * 20)))
    uploads = list(islice(cycle(bench.charts), wanted))
    spent, here = worker.cpu_seconds(), time.process_time()
    begun = time.perf_counter()
    versions = rows.receive(uploads)
    received = time.perf_counter() - begun
    here = time.process_time() - here
    _through(versions)
    took = time.perf_counter() - begun
    more = {
        "received_per_s": wanted / received,
        "intake_cpu_ms_per_chart": here / wanted * 1000,
        "worker_cpu_ms_per_chart": (worker.cpu_seconds() - spent) / wanted * 1000,
    }
    yield "ingest_charts_per_s", Figure(wanted / took, "charts/s", wanted, more)
    memory = worker.pss_mb()
    largest = {"processes": len(memory), "sum_mb": sum(memory)}
    yield "worker_pss_mb", Figure(memory[0], "MB", wanted, largest)


def _through(versions: list[int]) -> None:
    """Waits until every chart is routed."""
    end = time.perf_counter() + PATIENCE
    routed = Case.objects.filter(run__version__in=versions)
    while (done := routed.count()) < len(versions):
        if time.perf_counter() > end:
            given_up = Run.objects.filter(
                version__in=versions, status=Run.Status.FAILED
            )
            left = f"{done} of {len(versions)} routed, {given_up.count()} failed"
            raise Standstill(left)
        time.sleep(LOOK)
