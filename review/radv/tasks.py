"""Finding records and building packages in the background, a slice at a time.

Owns the tasks and nothing they do. A message carries ids only; a slice ends long
before a worker would be stopped, and the next message goes on where it left off.
``wake_stuck`` finds what was lost.
"""

from __future__ import annotations

import logging
from itertools import takewhile
from time import monotonic

from celery import shared_task
from django.db import transaction

from review import wakeups
from review.actions import radv_matching, radv_packages
from review.models import RadvAudit
from review.refusals import Refused

log = logging.getLogger(__name__)
#: Seconds of work for one message; a worker is stopped after a hundred.
SLICE = 40


def wake_matching(audit_id: int) -> None:
    """Once the transaction is committed, has an audit's records sought."""
    transaction.on_commit(lambda: wakeups.send(match_audit, audit_id))


def wake_building(package_id: str) -> None:
    """Once the transaction is committed, has packages built."""
    transaction.on_commit(lambda: wakeups.send(build_packages, package_id))


@shared_task(name="review.radv.tasks.match_audit")
def match_audit(audit_id: int) -> None:
    """Seeks the records of enrollees that wait for it, as long as a slice lasts."""
    audit = RadvAudit.objects.select_related("owner").get(pk=audit_id)
    until = monotonic() + SLICE
    try:
        for enrollee in takewhile(
            lambda _: monotonic() < until, radv_matching.waiting(audit)
        ):
            radv_matching.match(enrollee, by=audit.owner)
    except Refused as refusal:
        radv_matching.stop(audit, refusal.reason)
        return
    except Exception as error:
        # The message of the error could quote a chart.
        log.warning("matching audit %s failed: %s", audit_id, type(error).__name__)
        radv_matching.stop(audit, type(error).__name__)
        return
    if not radv_matching.finish(audit):
        wakeups.send(match_audit, audit_id)


@shared_task(name="review.radv.tasks.build_packages")
def build_packages(package_id: str) -> None:
    """Packs HCCs of one package after the other, as long as a slice lasts."""
    row = radv_packages.claim(package_id)
    if row is None:
        return
    until = monotonic() + SLICE
    try:
        for _ in radv_packages.build_some(row):
            if monotonic() > until:
                break
    except Refused as refusal:
        radv_packages.stop(row, refusal.reason)
        return
    except Exception as error:
        log.warning("building %s failed: %s", package_id, type(error).__name__)
        radv_packages.fail(row, type(error).__name__)
        return
    if not radv_packages.finish(row):
        wakeups.send(build_packages, package_id)


def wake_stuck() -> None:
    """Sends word again of all that nobody works on."""
    for key in radv_packages.stuck().values_list("pk", flat=True):
        wakeups.send(build_packages, str(key))
    for number in radv_matching.stuck().values_list("pk", flat=True):
        wakeups.send(match_audit, number)
