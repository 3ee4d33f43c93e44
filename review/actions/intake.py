"""The way from an upload to a worker: receive, then queue, in one transaction.

Owns who may add charts, and that nothing is received without being queued. What makes
an upload acceptable is ``coding.intake``'s to say; a refused one waits there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction

from audit import events
from audit.actions import SYSTEM, Actor, record
from coding import actions as machine
from coding import charts, intake
from coding.acceptance import Refusal
from coding.charts import Received
from coding.models import ChartVersion, IntakeException, Run
from coding.uploads import ChartUpload, DocumentUpload
from review import breakdown, permissions
from review.actions import guard
from review.models import User
from review.refusals import Refused
from review.states import Verb

Answer = Received | intake.Refused
A = TypeVar("A", Received, Answer)


@transaction.atomic
def receive(upload: ChartUpload, *, by: User | None) -> Answer:
    """Stores a chart and queues its coding; ``by`` None is a command of the house."""
    return _queued(intake.receive(upload, by=_actor(by), sites=_sites(by)))


@transaction.atomic
def retry(exception: IntakeException, *, by: User, **changes: Any) -> Answer:
    """Tries a refused upload again, with facts or documents changed."""
    try:
        again = intake.retry(exception, by=_actor(by), sites=_sites(by), **changes)
        return _queued(again)
    except intake.NotOpen as settled:
        raise Refused(str(settled)) from settled


@transaction.atomic
def dismiss(exception: IntakeException, *, words: str, by: User) -> IntakeException:
    """Settles a refused upload without a chart, saying why."""
    actor = _actor(by)
    if not words.strip():
        raise Refused("Say in a few words why this needs no chart.")
    try:
        return intake.dismiss(exception, words=words, by=actor)
    except intake.NotOpen as settled:
        raise Refused(str(settled)) from settled


@transaction.atomic
def viewed(exception: IntakeException, *, by: User, page: str) -> None:
    """Tells the trail that somebody saw what a refused upload holds."""
    fact = events.IntakeExceptionViewed(
        exception=str(exception.pk), original=exception.original_sha256, page=page
    )
    record(fact, by=_actor(by))


@transaction.atomic
def code_again(run: Run, *, by: User) -> bool:
    """Queues a coding that was given up; False where somebody did so before."""
    from review.tasks import wake

    again = machine.retry_run(run, by=_actor(by))
    if again is not None:
        wake(again.version_id)
    return again is not None


@transaction.atomic
def add_document(
    version: ChartVersion, document: DocumentUpload, *, by: User
) -> ChartVersion:
    """A new version of a chart with one document more, queued for coding.

    Who may do so is for the caller to ask; what is unacceptable is refused with the
    reason and leaves nothing behind.
    """
    upload = charts.as_upload(version)
    upload = replace(upload, documents=(*upload.documents, document))
    try:
        received = charts.store(upload, by=guard.person(by))
    except Refusal as refusal:
        raise Refused(refusal.problem.detail) from refusal
    if not received.created:
        raise Refused("This text is in the chart already.")
    return _queued(received).version


def _actor(by: User | None) -> Actor:
    if by is None:
        return SYSTEM
    permissions.require(by, Verb.INTAKE)
    return guard.person(by)


def _sites(by: User | None) -> tuple[str, ...] | None:
    return None if by is None else breakdown.sites_for(by, Verb.INTAKE)


def _queued(answer: A) -> A:
    from review.tasks import wake

    if isinstance(answer, Received) and answer.created:
        machine.queue(answer.version)
        wake(answer.version.pk)
    return answer
