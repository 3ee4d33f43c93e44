"""The whole journey of a chart, in the background: code, then route.

Owns the tasks and nothing they do. A message carries ids and only wakes a worker: rows
in PostgreSQL say what is to be done, so losing one costs time and having it twice
costs nothing. ``sweep`` finds what was lost, ends claims that ran out and pursues
queries that nobody answered.
"""

from __future__ import annotations

import gc
import logging
from time import perf_counter

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.db import connections, transaction
from django.db.models.functions import Now

from coding import actions as machine
from coding.codes import NoRelease
from coding.models import Run
from coding.profile import Refused as NoProfile
from review import engines, modelling, modelruns, wakeups, worked
from review.actions import (
    cases,
    claims,
    disposal,
    drift,
    fastlane,
    learning,
    oversight,
    profiles,
    queries,
    reminders,
)
from review.models import DisposalRun, Heartbeat
from review.radv import tasks as radv_tasks
from review.remittance import tasks as remittance_tasks

log = logging.getLogger(__name__)
# A message that waits longer than the broker's visibility is delivered again and again.
LONGEST_COUNTDOWN = 60


def wake(version_id: int) -> None:
    """Once the transaction is committed, sends word to a worker.

    Not ``delay_on_commit``: with the broker away that would fail a request whose chart
    is stored and queued already. The sweep finds what nobody was told of.
    """
    transaction.on_commit(lambda: _send(version_id))


def _send(version_id: int) -> None:
    wakeups.send(process_chart, version_id)


@shared_task(name="review.tasks.process_chart")
def process_chart(version_id: int) -> None:
    """Codes one chart version and routes its case; doing it again changes nothing."""
    run = machine.queue(version_id)
    claimed = machine.claim_run(run.pk)
    if claimed is not None:
        _code(claimed)
    cases.route(run)
    _ask(version_id)


def _ask(version_id: int) -> None:
    """Queues the model's run of a chart that knowledge has coded, where one may be."""
    run_id = modelruns.queue(version_id)
    if run_id is not None:
        send_asking(run_id)


def send_asking(run_id: int, wait: float = 0) -> None:
    """Wakes a worker of the model's queue; a long wait is left to the sweep."""
    if wait > LONGEST_COUNTDOWN:
        return
    wakeups.send(ask_model, run_id, countdown=wait or None, queue=settings.LLM_QUEUE)


@shared_task(
    name="review.tasks.ask_model",
    time_limit=settings.LLM_RUN_SECONDS + 60,
)
def ask_model(run_id: int) -> None:
    """Puts one chart to a model and routes it again; knowledge's answer is there."""
    attempt = modelruns.attempt(run_id)
    if attempt.finished is not None:
        cases.route(attempt.finished)
    if attempt.again is not None:
        send_asking(run_id, attempt.again)


def _code(claimed: machine.ClaimedRun) -> None:
    """Runs the engine outside any transaction; a failure is the run's to remember."""
    began = perf_counter()
    try:
        profile = engines.profile_named(claimed.profile)
        coded = engines.code_version(claimed.version, profile)
        took = {"engine": round((perf_counter() - began) * 1_000_000)}
        machine.finish_run(claimed, coded.note, release=coded.release, timings=took)
    except NoRelease:
        machine.fail_run(claimed, "release-not-loaded", permanent=True)
    except NoProfile:
        _code_without(claimed)
    except Exception as error:
        # Whatever goes wrong on one chart must not take the queue down with it, and
        # the message of the error could quote the chart.
        log.warning("run %s failed with %s", claimed.id, type(error).__name__)
        machine.fail_run(claimed, type(error).__name__)


def _code_without(claimed: machine.ClaimedRun) -> None:
    """Its profile cannot be read: aside with that, and on with what is in force now."""
    profiles.put_aside(claimed.profile)
    anew = machine.ask_anew(claimed)
    if anew is None:
        machine.fail_run(claimed, "profile-not-readable", permanent=True)
    else:
        _code(anew)


