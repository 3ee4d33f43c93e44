"""The next chart, reserved while its coder is about to sign another.

Owns reservations: a claim that nobody has opened yet, one a person, on a short lease of
its own. It goes back as it came: no reason is asked, no work or time is counted, and a
newer coding may still take its place. Opening one leaves its version alone, so that the
page which was sent ahead stays the page of the case.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from audit import events
from audit.actions import SYSTEM, instant, record
from review import permissions, worklist
from review.actions import guard
from review.models import Case, User
from review.states import State, Verb

#: Long enough to read what one signs; whoever takes longer waits as before.
LEASE = timedelta(minutes=3)
#: Why a reserved chart went back.
NOT_SIGNED, ANOTHER = "not-signed", "another-opened"
OTHER_LIST, AGAIN = "other-worklist", "coded-again"
SIGNED_OUT, RAN_OUT = "signed-out", "ran-out"


@transaction.atomic
def reserve(*, by: User, signing: Case, filters: worklist.Filters) -> Case | None:
    """Keeps the chart this person would get next; None when there is none.

    ``signing`` is what they are about to sign. Asked again it is the same chart, for
    as long again.
    """
    permissions.require(by, Verb.FINALISE, signing)
    # Two windows ask one after the other: a person has one reserved chart at most.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    kept = _fitting(by, filters)
    if kept is not None:
        case, now = kept
        Case.objects.filter(pk=case.pk).update(lease_until=now + LEASE)
        return case
    found = worklist.first_up(by, filters)
    return _keep(found, by) if found is not None else None


def _keep(case: Case, by: User) -> Case:
    entry = guard.enter(case.pk, Verb.CLAIM, by=by)
    until = entry.now + LEASE
    mine = {"claimed_by": by, "claimed_at": entry.now, "is_reserved": True}
    case = guard.step(entry, {**mine, "lease_until": until})
    case.save()
    fact = events.CaseReserved(**entry.about, lease_until=instant(until))
    record(fact, by=guard.person(by))
    return case


def _fitting(by: User, filters: worklist.Filters) -> tuple[Case, datetime] | None:
    """What is reserved, locked, if it would still be chosen; else it goes back."""
    found = _locked(by)
    if found is None:
        return None
    case, now = found
    if case.lease_until is None or case.lease_until <= now:
        end(case, now, reason=RAN_OUT)
        return None
    if not worklist.wanted(by, filters).filter(pk=case.pk).exists():
        end(case, now, reason=OTHER_LIST, by=by)
        return None
    return case, now


def _locked(by: User) -> tuple[Case, datetime] | None:
    key = Case.objects.reserved_for(by).order_by().values_list("pk", flat=True).first()
    if key is None:
        return None
    case, now = guard.locked(key)
    # It may have gone back, or been taken over, while its row was waited for.
    return (case, now) if case.is_reserved_for(by) else None


@transaction.atomic
def open_next(*, by: User, filters: worklist.Filters) -> Case | None:
    """Takes the reserved chart for work, if it still fits what is asked for."""
    kept = _fitting(by, filters)
    return open_one(kept[0], by=by) if kept is not None else None


@transaction.atomic
def open_one(case: Case, *, by: User) -> Case:
    """A reserved chart becomes one in hand. Its version stays, and so does its page."""
    case, now = guard.locked(case.pk)
    permissions.require(by, Verb.CLAIM, case, now=now)
    case.is_reserved, case.lease_until = False, now + guard.LEASE
    case.claimed_at, case.touched_at = now, case.touched_at or now
    case.save(update_fields=("is_reserved", "lease_until", "claimed_at", "touched_at"))
    until = instant(case.lease_until)
    fact = events.CaseClaimed(**guard.about(case), lease_until=until, via="reserved")
    record(fact, by=guard.person(by))
    return case


@transaction.atomic
def let_go(*, by: User, reason: str = NOT_SIGNED) -> bool:
    """Puts back what is reserved for this person; False where nothing is."""
    found = _locked(by)
    if found is not None:
        end(*found, reason=reason, by=by)
    return found is not None


@transaction.atomic
def end(case: Case, now: datetime, *, reason: str, by: User | None = None) -> None:
    """Puts a locked, reserved case back where it waited; without ``by`` the system."""
    holder = str(case.claimed_by_id)
    case.state = State.OPEN.value
    guard.advance(case, now, by)
    fact = events.ReservationEnded(**guard.about(case), holder=holder, reason=reason)
    record(fact, by=guard.person(by) if by is not None else SYSTEM)
