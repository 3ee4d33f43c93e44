"""What a measure is: a function that yields figures, registered by their names.

Owns the registry, the figures and what every measure is given. Must not measure.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from coding.uploads import ChartUpload

if TYPE_CHECKING:
    from review.bench.servers import Web, Worker


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; ``more`` stands beside it in the output."""

    value: float
    unit: str
    n: int
    more: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        shown = {"value": round(self.value, 3), "unit": self.unit, "n": self.n}
        rounded = {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in self.more.items()
        }
        return {**shown, **rounded}


@dataclass(slots=True)
class Bench:
    """What a measure may use: charts, how long it may take, servers once started."""

    charts: Sequence[ChartUpload]
    day: date
    cases: int
    seconds: float
    stack: ExitStack
    events: int = 20_000
    _web: Web | None = None
    _worker: Worker | None = None

    @property
    def web(self) -> Web:
        """The web server, started by whoever asks first."""
        from review.bench.servers import Web

        if self._web is None:
            self._web = self.stack.enter_context(Web())
        return self._web

    @property
    def worker(self) -> Worker:
        """The worker, started by whoever asks first."""
        from review.bench.servers import Worker

        if self._worker is None:
            self._worker = self.stack.enter_context(Worker())
        return self._worker


Measuring = Callable[[Bench], Iterator[tuple[str, Figure]]]
MEASURES: dict[str, Measuring] = {}
# Keeps the charts of several measures apart.
serial = count(1)


def measure(*names: str) -> Callable[[Measuring], Measuring]:
    """Registers a function under the names of all figures that it yields."""

    def register(function: Measuring) -> Measuring:
        MEASURES.update(dict.fromkeys(names, function))
        return function

    return register


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least ``part`` of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * part) - 1)]


def latency(seconds: Sequence[float], **more: Any) -> Figure:
    """A p95 in milliseconds, with the median and the worst beside it."""
    p50, p95 = (percentile(seconds, part) * 1000 for part in (0.5, 0.95))
    worst = max(seconds) * 1000
    return Figure(p95, "ms", len(seconds), {"p50_ms": p50, "worst_ms": worst, **more})


WARMING = 3
MOST = 2_000


def timed(
    bench: Bench, addresses: Iterable[str], ask: Callable[[str], float]
) -> list[float]:
    """Seconds that each page took, one after the other, as long as a measure may."""
    asked = iter(addresses)
    for address in islice(asked, WARMING):
        ask(address)
    times: list[float] = []
    end = time.perf_counter() + bench.seconds
    while not times or (time.perf_counter() < end and len(times) < MOST):
        times.append(ask(next(asked)))
    return times


def cores() -> int:
    return os.cpu_count() or 1
