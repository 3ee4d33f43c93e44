"""Education: assigning it after over-reads, completing it, auditing again.

Owns the rows. Whether it helped is seen in a sample of the charts signed afterwards.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from audit import events
from audit.actions import record
from audit.occurring import moment
from review import permissions
from review.actions import guard, reasons, samples
from review.breakdown import sites_for
from review.models import Education, OverRead, Sample, User
from review.refusals import Refused
from review.states import Verb
from review.team import people_at


@transaction.atomic
def assign(
    person: User,
    *,
    topic: str,
    due_on: date,
    by: User,
    words: str = "",
    over_read: OverRead | None = None,
) -> Education:
    """Asks a coder to learn something by a day."""
    permissions.require(by, Verb.ASSIGN_EDUCATION)
    if not topic.strip():
        raise Refused("Say what is to be learnt.")
    now = moment(timezone.now())
    if due_on < now.date():
        raise Refused("The day it is due by has passed.")
    if person.pk == by.pk:
        raise Refused("Nobody assigns education to themselves.")
    _at_own_sites(person, by)
    row = Education.objects.create(
        person=person,
        topic=topic.strip()[:120],
        due_on=due_on,
        words_sha256=reasons.keep(words),
        over_read=over_read,
        assigned_by=by,
        assigned_at=now,
    )
    fact = events.EducationAssigned(
        education=str(row.pk),
        person=str(person.pk),
        topic=row.topic,
        due=due_on.isoformat(),
        words=row.words_sha256 or None,
        over_read=str(over_read.pk) if over_read else None,
    )
    record(fact, by=guard.person(by))
    return row


def _at_own_sites(person: User, by: User) -> None:
    sites = sites_for(by, Verb.ASSIGN_EDUCATION)
    if not people_at(sites).filter(pk=person.pk).exists():
        raise Refused("This person works at none of your sites.")


@transaction.atomic
def complete(education: Education, *, by: User, words: str = "") -> Education:
    """The person says that it is done; a re-audit can follow."""
    row = Education.objects.select_for_update().get(pk=education.pk)
    if row.person_id != by.pk:
        raise Refused("Only the person it was assigned to can say that it is done.")
    if row.completed_at is not None:
        raise Refused("This is done already.")
    row.completed_at = moment(timezone.now())
    row.completed_sha256 = reasons.keep(words)
    row.save(update_fields=("completed_at", "completed_sha256"))
    fact = events.EducationCompleted(
        education=str(row.pk),
        person=str(by.pk),
        words=row.completed_sha256 or None,
    )
    record(fact, by=guard.person(by))
    return row


def audit_again(education: Education, *, by: User, salt: str = "") -> Sample:
    """A sample of the charts this person signed since; read like any other."""
    permissions.require(by, Verb.ASSIGN_EDUCATION)
    _at_own_sites(education.person, by)
    if education.completed_at is None:
        raise Refused("It is not done yet, so there is nothing to audit again.")
    since = education.completed_at.date()
    return samples.draw(
        since=since,
        until=moment(timezone.now()).date(),
        by=by,
        salt=salt,
        person=education.person,
        education=education,
    )
