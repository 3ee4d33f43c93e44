"""How an action says no: the three answers that are not bugs.

Owns the exceptions that views turn into pages. Every one carries a sentence for the
person; none names a patient or quotes a chart.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


class Refused(Exception):
    """The action may not be done, for the reason given; nothing was changed."""

    status = 403

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Held(Refused):
    """Somebody else holds the chart, until the time given."""

    status = 409

    def __init__(self, by: str, until: datetime) -> None:
        super().__init__(f"{by} holds this chart until {clock(until)}.")
        self.by, self.until = by, until


class StaleCase(Refused):
    """The chart changed since the page was made; ``by`` is None for the system."""

    status = 409

    def __init__(self, reason: str, by: str | None, at: datetime) -> None:
        super().__init__(reason)
        self.by, self.at = by, at


def clock(moment: datetime) -> str:
    """A moment as people here read it: today as a time, otherwise with its date."""
    zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
    local = moment.astimezone(zone)
    today = timezone.now().astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%H:%M} on {local.day} {local:%B %Y}"
