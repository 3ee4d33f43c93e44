"""When something happened that is recorded only now.

Owns a moment that holds for everything done inside it, so that an account of the past
can be given through the ordinary actions. It moves ``occurred_at`` only: when the log
took an event down is for the database's clock alone. It cannot be used to write of the
future. Ids that come of a name are owned here too: a history told twice with one seed
is then the same history. Only a demo's simulated history uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from django.conf import settings

#: Beneath it are the ids of all that a simulated history names.
TOLD = UUID("6f0f5a8e-53a1-5d0c-9c43-0b9f3f5f2a77")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


class NotADemoError(RuntimeError):
    """Somebody tried to tell of the past outside demo mode."""


@contextmanager
def occurring(at: datetime) -> Iterator[None]:
    """Everything done inside happened at ``at``, which is not in the future."""
    if not settings.DEMO:
        raise NotADemoError("Only a demo has a simulated history.")
    if at > datetime.now(UTC):
        raise ValueError("What has not happened yet cannot be recorded.")
    token = _moment.set(at)
    try:
        yield
    finally:
        _moment.reset(token)


def identifier(name: str) -> UUID:
    """A random id; in an account of the past, always the same for the same name."""
    return uuid4() if _moment.get() is None else uuid5(TOLD, name)


def moment(now: datetime) -> datetime:
    """When what is being done happens: ``now``, unless the past is being told."""
    return _moment.get() or now
