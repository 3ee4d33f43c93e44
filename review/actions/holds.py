"""Putting a chart aside until something is cleared up, and taking it up again.

Owns the hold columns. What was decided stays; the claim ends with the hold, so that
whoever is free takes the chart when it comes back.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audit import events
from audit.actions import record
from review.actions import guard, reasons
from review.actions.guard import Entry
from review.models import Case, User
from review.refusals import Refused
from review.states import Verb


@transaction.atomic
def hold(case: Case, *, words: str, by: User, version: int) -> Case:
    """Sets a claimed chart aside, saying what it waits for."""
    entry = guard.enter(case.pk, Verb.HOLD, by=by, version=version)
    if not words.strip():
        raise Refused("Say in a few words what the chart waits for.")
    kept = reasons.keep(words)
    guard.leave(entry, put_aside(entry, kept))
    record(events.CaseHeld(**entry.about, words=kept), by=guard.person(by))
    return entry.case


def put_aside(entry: Entry, words_sha256: str) -> dict[str, Any]:
    """What a hold changes in its case."""
    return {
        "held_by": entry.by,
        "held_at": entry.now,
        "hold_words_sha256": words_sha256,
    }


@transaction.atomic
def resume(case: Case, *, by: User, version: int) -> Case:
    """Back to the queue, on top of its lane."""
    entry = guard.enter(case.pk, Verb.RESUME, by=by, version=version)
    guard.leave(
        entry,
        {
            "held_by": None,
            "held_at": None,
            "hold_words_sha256": "",
            "priority": max(entry.case.priority, 1),
        },
    )
    record(events.CaseResumed(**entry.about), by=guard.person(by))
    return entry.case
