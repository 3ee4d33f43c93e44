"""The work of coding as a job: queue, claim, renew, finish, fail.

Owns every move of a ``Run``. The row is the truth and a message only a wake-up: losing
one costs time, having it twice costs nothing. A claim takes a lease by the database's
clock and a new attempt number; a result counts only with the attempt that is current,
so a worker that was paused past its lease can no longer write.

A worker claims, commits, runs the engine outside any transaction, then finishes in one
transaction with the event. Must not run the engine or open cases.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from audit import vault
from audit.actions import SYSTEM, Actor, record
from audit.events import RunFailed, RunRecovered
from coding import codes, trail
from coding.models import ChartVersion, Release, Run, StoredProfile
from coding.models.runs import RunQuerySet
from coding.pipeline import ENGINE
from coding.profile import CONSERVATIVE
from coding.result import to_json
from coding.values import CodedNote

# Longer than a task may take (CELERY_TASK_TIME_LIMIT), so only the dead lose theirs.
LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 5
# A queued run that nobody took for so long has lost its message.
OVERDUE = timedelta(seconds=30)
_BACKOFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))


@dataclass(frozen=True, slots=True)
class ClaimedRun:
    """The right to finish a run, for as long as its attempt is the current one."""

    id: int
    attempt: int
    version: ChartVersion
    engine: str = ENGINE
    profile: str = CONSERVATIVE.name


def queue(
    version: ChartVersion | int,
    *,
    engine: str = "",
    profile: str = "",
    purpose: str = Run.LIVE,
) -> Run:
    """The run of an engine on a version; asked again, the same run.

    Knowledge comes first whatever engine is set: a model's run is another one. Without
    ``profile`` it is the one in force for the chart's site when the run is first asked
    for: a later promotion codes no chart anew.
    """
    key = version if isinstance(version, int) else version.pk
    about: dict[str, Any] = {
        "version_id": key,
        "engine": engine or ENGINE,
        "purpose": purpose,
    }
    if not profile:
        known = Run.objects.filter(**about).order_by("pk").first()
        if known is not None:
            return known
        profile = _in_force(key) if about["engine"] == ENGINE else CONSERVATIVE.name
    run, _ = Run.objects.get_or_create(**about, profile=profile)
    return run


def _in_force(version: int) -> str:
    site = ChartVersion.objects.values_list("chart__site", flat=True).get(pk=version)
    return StoredProfile.in_force(site)[0]


@transaction.atomic
def claim_run(run_id: int) -> ClaimedRun | None:
    """Take a run that is due or abandoned; None where there is nothing to take."""
    run = _locked_if_claimable(run_id)
    if run is None:
        return None
    if run.status == Run.Status.RUNNING and _is_spent(run):
        # It took every worker that tried it down; another would be taken down too.
        _give_up(run, "lease-expired")
        return None
    if run.status == Run.Status.RUNNING:
        record(_recovered(run, "lease-expired"), by=SYSTEM)
    Run.objects.filter(pk=run.pk).update(
        status=Run.Status.RUNNING,
        attempt=F("attempt") + 1,
        lease_until=Now() + LEASE,
        started_at=Now(),
        error="",
    )
    return ClaimedRun(run.pk, run.attempt + 1, run.version, run.engine, run.profile)


def _locked_if_claimable(run_id: int) -> Run | None:
    return (
        Run.objects.claimable()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("version__chart")
        .filter(pk=run_id)
        .first()
    )


def renew(claimed: ClaimedRun) -> bool:
    """Take the lease anew; False where the run has gone to somebody else."""
    updated = _current(claimed).update(lease_until=Now() + LEASE)
    return updated == 1


@transaction.atomic
def ask_anew(claimed: ClaimedRun) -> ClaimedRun | None:
    """Changes the profile of a claimed run to the one in force by now.

    For a run whose own cannot be read. None where that changes nothing, or where the
    claim was no longer the current one.
    """
    run = _held(claimed)
    if run is None or _with_profile_in_force(run).profile == claimed.profile:
        return None
    run.save(update_fields=("profile",))
    return replace(claimed, profile=run.profile)


@transaction.atomic
def finish_run(
    claimed: ClaimedRun,
    coded: CodedNote,
    *,
    release: Release | None = None,
    timings: Mapping[str, int] | None = None,
) -> Run | None:
    """Store a result with its event; None where the claim is no longer the current one.

    ``release`` is the one that the engine coded with; ``timings`` are microseconds.
    """
    release = release or codes.release_named(coded.release)
    done = outcome(coded, release=release, timings=timings)
    updated = _current(claimed).update(**done, finished_at=Now())
    if updated != 1:
        return None
    run = Run.objects.select_related("version__chart").get(pk=claimed.id)
    book = codes.codebook(release)
    looked_up = codes.retrieval_version(release)
    fact = trail.coded(run, coded, release=release, book=book, retrieval=looked_up)
    record(fact, by=SYSTEM)
    return run


def outcome(
    coded: CodedNote, *, release: Release, timings: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The columns of a run that is done, but for when; the result is in the vault."""
    result = vault.put_text(json.dumps(to_json(coded), ensure_ascii=False))
    return {
        "status": Run.Status.DONE,
        "lease_until": None,
        "engine_version": coded.engine_version,
        "release": release,
        "provisional": coded.provisional,
        "approximate": coded.approximate,
        "result_sha256": result,
        "timings": dict(timings or {}),
    }


