"""How the log stands right now, in a few words and without hashing it again.

Owns what health and the pages of the trail say of it: whether the database protects
it, whether the sequencer keeps up, what the last verification found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from audit import hardening, reports, sequencer, verification
from audit.checkpoint import Checkpoint, CheckpointError, KeyFileError
from audit.reports import Latest

# The nightly verification may be late by a weekend's restart, not by more.
STALE = timedelta(hours=50)


@dataclass(frozen=True, slots=True)
class Standing:
    """For the trail's page."""

    last: Checkpoint | None
    verified: Latest | None
    waiting: int
    late: bool


def now() -> Standing:
    """What the trail's page says of the log."""
    number, oldest = _queue()
    return Standing(
        last=_last(),
        verified=reports.latest(),
        waiting=number,
        late=oldest > verification.PATIENCE,
    )


def protection() -> str:
    """Whether the database itself protects the log."""
    return hardening.state()


def waiting() -> str:
    """How many events have no leaf yet; a minute is too long."""
    number, oldest = _queue()
    late = ", too long" if oldest > verification.PATIENCE else ""
    return f"{number}, the oldest for {oldest:.0f} s{late}" if number else "none"


def verified() -> str:
    """What the last verification found, and when."""
    latest = reports.latest()
    if latest is None:
        return "never"
    at = f"{latest.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    if not latest.ok:
        return f"FAILED at {at}: {latest.problems} problems"
    late = ", overdue" if datetime.now(UTC) - latest.at > STALE else ""
    return f"ok at {at}{late}"


def _queue() -> tuple[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(verification.WAITING)
        row: tuple[int, float] = cursor.fetchone()
    return row


def _last() -> Checkpoint | None:
    try:
        file = sequencer.checkpoint_file()
        return file.last() if file.exists() else None
    except (KeyFileError, CheckpointError):
        return None
