"""Saying of a diagnosis whether it was present on admission.

Owns ``Item.poa``. What the machine suggested stays in the item's detail; what a coder
said counts from then on, whatever the code becomes.
"""

from __future__ import annotations

from django.db import transaction

from audit import events
from audit.actions import record
from review import admission, codeset
from review.actions import guard
from review.models import Item, User
from review.refusals import Refused
from review.states import Verb


@transaction.atomic
def say(item: Item, *, poa: str, by: User, version: int) -> Item:
    """Y, N, U or W, for a stay; other settings do not ask."""
    entry = guard.enter(item.case_id, Verb.SAY_POA, by=by, version=version)
    row = Item.objects.select_related("current").get(pk=item.pk)
    row.case = entry.case
    if reason := admission.why_not(poa) or why_not_asked(row):
        raise Refused(reason)
    was, row.poa = codeset.poa_of(row), poa
    row.save(update_fields=("poa",))
    guard.leave(entry)
    fact = events.PoaSaid(
        **entry.about,
        item=str(row.pk),
        code=row.decided_code or row.code,
        poa=poa,
        was=was or None,
    )
    record(fact, by=guard.person(by))
    return row


def why_not_asked(item: Item) -> str | None:
    """Why nothing is asked of this item, or None."""
    if not item.case.run.version.facts().setting.is_inpatient:
        return "Present on admission is asked of hospital stays only."
    if item.decided_code is None:
        return f"{item.code} is rejected; nothing is asked of it."
    return None
