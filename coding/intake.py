"""The way in: an upload becomes a chart version, or an exception with its reason.

Owns receiving, retrying and dismissing. Must not code or route anything. A refused
upload is kept whole in the vault, because any of it may name a patient; its row holds
the reason and hashes.

Receiving the same chart again is nothing new. The same encounter with other documents
or facts is a new version. Both hold when two receive it at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from audit import vault
from audit.actions import Actor, record
from audit.events import IntakeDismissed, IntakeFailed, IntakeRetried
from coding.acceptance import Problem, Reason, Refusal
from coding.charts import Received, lock, store, who
from coding.models import IntakeException
from coding.uploads import ChartUpload, from_plain, to_plain

# The column counts no further; a refused upload may hold any number of documents.
MOST_COUNTED = 32_767


@dataclass(frozen=True, slots=True)
class Refused:
    """The upload could not become a chart; the exception waits for a person."""

    exception: IntakeException


class NotOpen(ValueError):  # noqa: N818  reads better where it is caught
    """Somebody already retried or dismissed this exception."""


def receive(
    upload: ChartUpload, *, by: Actor, sites: Collection[str] | None = None
) -> Received | Refused:
    """Check an upload and store it, or store why it was refused.

    With ``sites`` it may add to encounters of these sites only.
    """
    try:
        return _stored(upload, by=by, sites=sites)
    except Refusal as refusal:
        return Refused(_keep(upload, refusal.problem, by=by))


def retry(
    exception: IntakeException,
    *,
    by: Actor,
    sites: Collection[str] | None = None,
    **changes: Any,
) -> Received | Refused:
    """Try a refused upload again with some of its facts or documents changed."""
    upload = replace(upload_of(exception), **changes)
    try:
        return _retried(exception, upload, by=by, sites=sites)
    except Refusal as refusal:
        return _still_refused(exception, upload, refusal.problem, by=by)


@transaction.atomic
def dismiss(exception: IntakeException, *, words: str, by: Actor) -> IntakeException:
    """Settle an exception without a chart; ``words`` say why."""
    if not words.strip():
        raise ValueError("Say why this needs no chart.")
    row = _lock_open(exception)
    row.words_sha256 = vault.put_text(words)
    _settle(row, IntakeException.State.DISMISSED, by)
    fact = IntakeDismissed(
        exception=str(row.pk), original=row.original_sha256, words=row.words_sha256
    )
    record(fact, by=by)
    return row


def upload_of(exception: IntakeException) -> ChartUpload:
    """The refused upload, whole; the caller has made sure that it may be seen."""
    return from_plain(json.loads(vault.get(exception.upload_sha256)), fetch=vault.get)


@transaction.atomic
def _stored(
    upload: ChartUpload, *, by: Actor, sites: Collection[str] | None
) -> Received:
    """Stores it, unless that touched an encounter of a site that is not the sender's.

    A file names its own source and number: whoever knows those of another site's
    encounter could otherwise put documents into it.
    """
    received = store(upload, by=by)
    is_new = received.created and received.version.number == 1
    if sites is not None and not is_new and received.chart.site not in sites:
        raise Refusal(
            Problem(
                Reason.OTHER_SITE,
                "This encounter is known at a site where you take no charts in.",
            )
        )
    return received


@transaction.atomic
def _keep(upload: ChartUpload, problem: Problem, *, by: Actor) -> IntakeException:
    """The exception for a refused upload; the same upload again is the same one."""
    upload_sha256 = _kept(upload)
    lock(upload_sha256)
    known = IntakeException.objects.open().filter(upload_sha256=upload_sha256).first()
    if known:
        return known
    row = IntakeException.objects.create(
        # The source may be what it was refused for, and so may the site.
        source=_shown(upload.source),
        site=_shown(upload.site),
        received_by=who(by),
        **_blame(upload, upload_sha256, problem),
    )
    fact = IntakeFailed(
        exception=str(row.pk), original=row.original_sha256, reason=row.reason
    )
    record(fact, by=by)
    return row


def _shown(word: str) -> str:
    return "".join(filter(str.isprintable, word))[:80]


def _kept(upload: ChartUpload) -> str:
    """The vault's name for the whole upload; its documents are there on their own."""
    plain = to_plain(upload, keep=vault.put)
    return vault.put(json.dumps(plain, sort_keys=True).encode())


def _blame(upload: ChartUpload, upload_sha256: str, problem: Problem) -> dict[str, Any]:
    """What a row says of a problem; its original is the document at fault, if any."""
    original = upload_sha256
    if problem.document:
        original = vault.put(upload.documents[problem.document - 1].data)
    return {
        "upload_sha256": upload_sha256,
        "original_sha256": original,
        "documents": min(len(upload.documents), MOST_COUNTED),
        "document": problem.document,
        "reason": problem.reason,
        "detail": problem.detail,
    }


@transaction.atomic
def _retried(
    exception: IntakeException,
    upload: ChartUpload,
    *,
    by: Actor,
    sites: Collection[str] | None,
) -> Received:
    row = _lock_open(exception)
    received = _stored(upload, by=by, sites=sites)
    row.chart = received.chart
    _settle(row, IntakeException.State.RETRIED, by)
    fact = IntakeRetried(
        exception=str(row.pk),
        original=row.original_sha256,
        succeeded=True,
        chart=str(received.chart.pk),
    )
    record(fact, by=by)
    return received


@transaction.atomic
def _still_refused(
    exception: IntakeException, upload: ChartUpload, problem: Problem, *, by: Actor
) -> Refused:
    row = _lock_open(exception)
    upload_sha256 = _kept(upload)
    for name, value in _blame(upload, upload_sha256, problem).items():
        setattr(row, name, value)
    row.save()
    fact = IntakeRetried(
        exception=str(row.pk),
        original=row.original_sha256,
        succeeded=False,
        reason=row.reason,
    )
    record(fact, by=by)
    return Refused(row)


def _lock_open(exception: IntakeException) -> IntakeException:
    row = IntakeException.objects.select_for_update().get(pk=exception.pk)
    if row.state != IntakeException.State.OPEN:
        raise NotOpen("This exception was settled in the meantime.")
    return row


def _settle(row: IntakeException, state: IntakeException.State, by: Actor) -> None:
    row.state = state
    row.settled_at = Now()
    row.settled_by = who(by)
    row.save()
    row.refresh_from_db()
