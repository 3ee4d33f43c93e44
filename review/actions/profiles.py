"""Putting a learned profile in force, refusing one, and going back.

Owns the states of a stored profile. Nothing here happens by itself: a supervisor acts,
says why, and each act is one event. A chart that was coded stays as it was coded.
The one exception: what is in force and cannot be read (another form, or altered) is put
aside by a worker, so that work goes on, until somebody has it read again.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit import events
from audit.actions import SYSTEM, record
from coding.models import StoredProfile
from coding.profile import CONSERVATIVE
from coding.profile import Refused as Damaged
from review import permissions
from review.actions import guard, reasons
from review.models import User
from review.refusals import Refused
from review.states import Verb

State = StoredProfile.State


@transaction.atomic
def promote(profile: StoredProfile, *, words: str, by: User) -> StoredProfile:
    """Puts a candidate in force for its site, in place of the one before."""
    row = _entered(profile, by)
    _refuse_unless(row, State.CANDIDATE)
    reason = _reason(words)
    if why := why_unreadable(row):
        raise Refused(f"This profile cannot be used: {why}")
    before = _in_force(row.site)
    if before is not None:
        before.state = State.RETIRED
        before.save(update_fields=("state",))
    row.before = before
    _decide(row, State.PROMOTED, reason, by)
    fact = events.ProfilePromoted(
        profile=row.name,
        sha256=row.sha256,
        words=reason,
        replaces=before.name if before else CONSERVATIVE.name,
        site=row.site,
    )
    record(fact, by=guard.person(by))
    return row


@transaction.atomic
def refuse(profile: StoredProfile, *, words: str, by: User) -> StoredProfile:
    """Sets a candidate aside for good."""
    row = _entered(profile, by)
    _refuse_unless(row, State.CANDIDATE)
    reason = _reason(words)
    _decide(row, State.REFUSED, reason, by)
    fact = events.ProfileRefused(
        profile=row.name, sha256=row.sha256, words=reason, site=row.site
    )
    record(fact, by=guard.person(by))
    return row


@transaction.atomic
def roll_back(profile: StoredProfile, *, by: User) -> StoredProfile | None:
    """Takes a profile out of force; the one before it is in force again."""
    row = _entered(profile, by)
    _refuse_unless(row, State.PROMOTED)
    _decide(row, State.ROLLED_BACK, "", by)
    before = row.before
    if before is not None:
        before.state = State.PROMOTED
        before.save(update_fields=("state",))
    fact = events.ProfileRolledBack(
        profile=row.name,
        sha256=row.sha256,
        restored=before.name if before else CONSERVATIVE.name,
        site=row.site,
    )
    record(fact, by=guard.person(by))
    return before


@transaction.atomic
def put_aside(name: str) -> int:
    """Marks what is in force by this name and cannot be read; how many that were.

    Charts go by what else is in force for their site, else by the conservative profile.
    """
    rows = StoredProfile.objects.select_for_update(of=("self",)).filter(
        name=name, state=State.PROMOTED, unreadable_at=None
    )
    unreadable = [row for row in rows.order_by("pk") if why_unreadable(row)]
    for row in unreadable:
        row.unreadable_at = timezone.now()
        row.save(update_fields=("unreadable_at",))
        fact = events.ProfileUnreadable(
            profile=row.name, sha256=row.sha256, site=row.site
        )
        record(fact, by=SYSTEM)
    return len(unreadable)


@transaction.atomic
def read_again(profile: StoredProfile, *, by: User) -> StoredProfile:
    """A profile that was put aside counts again, now that it can be read."""
    row = _entered(profile, by)
    _refuse_unless(row, State.PROMOTED)
    if row.unreadable_at is None:
        raise Refused("This profile is in use; somebody was here before you.")
    if why := why_unreadable(row):
        raise Refused(f"It still cannot be read: {why}")
    row.unreadable_at = None
    row.save(update_fields=("unreadable_at",))
    fact = events.ProfileReadable(profile=row.name, sha256=row.sha256, site=row.site)
    record(fact, by=guard.person(by))
    return row


def why_unreadable(row: StoredProfile) -> str:
    """Why the stored bytes are no profile of this version; empty where they are."""
    try:
        row.profile  # noqa: B018  reading it proves that nobody altered it
    except Damaged as error:
        return str(error)
    return ""


def _entered(profile: StoredProfile, by: User) -> StoredProfile:
    """All profiles of the site, locked in one order, so that one act waits for another.

    The row among them is as it is now.
    """
    permissions.require_at(by, Verb.MANAGE_PROFILES, profile.site)
    site = StoredProfile.objects.select_for_update(of=("self",))
    rows = site.filter(site=profile.site).order_by("pk")
    return next(row for row in rows if row.pk == profile.pk)


def _refuse_unless(row: StoredProfile, wanted: str) -> None:
    if row.state != wanted:
        was = row.get_state_display()
        raise Refused(f"This profile is {was}; somebody was here before you.")


def _reason(words: str) -> str:
    if not words.strip():
        raise Refused("Say why, in a few words.")
    return reasons.keep(words)


def _in_force(site: str) -> StoredProfile | None:
    return StoredProfile.objects.filter(site=site, state=State.PROMOTED).first()


def _decide(row: StoredProfile, state: str, reason: str, by: User) -> None:
    row.state, row.reason_sha256, row.decided_by = state, reason, by.pk
    row.save(update_fields=("state", "reason_sha256", "decided_by", "before"))
    StoredProfile.objects.filter(pk=row.pk).update(decided_at=Now())
