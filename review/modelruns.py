"""A chart put to a model after knowledge has coded it: when, and what comes of it.

Owns the second run of a chart: whether there is one, how a fault is met, and how long
it rests before the next try. Nothing waits here: a run that has to rest goes back to
the queue. Whatever happens, the knowledge engine's answer stands until a finished run
takes its place. Must not route cases or show anything.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from django.conf import settings

from coding import actions as machine
from coding.codes import NoRelease
from coding.llm import configured
from coding.llm.faults import Fault, Kind
from coding.models import ChartVersion, Run
from review import modelling
from review.actions import models
from review.engines import Coded

log = logging.getLogger(__name__)
#: Seconds before the second, third, … try, unless the server asks for more.
RESTS = (5.0, 30.0, 120.0)
#: As much of a rest as is added by chance, so that charts do not come back together.
JITTER = 0.3
#: What the day or the set-up forbids is not worth another try.
FINAL = frozenset({Kind.CAP_REACHED, Kind.SWITCHED_OFF, Kind.NOT_CONFIGURED})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one try: a finished run to be routed, or seconds to the next."""

    finished: Run | None = None
    again: float | None = None


NOTHING = Attempt()


def queue(version_id: int) -> int | None:
    """The model's run of a version that knowledge has coded; None where none is due."""
    if not modelling.is_model(settings.ENGINE):
        return None
    version = ChartVersion.objects.select_related("chart").get(pk=version_id)
    if not Run.objects.filter(
        version=version, status=Run.Status.DONE, purpose=Run.LIVE
    ).exists():
        return None
    try:
        configured.for_site(version.chart.site)
    except Fault:
        return None
    run = machine.queue(version, engine=settings.ENGINE)
    return run.pk if run.status == Run.Status.QUEUED else None


def attempt(run_id: int) -> Attempt:
    """One try at one run; a message that comes twice finds nothing to take."""
    claimed = machine.claim_run(run_id)
    if claimed is None:
        return NOTHING
    began = perf_counter()
    try:
        coded = _ask(claimed)
    except Fault as fault:
        return _faulted(claimed, fault)
    except NoRelease:
        machine.fail_run(claimed, "release-not-loaded", permanent=True)
        return NOTHING
    except Exception as error:
        # The message of an error could quote the chart; its name cannot.
        log.warning("run %s failed with %s", claimed.id, type(error).__name__)
        machine.fail_run(claimed, type(error).__name__, permanent=True)
        return NOTHING
    took = {"engine": round((perf_counter() - began) * 1_000_000)}
    run = machine.finish_run(claimed, coded.note, release=coded.release, timings=took)
    return Attempt(finished=run)


def _ask(claimed: machine.ClaimedRun) -> Coded:
    endpoint = configured.for_site(claimed.version.chart.site)
    return modelling.code_version(
        claimed.version,
        claimed.engine,
        endpoint,
        first=lambda: models.asked(claimed, endpoint),
        before=lambda: _still_ours(claimed),
    )


def _still_ours(claimed: machine.ClaimedRun) -> None:
    """Before every call: the lease is taken anew, or nothing more is asked."""
    if not machine.renew(claimed):
        raise Fault(Kind.LEASE_LOST)


def _faulted(claimed: machine.ClaimedRun, fault: Fault) -> Attempt:
    """Rests and tries again, or gives up: knowledge's answer stands either way."""
    if fault.kind is Kind.LEASE_LOST:
        return NOTHING
    if not fault.kind.is_passing or fault.kind in FINAL:
        machine.fail_run(claimed, fault.kind.value, permanent=True)
        return NOTHING
    wait = rest(claimed.attempt, fault.wait)
    tries = settings.LLM_TRIES
    put_off = machine.put_off(
        claimed, fault.kind.value, wait=timedelta(seconds=wait), tries=tries
    )
    return NOTHING if put_off is None else Attempt(again=wait)


def rest(attempt: int, asked_for: float | None) -> float:
    """Seconds until the next try: never less than the server asked for."""
    base = RESTS[min(max(1, attempt), len(RESTS)) - 1]
    least = max(base, asked_for or 0.0)
    return least * (1 + random.random() * JITTER)
