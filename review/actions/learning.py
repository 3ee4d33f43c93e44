"""Learning as a job: asked for, taken, ended. The row is the truth.

Owns every move of a ``LearningJob`` and the making of a candidate. A message is only a
wake-up: a job taken by a worker that died is taken again when its lease has run out,
and what comes late of an attempt that is no longer the current one is not stored.
Never puts a profile in force: ``review.actions.profiles`` does, for a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Now

from audit import events, lessons, vault
from audit.actions import SYSTEM, Actor, record
from coding.models import LearningJob, StoredProfile
from coding.profile import Profile, dump, sha256_of
from review import engines, permissions, teaching
from review.actions import guard
from review.models import User
from review.refusals import Refused
from review.states import Verb
from review.teaching import Taught

LEASE = timedelta(hours=1)
#: A job that nobody took for so long has lost its message.
OVERDUE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
OPEN = (LearningJob.Status.QUEUED, LearningJob.Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """The right to end a job, for as long as its attempt is the current one."""

    id: UUID
    attempt: int
    site: str
    until: int


@transaction.atomic
def ask(site: str, *, by: User) -> LearningJob:
    """A new profile from all that was decided up to now; a supervisor asks."""
    permissions.require_at(by, Verb.MANAGE_PROFILES, site)
    return _queue(site, guard.person(by))


def _queue(site: str, by: Actor) -> LearningJob:
    if LearningJob.objects.filter(site=site, status__in=OPEN).exists():
        raise Refused("A profile is being learned there already.")
    try:
        with transaction.atomic():
            job = LearningJob.objects.create(site=site, until=lessons.latest())
    except IntegrityError as error:  # somebody else asked in the same moment
        raise Refused("A profile is being learned there already.") from error
    fact = events.LearningAsked(job=str(job.pk), site=site, until=job.until)
    record(fact, by=by)
    return job


@transaction.atomic
def consider(every: int) -> list[str]:
    """Asks for all sites together once ``every`` more charts were signed; 0 never."""
    if not every:
        return []
    last = LearningJob.objects.filter(site="").aggregate(until=Max("until"))["until"]
    signed = lessons.signatures_between(last or 0, lessons.latest())
    open_jobs = LearningJob.objects.filter(site="", status__in=OPEN)
    if signed < every or open_jobs.exists():
        return []
    return [str(_queue("", SYSTEM).pk)]


def overdue() -> list[str]:
    """Jobs that a sweep should wake: never taken, or left by a worker that died."""
    lost = Q(status=LearningJob.Status.QUEUED, asked_at__lt=Now() - OVERDUE)
    left = Q(status=LearningJob.Status.RUNNING, lease_until__lt=Now())
    found = LearningJob.objects.filter(lost | left)
    return [str(key) for key in found.values_list("pk", flat=True)]


@transaction.atomic
def claim(job_id: str) -> Job | None:
    """Takes a job that waits or was left; None where there is nothing to take."""
    waits = Q(status=LearningJob.Status.QUEUED)
    left = Q(status=LearningJob.Status.RUNNING, lease_until__lt=Now())
    job = (
        LearningJob.objects.filter(waits | left, pk=job_id)
        .select_for_update(skip_locked=True)
        .first()
    )
    if job is None:
        return None
    if job.attempt >= MOST_ATTEMPTS:
        _end(job, "failed", job.charts)
        return None
    LearningJob.objects.filter(pk=job.pk).update(
        status=LearningJob.Status.RUNNING,
        attempt=F("attempt") + 1,
        lease_until=Now() + LEASE,
    )
    return Job(job.pk, job.attempt + 1, job.site, job.until)


def taught(job: Job) -> Taught:
    """The work itself, outside any transaction."""
    against = engines.profile_of(job.site)
    return teaching.teach(job.until, site=job.site, against=against)


@transaction.atomic
def finish(job: Job, taught: Taught) -> StoredProfile | None:
    """Stores what came of a job; None where nothing did, or the job was lost."""
    row = _current(job)
    if row is None:
        return None
    if taught.profile is None or taught.replay is None:
        _end(row, taught.reason, taught.charts)
        return None
    stored = _store(job, taught, taught.profile)
    LearningJob.objects.filter(pk=row.pk).update(
        status=LearningJob.Status.DONE,
        outcome="candidate",
        charts=taught.charts,
        profile=stored,
        ended_at=Now(),
        lease_until=None,
    )
    return stored


def _store(job: Job, taught: Taught, profile: Profile) -> StoredProfile:
    """The candidate with its replay, and the event of it."""
    last = StoredProfile.objects.filter(site=job.site).aggregate(last=Max("number"))
    number = (last["last"] or 0) + 1
    replay = vault.put_text(json.dumps(taught.replay, sort_keys=True))
    against = engines.profile_of(job.site).name
    stored = StoredProfile.objects.create(
        site=job.site,
        number=number,
        name=profile.name,
        sha256=sha256_of(profile),
        data=dump(profile),
        charts=taught.charts,
        held_out=taught.held_out,
        until=job.until,
        against=against,
        replay_sha256=replay,
    )
    fact = events.ProfileFitted(
        job=str(job.id),
        profile=stored.name,
        sha256=stored.sha256,
        number=number,
        charts=stored.charts,
        held_out=stored.held_out,
        until=stored.until,
        replay=replay,
        against=against,
        site=job.site,
    )
    record(fact, by=SYSTEM)
    return stored


@transaction.atomic
def fail(job: Job) -> None:
    """Gives a job back after a failure; ended when it was tried often enough."""
    row = _current(job)
    if row is None:
        return
    if row.attempt >= MOST_ATTEMPTS:
        _end(row, "failed", row.charts)
        return
    LearningJob.objects.filter(pk=row.pk).update(
        status=LearningJob.Status.QUEUED, lease_until=None
    )


def _current(job: Job) -> LearningJob | None:
    return (
        LearningJob.objects.select_for_update()
        .filter(pk=job.id, attempt=job.attempt, status=LearningJob.Status.RUNNING)
        .first()
    )


def _end(job: LearningJob, reason: str, charts: int) -> None:
    LearningJob.objects.filter(pk=job.pk).update(
        status=LearningJob.Status.ENDED,
        outcome=reason,
        charts=charts,
        ended_at=Now(),
        lease_until=None,
    )
    fact = events.LearningEnded(
        job=str(job.pk), reason=reason, charts=charts, site=job.site
    )
    record(fact, by=SYSTEM)
