"""Reminding people of what their credentials want, and recording education units.

Owns the rows of both. A reminder is made once for each matter and distance, however
often the sweep asks.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit import events
from audit.actions import SYSTEM, record
from review import credentialing, permissions
from review.actions import guard, parts, reasons
from review.credentialing import CYCLE, Held, Matter
from review.models import (
    ContinuingEducation,
    Credential,
    CredentialStatus,
    CredentialType,
    Reminder,
    User,
)
from review.refusals import Refused
from review.states import Verb


def due(today: date) -> list[tuple[Credential, Matter]]:
    """Everything that wants attention, the most urgent first; three queries."""
    rows = list(
        Credential.objects.filter(
            status=CredentialStatus.ACTIVE,
            expires_on__gte=today,
            user__is_active=True,
        ).select_related("user")
    )
    earned = _earned(rows)
    bodies = Counter((row.user_id, CredentialType(row.type).body) for row in rows)
    found = [
        (row, matter)
        for row in rows
        for matter in credentialing.matters(_held(row, earned, bodies), today)
    ]
    return sorted(found, key=lambda pair: (pair[1].due_on, pair[0].pk))


def _earned(rows: list[Credential]) -> dict[int, int]:
    """Tenths of units in the running cycle of each credential."""
    by_key = {row.pk: row for row in rows}
    total: Counter[int] = Counter()
    units = ContinuingEducation.objects.filter(credential__in=rows)
    for key, day, tenths in units.values_list("credential", "earned_on", "tenths"):
        ends = by_key[key].expires_on
        if ends - CYCLE < day <= ends:
            total[key] += tenths
    return dict(total)


def _held(
    row: Credential, earned: dict[int, int], bodies: Counter[tuple[UUID, str]]
) -> Held:
    body = CredentialType(row.type).body
    return Held(
        type=row.type,
        body=body,
        expires_on=row.expires_on,
        dues_paid_through=row.dues_paid_through,
        earned=earned.get(row.pk, 0),
        others=bodies[row.user_id, body] - 1,
    )


def remind(today: date | None = None) -> int:
    """Makes the reminders that are due and were not made yet; how many."""
    found = due(today or timezone.now().date())
    made = set(
        Reminder.objects.filter(
            credential__in={row.pk for row, _ in found}
        ).values_list("credential", "about", "due_on", "days")
    )
    new = [
        (row, matter)
        for row, matter in found
        if (row.pk, matter.about, matter.due_on, matter.days) not in made
    ]
    for row, matter in new:
        _remind(row, matter)
    return len(new)


@transaction.atomic
def _remind(row: Credential, matter: Matter) -> None:
    _, created = Reminder.objects.get_or_create(
        credential=row, about=matter.about, due_on=matter.due_on, days=matter.days
    )
    if not created:
        return
    fact = events.CredentialReminded(
        person=str(row.user_id),
        record=str(row.pk),
        credential=parts.credential(row.snapshot()),
        about=matter.about,
        due=matter.due_on.isoformat(),
        days=matter.days,
    )
    record(fact, by=SYSTEM)


@transaction.atomic
def record_units(
    credential: Credential, *, earned_on: date, units: float, words: str, by: User
) -> ContinuingEducation:
    """Enters education units earned for a credential; ``words`` say what it was."""
    permissions.require(by, Verb.MANAGE_PEOPLE)
    tenths = round(units * 10)
    if not 1 <= tenths <= 1_000:
        raise Refused("Units are between 0.1 and 100.")
    if not words.strip():
        raise Refused("Say in a few words what the units were earned with.")
    if earned_on > timezone.now().date():
        raise Refused("Units cannot be earned in the future.")
    row = ContinuingEducation.objects.create(
        credential=credential,
        earned_on=earned_on,
        tenths=tenths,
        words_sha256=reasons.keep(words),
        recorded_by=by,
    )
    fact = events.ContinuingEducationRecorded(
        person=str(credential.user_id),
        record=str(credential.pk),
        earned_on=earned_on.isoformat(),
        units=tenths,
        words=row.words_sha256,
    )
    record(fact, by=guard.person(by))
    return row
