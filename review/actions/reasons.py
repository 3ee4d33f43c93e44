"""The list of reasons: what a decision may give, and how a supervisor edits it.

Owns checking that reasons are known, offered and, where needed, put into words. Words
go to the vault; rows and events hold their sha256. Codes are never deleted, because
decisions point at them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from audit import events, vault
from audit.actions import record
from review import permissions
from review.actions import guard
from review.models import ReasonCode, User
from review.refusals import Refused
from review.states import Axis, Verb


@dataclass(frozen=True, slots=True)
class Given:
    """The reasons behind one decision."""

    what: ReasonCode
    why: ReasonCode
    words_sha256: str


def given(*, what: str, why: str, words: str = "") -> Given:
    """The reasons named, or a refusal that says what is wanting."""
    pair = offered(Axis.WHAT, what), offered(Axis.WHY, why)
    for reason in pair:
        if reason.needs_words and not words.strip():
            raise Refused(f"“{reason.label}” needs a few words of your own.")
    return Given(*pair, keep(words))


def offered(axis: Axis, code: str) -> ReasonCode:
    """One reason of an axis that may be given today."""
    if not code:
        question = "what was wrong" if axis is Axis.WHAT else "why"
        raise Refused(f"Choose a reason: {question}?")
    found = ReasonCode.objects.filter(axis=axis, code=code, active=True).first()
    if found is None:
        raise Refused("That reason is not on the list (any more); choose another.")
    return found


def keep(words: str) -> str:
    """Puts typed words into the vault; empty words have no hash."""
    return vault.put_text(words.strip()) if words.strip() else ""


@transaction.atomic
def add(
    *, axis: str, code: str, label: str, by: User, needs_words: bool = False
) -> ReasonCode:
    """A further reason at the end of its axis."""
    permissions.require(by, Verb.MANAGE_REASONS)
    _refuse_bad(axis, code, label)
    last = ReasonCode.objects.filter(axis=axis).aggregate(last=Max("position"))["last"]
    reason = ReasonCode.objects.create(
        axis=axis,
        code=code,
        label=label,
        needs_words=needs_words,
        position=(last or 0) + 1,
    )
    _tell(reason, events.Change.ADDED, by)
    return reason


@transaction.atomic
def edit(
    reason: ReasonCode,
    *,
    by: User,
    label: str | None = None,
    needs_words: bool | None = None,
    position: int | None = None,
    favourite: int | None = None,
) -> ReasonCode:
    """Another wording or place; the code stays, because the trail uses it.

    ``favourite`` 0 takes the reason off the favourites.
    """
    permissions.require(by, Verb.MANAGE_REASONS)
    row = ReasonCode.objects.select_for_update().get(pk=reason.pk)
    row.label = label or row.label
    row.needs_words = row.needs_words if needs_words is None else needs_words
    row.position = row.position if position is None else position
    row.favourite = row.favourite if favourite is None else favourite or None
    row.active = True
    row.save()
    _tell(row, events.Change.EDITED, by)
    return row


@transaction.atomic
def retire(reason: ReasonCode, *, by: User) -> ReasonCode:
    """Offered no more; decisions that gave it keep it."""
    permissions.require(by, Verb.MANAGE_REASONS)
    row = ReasonCode.objects.select_for_update().get(pk=reason.pk)
    if not row.active:
        raise Refused("This reason is retired already.")
    row.active = False
    row.save(update_fields=("active",))
    _tell(row, events.Change.RETIRED, by)
    return row


def _refuse_bad(axis: str, code: str, label: str) -> None:
    if axis not in list(Axis):
        raise Refused("A reason answers “what” or “why”.")
    if not code.isidentifier() or not code.isascii():
        raise Refused("A reason's code is one word of letters, digits and underscores.")
    if not label.strip():
        raise Refused("A reason needs a label that coders can read.")
    if ReasonCode.objects.filter(axis=axis, code=code).exists():
        raise Refused("There is a reason with this code on this axis already.")


def _tell(reason: ReasonCode, change: events.Change, by: User) -> None:
    fact = events.ReasonCodeChanged(
        axis=reason.axis,
        code=reason.code,
        change=change,
        label=vault.put_text(reason.label),
        needs_words=reason.needs_words,
        position=reason.position,
    )
    record(fact, by=guard.person(by))
