"""What beat does for the log: take events into the tree, check it, count it.

Owns the tasks and nothing they do.
"""

from __future__ import annotations

import logging
from functools import cache

from celery import shared_task

from audit import reports, sequencer, tree
from audit.figures import project

log = logging.getLogger(__name__)
REFUSALS = (
    sequencer.DisagreementError,
    sequencer.CheckpointError,
    sequencer.KeyFileError,
    tree.BrokenTreeError,
)


@shared_task(name="audit.tasks.sequence")
def sequence() -> None:
    """Takes in what waits; health and the nightly check see when it cannot."""
    try:
        sequencer.run()
    except sequencer.NotAloneError:
        log.debug("another sequencer is at work")
    except REFUSALS as error:
        _say(str(error))


# Acknowledged at the start: it may take longer than a message stays invisible.
@shared_task(name="audit.tasks.verify", acks_late=False, time_limit=6 * 60 * 60)
def verify() -> None:
    """Hashes the whole log again, keeps the report, and tells the trail."""
    reports.verify()


@shared_task(name="audit.tasks.count")
def count() -> None:
    """Brings the tables of figures up to date; the next beat takes what is left."""
    project.advance()


@cache
def _say(problem: str) -> None:
    """Once in the life of a process, not every two seconds."""
    log.error("the log is not being signed: %s", problem)
