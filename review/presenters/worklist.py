"""A case as one row of the worklist.

Owns the wording of the row. Works on columns of the case only, so that a page of rows
costs no further query.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from review.models import Case
from review.models.cases import WAITING
from review.presenters.page import Chip
from review.states import State


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """What one line of the worklist says."""

    number: int
    url: str
    patient: str
    setting: str
    specialty: str
    seen: str
    reasons: tuple[Chip, ...]
    codes: int
    undecided: int
    confidence: str | None
    due: str
    late: bool
    holder: str
    mine: bool
    state: str


def worklist_rows(cases: Iterable[Case], user: Any) -> tuple[WorklistRow, ...]:
    """Rows in the order given."""
    return tuple(_row(case, user) for case in cases)


def _row(case: Case, user: Any) -> WorklistRow:
    due, late = due_words(case.due_at, timezone.now())
    return WorklistRow(
        number=case.pk,
        url=case.get_absolute_url(),
        patient=patient_words(case.sex, case.age),
        setting=case.setting,
        specialty=case.specialty,
        seen=seen_words(case.service_from, case.service_date),
        reasons=chips(case),
        codes=case.code_count,
        undecided=case.undecided_count,
        confidence=decimals(case.lowest_confidence),
        due="" if case.state == State.FINALISED else due,
        late=late and case.state != State.FINALISED,
        holder=holder_words(case, user),
        mine=case.is_held_by(user),
        state=case.state,
    )


def chips(case: Case) -> tuple[Chip, ...]:
    """Why the case is here, as coders may read it."""
    return tuple(
        Chip(text, tone, kind)
        for text, tone, kind in dict.fromkeys(
            (reason["text"], reason["tone"], reason["kind"]) for reason in case.reasons
        )
    )


def holder_words(case: Case, user: Any) -> str:
    """Whose it is: "you" for the reader."""
    if case.is_held_by(user):
        return "you"
    if case.is_reserved and case.claimed_by is not None:
        whose = "you" if case.is_reserved_for(user) else case.claimed_by.label
        return f"reserved for {whose}"
    if case.claimed_by is not None:
        return case.claimed_by.label
    if case.assigned_to is not None and case.state in WAITING:
        whose = "you" if case.assigned_to_id == user.pk else case.assigned_to.label
        return f"for {whose}"
    return State(case.state).label if case.state != State.OPEN else ""


def patient_words(sex: str, age: int | None) -> str:
    """As much of a patient as a worklist shows: sex and age."""
    return " ".join(part for part in (sex, "" if age is None else str(age)) if part)


def seen_words(start: date | None, end: date) -> str:
    """Dates of service, as short as they can be read."""
    if start is None or start == end:
        return day_words(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_words(end)}"
    return f"{day_words(start)} – {day_words(end)}"


def day_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def due_words(due: datetime, now: datetime) -> tuple[str, bool]:
    """When it is due, and whether that has passed."""
    if due < now:
        return f"{_length(now - due)} late", True
    zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
    days = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days < 2:
        return ("today", "tomorrow")[days], False
    return f"{due.astimezone(zone).day} {due.astimezone(zone):%b}", False


def _length(span: timedelta) -> str:
    if span.days:
        return f"{span.days} d"
    hours = span.seconds // 3600
    return f"{hours} h" if hours else "just"


def decimals(ten_thousandths: int | None) -> str | None:
    """A confidence as people read it: 0.74."""
    return None if ten_thousandths is None else f"{ten_thousandths / 10_000:.2f}"
