"""The way into a case and out of it again, the same for every act.

Owns the locking of the row, the check of its version, the permission and the lease on
the way in; the new version, state and lease on the way out. Must not know what the act
is, and writes no event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.db.models.functions import Now

from audit.actions import Actor
from audit.occurring import moment
from review import permissions
from review.models import Case, Credential, User
from review.refusals import StaleCase, clock
from review.states import BY_VERB, State, Verb

LEASE = timedelta(minutes=30)
# Long enough to look something up on another page and come back.
GRACE = timedelta(minutes=5)
# Whoever did nothing for so long was not at work; a beat speaks for its own minute.
IDLE = timedelta(minutes=2)
BEAT = timedelta(minutes=1)


class About(TypedDict):
    """What every event about a case names."""

    chart: str
    case: str
    patient: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A case locked for one act, and what the act is done under."""

    case: Case
    verb: Verb
    by: User
    now: datetime
    credential: Credential | None = None

    @property
    def about(self) -> About:
        return about(self.case)

    def snapshot(self) -> dict[str, str]:
        """The credential to be copied into what is written."""
        return self.credential.snapshot() if self.credential else {}


def person(user: User) -> Actor:
    return Actor("person", str(user.pk))


def about(case: Case) -> About:
    return {
        "chart": str(case.chart_id),
        "case": str(case.pk),
        "patient": str(case.chart.patient),
    }


def locked(case_id: int) -> tuple[Case, datetime]:
    """The case with its row locked, and the database's time."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("chart", "claimed_by", "changed_by", "run__version")
        .annotate(db_now=Now())
        .get(pk=case_id)
    )
    now = moment(case.__dict__["db_now"])
    return case, now


def enter(
    case_id: int,
    verb: Verb,
    *,
    by: User,
    version: int | None = None,
) -> Entry:
    """Locks the case, or raises: StaleCase for an old version, else Refused."""
    case, now = locked(case_id)
    if version is not None and version != case.version:
        raise stale(case, by)
    standing = permissions.require(by, verb, case, now=now)
    needed = BY_VERB[verb].credential
    credential = standing.credential_for(case.setting) if needed else None
    return Entry(case, verb, by, now, credential)


def leave(entry: Entry, changes: Mapping[str, Any] | None = None) -> Case:
    """Writes the case back, one version further, its lease renewed if it is held."""
    case = step(entry, changes)
    case.save()
    return case


def step(entry: Entry, changes: Mapping[str, Any] | None = None) -> Case:
    """The case as an act leaves it, not written yet."""
    case = entry.case
    case.state = BY_VERB[entry.verb].leads_to(State(case.state)).value
    for name, value in (changes or {}).items():
        setattr(case, name, value)
    _carry(case, entry.now, entry.by)
    return case


def advance(case: Case, now: datetime, by: User | None) -> None:
    """The part of leaving that the system's own acts share."""
    _carry(case, now, by)
    case.save()


def _carry(case: Case, now: datetime, by: User | None) -> None:
    case.version += 1
    case.changed_by, case.changed_at = by, now
    if by is not None and case.is_held_by(by) and case.lease_until is not None:
        case.active_seconds += worked(case.lease_until, now)
    if case.state != State.CLAIMED:
        case.claimed_by = case.claimed_at = case.lease_until = None
        case.is_reserved = False
    elif by is not None and case.is_held_by(by):
        case.lease_until = now + LEASE


def worked(lease_until: datetime, now: datetime) -> int:
    """Seconds at work since a lease was last renewed; idle time does not count."""
    since = now - (lease_until - LEASE)
    return max(0, int((since if since <= IDLE else BEAT).total_seconds()))


def stale(case: Case, by: User) -> StaleCase:
    """The refusal for a page that was made before somebody changed the case."""
    who = case.changed_by.label if case.changed_by else None
    at = case.changed_at
    if case.changed_by_id == by.pk:
        reason = f"You changed this chart yourself at {clock(at)}, perhaps in another"
        return StaleCase(f"{reason} window. Nothing was done twice.", who, at)
    if who is None and case.state != State.CLAIMED and case.touched_at:
        return StaleCase(permissions.claim_ran_out(at), who, at)
    reason = f"{who or 'The system'} changed this chart at {clock(at)}."
    return StaleCase(f"{reason} Your answer was not saved; look again.", who, at)
