"""Taking a chart, keeping it, giving it back: who works on a case, and until when.

Owns the claim columns. A claim is exclusive and lasts for a lease that working renews;
the database's clock decides when it is over. Nothing decided is lost with a claim.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from audit import events
from audit.actions import SYSTEM, instant, record
from review import permissions
from review.actions import guard, reasons, reservations
from review.actions.guard import GRACE, LEASE, Entry
from review.models import Case, Skip, User
from review.refusals import Refused
from review.states import State, Verb
from review.worklist import Filters, first_up

OTHER = "other"
#: Why a chart may be passed over.
SKIPS = {
    "interrupted": "interrupted; I come back to it",
    "outside-my-field": "outside my field",
    "needs-another": "needs a colleague's eyes",
    "conflict-of-interest": "I know the patient",
    OTHER: "another reason",
}
#: After these the chart may be the next again.
FOR_NOW = frozenset({"interrupted"})


def claim(
    case: Case, *, by: User, via: str = "picked", lease: timedelta = LEASE
) -> Case:
    """Takes a waiting case. Taking what one holds already changes nothing."""
    expire_if_over(case.pk)
    with transaction.atomic():
        found, _ = guard.locked(case.pk)
        if found.is_held_by(by):
            return found
        if found.is_reserved_for(by):
            return reservations.open_one(found, by=by)
        reservations.let_go(by=by, reason=reservations.ANOTHER)
        return _take(case.pk, Verb.CLAIM, by=by, via=via, lease=lease)


def claim_next(*, by: User, filters: Filters | None = None) -> Case | None:
    """Takes the most urgent case this person may decide; None when there is none.

    A case that is reserved for them is that one. Two people asking at once get two
    cases.
    """
    filters = filters or Filters()
    with transaction.atomic():
        case = reservations.open_next(by=by, filters=filters)
        if case is not None:
            return case
        case = first_up(by, filters)
        if case is None:
            return None
        return _take(case.pk, Verb.CLAIM, by=by, via="next", lease=LEASE)


@transaction.atomic
def take_over(case: Case, *, by: User, words: str) -> Case:
    """A senior takes a chart from its holder, saying why; what was decided stays."""
    permissions.require(by, Verb.TAKE_OVER, case)
    if not words.strip():
        raise Refused("Say in a few words why you take the chart over.")
    reservations.let_go(by=by, reason=reservations.ANOTHER)
    return _take(
        case.pk, Verb.TAKE_OVER, by=by, via="taken-over", lease=LEASE, words=words
    )


def _take(
    case_id: int,
    verb: Verb,
    *,
    by: User,
    via: str,
    lease: timedelta,
    words: str = "",
) -> Case:
    entry = guard.enter(case_id, verb, by=by)
    was_with, until = entry.case.claimed_by_id, entry.now + lease
    case = guard.leave(entry, taken(entry))
    if lease != LEASE:
        Case.objects.filter(pk=case.pk).update(lease_until=until)
    case.lease_until = until
    fact = events.CaseClaimed(
        **entry.about,
        lease_until=instant(until),
        via=via,
        was_with=str(was_with) if was_with else None,
        words=reasons.keep(words) or None,
    )
    record(fact, by=guard.person(by))
    return case


def taken(entry: Entry) -> dict[str, Any]:
    """What a claim changes in its case."""
    changes = {
        "claimed_by": entry.by,
        "claimed_at": entry.now,
        "touched_at": entry.case.touched_at or entry.now,
    }
    if entry.case.is_reserved:
        # Nobody was at work on it: its lease counts no time.
        changes |= {"is_reserved": False, "lease_until": None}
    return changes


def renew(case: Case, *, by: User) -> datetime:
    """Keeps the claim while its holder works, and counts the time; returns until when.

    No event: a beat a minute would drown the trail. The sum is in the signature's.
    """
    mine = Case.objects.filter(pk=case.pk).held_by(by).filter(lease_until__gt=Now())
    held = mine.annotate(db_now=Now()).values_list("lease_until", "db_now").first()
    spent = guard.worked(held[0], held[1]) if held and held[0] else 0
    if not mine.update(
        lease_until=Now() + LEASE, active_seconds=F("active_seconds") + spent
    ):
        found = Case.objects.select_related("claimed_by").get(pk=case.pk)
        reason = permissions.why_not(by, Verb.RENEW, found)
        raise Refused(reason or permissions.claim_ran_out(found.changed_at))
    until = Case.objects.values_list("lease_until", flat=True).get(pk=case.pk)
    assert until is not None
    return until


def step_away(case: Case, *, by: User) -> None:
    """The page was left: the claim ends soon, unless its holder goes on. No event."""
    soon = Now() + GRACE
    mine = Case.objects.filter(pk=case.pk).held_by(by).filter(lease_until__gt=soon)
    mine.update(lease_until=soon)


@transaction.atomic
def give_back(case: Case, *, by: User, reason: str = "asked", words: str = "") -> Case:
    """Lets a case go before signing; what was decided stays decided."""
    entry = guard.enter(case.pk, Verb.GIVE_BACK, by=by)
    guard.leave(entry)
    fact = events.CaseGivenBack(
        **entry.about, reason=reason, words=reasons.keep(words) or None
    )
    record(fact, by=guard.person(by))
    return entry.case


@transaction.atomic
def skip(case: Case, *, reason: str, words: str = "", by: User) -> Case:
    """Passes a chart over, saying why; it is not this person's next chart again."""
    if reason not in SKIPS:
        raise Refused("Say why you pass this chart over.")
    if reason == OTHER and not words.strip():
        raise Refused("Say in a few words why you pass this chart over.")
    found = give_back(case, by=by, reason=reason, words=words)
    if reason not in FOR_NOW:
        Skip.objects.update_or_create(case=found, user=by, defaults={"reason": reason})
    return found


@transaction.atomic
def expire_if_over(case_id: int) -> bool:
    """Frees one case whose lease has run out; for the sweep and the next claim."""
    over = Case.objects.lease_over().filter(pk=case_id)
    if not over.select_for_update(skip_locked=True, of=("self",)).exists():
        return False
    case, now = guard.locked(case_id)
    if case.is_reserved:
        reservations.end(case, now, reason=reservations.RAN_OUT)
        return True
    fact = events.ClaimExpired(**guard.about(case), holder=str(case.claimed_by_id))
    case.state = State.OPEN.value
    guard.advance(case, now, None)
    record(fact, by=SYSTEM)
    return True


def expire_leases() -> int:
    """Frees every case whose lease has run out; returns how many."""
    ids = list(Case.objects.lease_over().values_list("pk", flat=True))
    return sum(expire_if_over(case_id) for case_id in ids)