def put_off(
    claimed: ClaimedRun, reason: str, *, wait: timedelta, tries: int
) -> timedelta | None:
    """Give a run back that asked something outside, to be tried again no sooner.

    ``wait`` is at least how long it rests. After ``tries`` attempts it is given up
    instead; None then, and where the claim was no longer the current one.
    """
    with transaction.atomic():
        run = _held(claimed)
        if run is None:
            return None
        if run.attempt - run.spent >= tries:
            _give_up(run, reason, permanent=True)
            return None
        _wait(run, reason, wait)
    return wait


def fail_run(claimed: ClaimedRun, reason: str, *, permanent: bool = False) -> bool:
    """Give a run back after a failure: later again, or to a person's attention.

    ``reason`` is a fixed word or the name of an exception class, never a message: that
    could quote the chart. ``permanent`` failures are not worth another attempt until
    something is loaded or mended. False where the claim was no longer the current one.
    """
    with transaction.atomic():
        run = _held(claimed)
        if run is None:
            return False
        if permanent or _is_spent(run):
            _give_up(run, reason, permanent=permanent)
        else:
            _try_later(run, reason)
    return True


def stuck_runs() -> list[int]:
    """Runs that a sweep should wake: overdue in the queue, or abandoned."""
    return list(Run.objects.stuck(OVERDUE).values_list("pk", flat=True))


@transaction.atomic
def retry_run(run: Run, *, by: Actor) -> Run | None:
    """Queue a run again that was given up; None where it was not.

    The knowledge engine's is asked with the profile now in force.
    """
    run = _with_profile_in_force(run)
    updated = (
        Run.objects.given_up()
        .filter(pk=run.pk)
        .update(
            status=Run.Status.QUEUED,
            profile=run.profile,
            spent=F("attempt"),
            not_before=Now(),
            error="",
        )
    )
    if updated != 1:
        return None
    run = Run.objects.select_related("version__chart").get(pk=run.pk)
    record(_recovered(run, "asked"), by=by)
    return run


def _with_profile_in_force(run: Run) -> Run:
    """It has said nothing yet, and the profile it was asked with may be the reason."""
    if run.engine == ENGINE and run.purpose == Run.LIVE:
        named = _in_force(run.version_id)
        others = Run.objects.filter(
            version=run.version_id, engine=ENGINE, purpose=Run.LIVE, profile=named
        )
        if not others.exists():
            run.profile = named
    return run


def _current(claimed: ClaimedRun) -> RunQuerySet:
    """The claimed run, as long as nobody took it since."""
    return Run.objects.filter(
        pk=claimed.id, attempt=claimed.attempt, status=Run.Status.RUNNING
    )


def _held(claimed: ClaimedRun) -> Run | None:
    rows = _current(claimed).select_for_update(of=("self",))
    return rows.select_related("version__chart").first()


def _is_spent(run: Run) -> bool:
    return run.attempt - run.spent >= MAX_ATTEMPTS


def _try_later(run: Run, reason: str) -> None:
    tries = min(run.attempt - run.spent, len(_BACKOFF))
    _wait(run, reason, _BACKOFF[tries - 1])


def _wait(run: Run, reason: str, wait: timedelta) -> None:
    Run.objects.filter(pk=run.pk).update(
        status=Run.Status.QUEUED,
        lease_until=None,
        not_before=Now() + wait,
        error=reason,
    )
    record(_failed(run, reason, gave_up=False), by=SYSTEM)


def _give_up(run: Run, reason: str, *, permanent: bool = False) -> None:
    status = Run.Status.FAILED if permanent else Run.Status.NEEDS_ATTENTION
    Run.objects.filter(pk=run.pk).update(status=status, lease_until=None, error=reason)
    record(_failed(run, reason, gave_up=True), by=SYSTEM)


def _failed(run: Run, reason: str, *, gave_up: bool) -> RunFailed:
    return RunFailed(
        chart=str(run.version.chart_id),
        version=run.version.number,
        run=str(run.pk),
        attempt=run.attempt,
        reason=reason,
        gave_up=gave_up,
        engine=None if run.engine == ENGINE else run.engine,
    )


def _recovered(run: Run, reason: str) -> RunRecovered:
    return RunRecovered(
        chart=str(run.version.chart_id),
        version=run.version.number,
        run=str(run.pk),
        attempt=run.attempt,
        reason=reason,
    )
