"""Attesting a chart of the fast lane: the whole code set at one glance, one signature.

Owns what an attestation is: decisions of a kind of their own and a signature under
words of their own. Accepted only once the evidence of every code was on the screen; the
page says which was, and a chart somebody doubts goes on in full review. A blind share
of what is attested is drawn at once, by a lot that nobody can foresee or see.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from audit import events
from audit.actions import record
from review import codeset
from review.actions import blind_draw, decisions, guard, signing
from review.actions.desk import Desk
from review.actions.guard import Entry
from review.actions.parts import Source
from review.models import Case, FastLaneStratum, FinalCodeSet, Item, User
from review.refusals import Refused
from review.states import Lane, Origin, Verb

WORDS = (
    "I saw every code of this chart with the text quoted for it. Each code is supported"
    " by that text and right for the date of service. I doubted none of them."
)
DOUBTED = {
    "key": "doubted",
    "kind": "doubted",
    "text": "doubted at a glance",
    "tone": "ask",
}


def why_not(case: Case, items: Sequence[Item]) -> str | None:
    """Why this chart cannot be attested at all, whoever looks at it."""
    if case.lane != Lane.FAST_LANE:
        return "This chart is not in the fast lane: review it code by code."
    if FastLaneStratum.closes(case.setting, case.specialty):
        return "The fast lane is closed for charts of this kind: review it in full."
    if any(item.current is not None for item in items):
        return "Codes of this chart are decided already: go on in full review."
    if any(item.origin != Origin.MACHINE for item in items):
        return "This chart has codes that nobody suggested: review it in full."
    unproved = next((i.code for i in items if not codeset.evidence_of(i)), None)
    return f"Nothing is quoted for {unproved}: review it in full." if unproved else None


@transaction.atomic
def attest(
    case: Case, *, seen: Collection[str], by: User, version: int
) -> FinalCodeSet:
    """Signs a chart of the fast lane; ``seen`` are the items whose proof was shown."""
    entry = guard.enter(case.pk, Verb.ATTEST, by=by, version=version)
    items = codeset.items_of(entry.case)
    if reason := why_not(entry.case, items):
        raise Refused(reason)
    _require_seen(items, seen)
    desk = Desk(entry, items, Source.of(entry.case))
    for item in items:
        decisions.attest(desk, item)
    signed = signing.finalise(
        entry.case,
        by=by,
        version=entry.case.version,
        statement=WORDS,
        inclusion=blind_draw.share(),
    )
    blind_draw.draw(signed)
    return signed


def _require_seen(items: Sequence[Item], seen: Collection[str]) -> None:
    missing = [item.code for item in items if str(item.pk) not in seen]
    if missing:
        raise Refused(
            f"The evidence of {', '.join(missing)} was not on the screen yet: look at"
            " it before you attest."
        )


@transaction.atomic
def doubt(case: Case, *, by: User, version: int) -> Case:
    """Drops the chart into full review, with whoever doubts it."""
    entry = guard.enter(case.pk, Verb.DOUBT, by=by, version=version)
    if entry.case.lane != Lane.FAST_LANE:
        raise Refused("This chart is in full review already.")
    _to_review(entry)
    record(events.CaseDoubted(**entry.about), by=guard.person(by))
    return entry.case


def _to_review(entry: Entry) -> None:
    reasons = [DOUBTED, *entry.case.reasons]
    guard.leave(entry, {"lane": Lane.REVIEW.value, "reasons": reasons})
