"""How house notes and comments are told.

Owns the wording of these tellers; the words people wrote are fetched from the vault by
whoever may read them. Must not import Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import Group, Told, Tone, code, plain, say, tells, typed


@tells(events.HouseNoteDrafted, "House note drafted", Group.DECISIONS)
def _drafted(fact: events.HouseNoteDrafted) -> Told:
    until = f" to {fact.effective_to}" if fact.effective_to else ""
    return say(
        f"drafted a house note ({plain(fact.kind)}) on ",
        code(fact.code),
        f", from {fact.effective_from}{until}",
        words=typed(Note=fact.words, Citation=fact.citation),
    )


@tells(events.HouseNoteApproved, "House note approved", Group.DECISIONS)
def _approved(fact: events.HouseNoteApproved) -> Told:
    return say(f"approved house note {fact.note} on ", code(fact.code), tone=Tone.YES)


@tells(events.HouseNoteRetired, "House note retired", Group.DECISIONS)
def _retired(fact: events.HouseNoteRetired) -> Told:
    return say(f"retired house note {fact.note} on ", code(fact.code), tone=Tone.ASK)


@tells(events.CodeCommented, "Comment", Group.DECISIONS)
def _commented(fact: events.CodeCommented) -> Told:
    return say("commented on ", code(fact.code), words=typed(Comment=fact.words))
