"""Whose a chart is, and for how long, in the words of its page.

Owns these words. To whom a chart is reserved it is one that waits to be taken; the page
that is sent ahead shows it as it will be once it is opened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from review.actions.guard import LEASE
from review.models import Case
from review.refusals import clock
from review.states import State


def as_opened(case: Case, user: Any) -> None:
    """Makes a reserved case, as it was read, what it will be in its holder's hands."""
    if case.is_reserved_for(user):
        case.is_reserved, case.lease_until = False, timezone.now() + LEASE


def state(case: Case, user: Any) -> str:
    """Where the case stands for this person."""
    return State.OPEN.value if case.is_reserved_for(user) else case.state


def words(case: Case, user: Any, now: datetime) -> str:
    """Who has the chart, and for how long."""
    if case.claimed_by is None or case.lease_until is None:
        return ""
    until, who = clock(case.lease_until), case.claimed_by.label
    if case.is_reserved:
        whose = "you" if case.is_reserved_for(user) else who
        return f"reserved for {whose} until {until}"
    if not case.is_held_by(user):
        return f"with {who} until {until}"
    minutes = seconds(case, now) // 60
    return f"yours for {minutes} min" if minutes > 0 else "your claim has run out"


def seconds(case: Case, now: datetime) -> int:
    """How long the claim lasts still."""
    until = case.lease_until
    return max(0, int((until - now).total_seconds())) if until else 0
