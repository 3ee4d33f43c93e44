"""Seeking the charts of a remittance in the background, a slice at a time.

Owns the task and nothing it does. A message carries an id only; the sweep sends word
again of what was lost.
"""

from __future__ import annotations

from time import monotonic

from celery import shared_task
from django.db import transaction

from review import wakeups
from review.actions import remittances
from review.models import Remittance

#: Seconds of work for one message; a worker is stopped after a hundred.
SLICE = 40


def wake(key: str) -> None:
    """Once the transaction is committed, has charts sought."""
    transaction.on_commit(lambda: _send(key))


def _send(key: str) -> None:
    wakeups.send(seek, key)


@shared_task(name="review.remittance.tasks.seek")
def seek(key: str) -> None:
    """Seeks the charts of claims that wait for one, as long as a slice lasts."""
    row = Remittance.objects.in_search().filter(pk=key).first()
    if row is None:
        return
    until = monotonic() + SLICE
    for _ in remittances.seek_some(row):
        if monotonic() > until:
            _send(key)
            return


def wake_stuck() -> None:
    """Sends word again of all that nobody works on."""
    for key in remittances.stuck().values_list("pk", flat=True):
        _send(str(key))
