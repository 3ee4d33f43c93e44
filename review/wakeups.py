"""Sending word to a worker, as far as the broker is there.

Owns what happens without one: nothing that anybody waits for. A message is only a
wake-up, and what is to be done stands in a row that the sweep finds. Must not know
what a task does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
#: For so many seconds nothing is sent to a broker that was found away: one that hangs
#: costs seconds a message, and a file may bring hundreds of charts in one request.
PAUSE = 10.0


@dataclass(slots=True)
class _Broker:
    """What this process last saw of the broker."""

    away_until: float = 0.0


_broker = _Broker()


def send(task: Any, *args: object, **options: object) -> bool:
    """Wakes a worker for a task; False where the sweep will have to find it."""
    if monotonic() < _broker.away_until:
        return False
    try:
        task.apply_async(args, **options)
    except OperationalError:
        _broker.away_until = monotonic() + PAUSE
        log.warning("the broker is away; the sweep will find what is to be done")
        return False
    return True
