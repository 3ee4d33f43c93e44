"""What the simulated year learns of its over-reads: education, and auditing again.

Owns whom the supervisor asks to learn what, and when, through the actions. Whoever had
most codes wrong in the first month of a quarter is asked; a month later a sample of
what they signed since is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from audit.occurring import occurring
from review.actions import education
from review.demo.history import coders
from review.models import Education, OverRead, Sample, User
from review.refusals import Refused

EVERY = 3
DAYS_GIVEN, DAYS_TAKEN = 14, 8
TOO_MANY = "Codes that the note does not support"
TOO_FEW = "Diagnoses that stand in the note and were not coded"
WORDS = "The examples are in the over-reads of the month."
DONE = "Read the section on documented conditions and went through the examples."


def assign(
    sample: Sample, number: int, at: datetime, people: Mapping[str, User]
) -> None:
    """Asks whoever needs it most, after every third month; ``number`` counts from 1."""
    found = _needs_it(sample)
    if number % EVERY != 1 or found is None:
        return
    person, topic = found
    done_at = at + timedelta(days=DAYS_TAKEN)
    with occurring(at):
        row = education.assign(
            person,
            topic=topic,
            due_on=(at + timedelta(days=DAYS_GIVEN)).date(),
            words=WORDS,
            by=people[coders.SUPERVISOR.username],
        )
    with occurring(done_at):
        education.complete(row, by=person, words=DONE)


def _needs_it(sample: Sample) -> tuple[User, str] | None:
    """Who had most codes wrong in this sample, and in which way; None where nobody."""
    wrong: dict[str, tuple[int, int, User]] = {}
    read = sample.over_reads.exclude(completed_at=None).select_related("coder")
    for each in read.order_by("id"):
        name = each.coder.username
        extra, missed, _ = wrong.get(name, (0, 0, each.coder))
        wrong[name] = (
            extra + (each.extra or 0),
            missed + (each.missed or 0),
            each.coder,
        )
    heavy = sorted(wrong, key=lambda name: (-sum(wrong[name][:2]), name))
    if not heavy or not sum(wrong[heavy[0]][:2]):
        return None
    extra, missed, person = wrong[heavy[0]]
    return person, TOO_MANY if extra >= missed else TOO_FEW


def audit_again(
    seed: str, since: date, at: datetime, people: Mapping[str, User]
) -> list[OverRead]:
    """Samples of what was signed after education that nobody has looked at yet."""
    asked_by = people[coders.SUPERVISOR.username]
    waiting = Education.objects.filter(
        assigned_by=asked_by, completed_at__lt=at, samples=None
    )
    drawn: list[OverRead] = []
    for row in waiting.order_by("assigned_at"):
        try:
            with occurring(at):
                salt = f"{seed[:16]}-{since:%Y-%m}-again"
                sample = education.audit_again(row, by=asked_by, salt=salt)
        except Refused:
            continue
        drawn += sample.over_reads.order_by("id")
    return drawn
