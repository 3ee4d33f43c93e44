"""Assigning charts, setting capacities, and giving names to choices of charts.

Owns who a waiting chart is meant for. An assignment never takes a chart out of
anybody's hands: it says whose it is once it is free, and nobody else is offered it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from audit import canonical, events, vault
from audit.actions import record
from review import permissions, sharing, team, worklist
from review.actions import guard
from review.models import Capacity, Case, SavedWorklist, User
from review.refusals import Refused
from review.states import CODERS, Verb

MOST = 500
POOL = 4


@transaction.atomic
def assign(
    *, filters: worklist.Filters, count: int, to: Sequence[User], by: User
) -> dict[User, int]:
    """Shares the most urgent free charts out; returns how many each person got.

    One event for each chart. Charts that somebody holds, or that are assigned, stay.
    """
    permissions.require(by, Verb.ASSIGN)
    if not 1 <= count <= MOST:
        raise Refused(f"Assign from 1 to {MOST} charts at a time.")
    people = {str(user.pk): user for user in to}
    rooms = [_person(user) for user in to]
    if not any(each.room for each in rooms):
        raise Refused("Nobody of these has room for a chart.")
    free = worklist.free(by, filters).select_for_update(skip_locked=True, of=("self",))
    found = {case.pk: case for case in free.select_related("chart")[: count * POOL]}
    charts = [sharing.Chart(c.pk, c.setting, c.site) for c in found.values()]
    given = sharing.share_out(charts, rooms, count)
    if not given:
        raise Refused("No free chart fits here that one of these people may sign.")
    for case_id, key in given.items():
        _give(found[case_id], people[key], by)
    return {people[k]: list(given.values()).count(k) for k in set(given.values())}


def _person(user: User) -> sharing.Person:
    trusted = permissions.standing(user, fresh=True)
    return sharing.Person(
        key=str(user.pk),
        room=max(0, team.capacity_of(user) - team.load_of(user)),
        settings=permissions.settings_of(user),
        sites=trusted.sites(CODERS),
    )


@transaction.atomic
def assign_one(case: Case, *, to: User, by: User) -> Case:
    """Gives one waiting chart to somebody who may sign it, capacity or not."""
    permissions.require(by, Verb.ASSIGN)
    found, _ = guard.locked(case.pk)
    reason = permissions.why_not(to, Verb.CLAIM, _free(found))
    if reason is not None:
        raise Refused(f"{to.label} cannot take this chart. {reason}")
    _give(found, to, by)
    return found


def _free(case: Case) -> Case:
    """The case as it would be if it were nobody's, to ask who may take it."""
    if case.claimed_by is not None:
        raise Refused(f"{case.claimed_by.label} holds this chart.")
    case.assigned_to = None
    return case


def _give(case: Case, to: User, by: User) -> None:
    was = Case.objects.values_list("assigned_to", flat=True).get(pk=case.pk)
    Case.objects.filter(pk=case.pk).update(assigned_to=to)
    fact = events.CaseAssigned(
        **guard.about(case), person=str(to.pk), was_with=str(was) if was else None
    )
    record(fact, by=guard.person(by))


@transaction.atomic
def unassign(case: Case, *, by: User) -> None:
    """Everybody may take the chart again."""
    permissions.require(by, Verb.ASSIGN)
    found, _ = guard.locked(case.pk)
    if found.assigned_to_id is None:
        raise Refused("This chart is not assigned to anybody.")
    fact = events.CaseUnassigned(**guard.about(found), person=str(found.assigned_to_id))
    Case.objects.filter(pk=found.pk).update(assigned_to=None)
    record(fact, by=guard.person(by))


@transaction.atomic
def set_capacity(user: User, charts: int, *, by: User) -> Capacity:
    """How many charts somebody is to have in hand; 0 gives them none."""
    permissions.require(by, Verb.ASSIGN)
    if not 0 <= charts <= MOST:
        raise Refused(f"A capacity is a number from 0 to {MOST}.")
    row, _ = Capacity.objects.update_or_create(user=user, defaults={"charts": charts})
    fact = events.CapacitySet(person=str(user.pk), charts=charts)
    record(fact, by=guard.person(by))
    return row


@transaction.atomic
def save(
    *, name: str, rule: Mapping[str, str], shared: bool, by: User
) -> SavedWorklist:
    """Gives a choice of charts a name; the same name again changes what it means."""
    permissions.require(by, Verb.ASSIGN if shared else Verb.VIEW)
    named = " ".join(name.split())[:60]
    if not named:
        raise Refused("A worklist needs a name.")
    row, is_new = SavedWorklist.objects.update_or_create(
        name=named,
        owner=None if shared else by,
        is_active=True,
        defaults={"rule": dict(rule)},
        create_defaults={"rule": dict(rule), "made_by": by},
    )
    _tell(row, events.Change.ADDED if is_new else events.Change.EDITED, by)
    return row


@transaction.atomic
def give_up(saved: SavedWorklist, *, by: User) -> None:
    """The name is offered no more; charts are not touched."""
    row = SavedWorklist.objects.select_for_update().get(pk=saved.pk)
    permissions.require(by, Verb.ASSIGN if row.owner_id is None else Verb.VIEW)
    if row.owner_id not in (None, by.pk) or not row.is_active:
        raise Refused("This worklist is not yours.")
    row.is_active = False
    row.save(update_fields=("is_active",))
    _tell(row, events.Change.RETIRED, by)


def _tell(row: SavedWorklist, change: events.Change, by: User) -> None:
    said: dict[str, Any] = {"name": row.name, "rule": row.rule}
    fact = events.WorklistSaved(
        worklist=str(row.pk),
        change=change,
        content=vault.put(canonical.dumps(said)),
        shared=row.owner_id is None,
    )
    record(fact, by=guard.person(by))