# Acknowledged at the start: it takes longer than a message stays invisible, and a job
# whose worker died is found by the sweep.
@shared_task(
    name="review.tasks.learn",
    acks_late=False,
    time_limit=learning.LEASE.total_seconds(),
    soft_time_limit=learning.LEASE.total_seconds() - 60,
)
def learn(job_id: str) -> None:
    """Learns one profile from decisions; coming twice, it finds nothing to take."""
    job = learning.claim(job_id)
    if job is None:
        return
    try:
        learning.finish(job, learning.taught(job))
    except Exception as error:
        log.warning("learning %s failed with %s", job.id, type(error).__name__)
        learning.fail(job)


def send_learning(job_id: str) -> None:
    """Wakes a worker of the learning queue; the sweep finds what nobody was told of."""
    wakeups.send(learn, job_id, queue=settings.LEARN_QUEUE)


@shared_task(name="review.tasks.consider_learning")
def consider_learning() -> None:
    """Asks for a new profile where enough was signed since the last one."""
    for job_id in learning.consider(settings.LEARN_EVERY):
        send_learning(job_id)


@shared_task(name="review.tasks.route_run")
def route_run(run_id: int) -> None:
    """Routes a finished run whose worker ended between coding and routing."""
    cases.route(Run.objects.get(pk=run_id))


@shared_task(name="review.tasks.sweep")
def sweep() -> None:
    """Wakes what was lost, ends claims that ran out, and says that it ran."""
    stuck = Run.objects.filter(pk__in=machine.stuck_runs())
    for run_id, version_id, engine in stuck.values_list("pk", "version_id", "engine"):
        if modelling.is_model(engine):
            send_asking(run_id)
        else:
            _send(version_id)
    for run_id in cases.unrouted():
        wakeups.send(route_run, run_id)
    for job_id in learning.overdue():
        send_learning(job_id)
    expired = claims.expire_leases()
    radv_tasks.wake_stuck()
    for run in disposal.unfinished():
        send_disposal(str(run.pk))
    remittance_tasks.wake_stuck()
    pursued = queries.pursue_overdue()
    closed = fastlane.close_weak()
    fastlane.send_to_review()
    worked.catch_up()
    reminded = reminders.remind()
    told = {
        "woken": stuck.count(),
        "expired": expired,
        "pursued": pursued,
        "closed": closed,
        "reminded": reminded,
    }
    _beat("sweep", told)


# Acknowledged at the start: reading the whole log takes longer than a message stays
# invisible, and the sweep sends word again until nothing is left.
@shared_task(name="review.tasks.dispose", acks_late=False, time_limit=6 * 60 * 60)
def dispose(run_id: str) -> None:
    """Carries an approved disposal out as far as it can be today."""
    run = DisposalRun.objects.unfinished().filter(pk=run_id).first()
    if run is not None:
        disposal.carry_out(run)


def send_disposal(run_id: str) -> None:
    """Wakes a worker for a disposal; the sweep does so again while it is unfinished."""
    wakeups.send(dispose, run_id)


@shared_task(name="review.tasks.examine_access", acks_late=False)
def examine_access() -> None:
    """Looks at who read what on the days that have ended."""
    oversight.examine()


def _beat(name: str, detail: dict[str, int]) -> None:
    Heartbeat.objects.update_or_create(
        name=name, defaults={"beat_at": Now(), "detail": detail}
    )


@worker_init.connect
def load_engine(**_: object) -> None:
    """Before the worker forks: its children share one engine's memory."""
    warm_engine()
    gc.freeze()
    # A connection must not be shared between processes.
    connections.close_all()


def warm_engine() -> None:
    """Reads what is in force, and puts aside the profiles that cannot be read."""
    for name in engines.warm_up():
        profiles.put_aside(name)


@shared_task(name="review.tasks.watch")
def watch() -> None:
    """Looks at the weekly series; what left its baseline becomes a task."""
    drift.watch()
