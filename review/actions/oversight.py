"""Examining who read what: the day's concerns, and what compliance makes of each.

Owns the writing of concerns and reviews, one event each. A day is examined once, after
it has ended; names are compared where they lie and never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit import access, events, identity
from audit.access import Noticed, Reading
from audit.actions import SYSTEM, record
from audit.facts import ActorKind
from audit.models import Event
from review.actions import guard, reasons
from review.models import AccessConcern, AccessDay, User
from review.permissions import require
from review.refusals import Refused
from review.states import Verb

#: What counts as work on a chart: more than looking.
WORK = (
    "case-claimed",
    "decision-made",
    "finding-settled",
    "case-finalised",
    "chart-received",
    "query-drafted",
    "over-read-started",
    "over-read-adjudicated",
)
#: Work this long before or after a day explains its reading.
AROUND = timedelta(days=30)
#: How far back a new installation, or one that was off, catches up.
FURTHEST = 14


def examine(now: datetime | None = None) -> int:
    """Looks at every day that has ended and was not looked at; how many days."""
    today = (now or timezone.now()).astimezone(_zone()).date()
    days = [today - timedelta(days=back) for back in range(FURTHEST, 0, -1)]
    known = set(AccessDay.objects.filter(day__in=days).values_list("day", flat=True))
    return sum(examine_day(day) for day in days if day not in known)


@transaction.atomic
def examine_day(day: date) -> bool:
    """Notices what is unusual on one day; once, whoever asks at the same time."""
    _, is_new = AccessDay.objects.get_or_create(day=day)
    if not is_new:
        return False
    readings = list(_readings(day))
    worked = _worked({each.person for each in readings}, day)
    for found in access.notice(readings, worked, _comparer(readings)):
        _keep(found, day)
    return True


def _keep(found: Noticed, day: date) -> None:
    AccessConcern.objects.create(
        concern=found.concern,
        person_id=found.person,
        day=day,
        patient=found.patient or None,
        events=list(found.events),
        charts=found.charts,
    )
    fact = events.AccessNoticed(
        concern=found.concern,
        person=found.person,
        day=day.isoformat(),
        charts=found.charts,
        reads=len(found.events),
        patient=found.patient or None,
    )
    record(fact, by=SYSTEM)


def _readings(day: date) -> Iterator[Reading]:
    zone = _zone()
    start = datetime.combine(day, time(), zone)
    rows = (
        Event.objects.of_types(access.READS)
        .between(start, start + timedelta(days=1))
        .filter(actor_kind=ActorKind.PERSON, chart__isnull=False)
        .order_by("id")
        .values_list("id", "occurred_at", "actor_id", "patient", "chart")
    )
    for event, at, person, patient, chart in rows.iterator():
        of = str(patient) if patient else ""
        yield Reading(event, at.astimezone(zone), person, of, str(chart))


def _worked(people: set[str], day: date) -> set[tuple[str, str]]:
    middle = datetime.combine(day, time(12), _zone())
    rows = (
        Event.objects.of_types(WORK)
        .between(middle - AROUND, middle + AROUND)
        .filter(actor_id__in=people, chart__isnull=False)
        .values_list("actor_id", "chart")
        .distinct()
    )
    return {(person, str(chart)) for person, chart in rows}


def _comparer(readings: list[Reading]) -> Callable[[str, str], bool]:
    """Compares names where both are known; each is looked up once."""
    people = {each.person for each in readings}
    labels: Mapping[str, str] = {
        str(user.pk): user.label for user in User.objects.filter(pk__in=people)
    }

    @cache
    def name_of(patient: str) -> str:
        try:
            return identity.reveal(patient).name
        except identity.IdentityMissing:
            return ""

    def same(person: str, patient: str) -> bool:
        return access.share_a_name(labels.get(person, ""), name_of(patient))

    return same


@transaction.atomic
def review(concern: AccessConcern, *, verdict: str, words: str, by: User) -> None:
    """A compliance officer says what it was, with a reason; once."""
    require(by, Verb.OVERSEE)
    held = AccessConcern.objects.select_for_update().get(pk=concern.pk)
    if not held.is_open:
        raise Refused("Somebody reviewed this already.")
    if verdict not in held.VERDICTS:
        raise Refused("Say whether it was proper or is to be followed up.")
    if not words.strip():
        raise Refused("Say why, in a few words of your own.")
    if held.person_id == by.pk:
        raise Refused("This is your own reading: another officer reviews it.")
    held.verdict, held.words_sha256 = verdict, reasons.keep(words)
    held.reviewed_by, held.reviewed_at = by, timezone.now()
    held.save(update_fields=("verdict", "words_sha256", "reviewed_by", "reviewed_at"))
    fact = events.AccessReviewed(
        concern=held.concern,
        person=str(held.person_id),
        day=held.day.isoformat(),
        verdict=events.Verdict(verdict),
        words=held.words_sha256,
        patient=str(held.patient) if held.patient else None,
    )
    record(fact, by=guard.person(by))


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.DISPLAY_TIME_ZONE)
