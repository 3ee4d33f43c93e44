"""How the sharing out of work is told.

Owns the wording of these tellers. Must not import Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import Group, Told, count, person, say, tells, typed


@tells(events.CaseAssigned, "Assigned", Group.QUEUE)
def _assigned(fact: events.CaseAssigned) -> Told:
    if fact.was_with:
        before = person(fact.was_with)
        return say("assigned the case to ", person(fact.person), ", before ", before)
    return say("assigned the case to ", person(fact.person))


@tells(events.CaseUnassigned, "Not assigned", Group.QUEUE)
def _unassigned(fact: events.CaseUnassigned) -> Told:
    return say("took the case off ", person(fact.person), "'s list")


@tells(events.CapacitySet, "Capacity", Group.PEOPLE)
def _capacity(fact: events.CapacitySet) -> Told:
    charts = count(fact.charts, "chart")
    return say("set the capacity of ", person(fact.person), f" to {charts}")


@tells(events.WorklistSaved, "Worklist", Group.PEOPLE)
def _saved(fact: events.WorklistSaved) -> Told:
    what = "a worklist for everybody" if fact.shared else "a worklist of their own"
    did = "gave up" if fact.change is events.Change.RETIRED else "saved"
    return say(f"{did} {what}", words=typed(Worklist=fact.content))
