"""Events as sentences: when, who, what.

Owns putting a sentence together: the teller of the event's type gives the predicate,
the given ``labels`` give the names. Reads no database and fetches no words; whoever may
see them asks the vault by the hashes in ``Sentence.words``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

# Importing the tellers registers them.
from audit import (  # noqa: F401
    telling_decisions,
    telling_fastlane,
    telling_model,
    telling_notes,
    telling_oversight,
    telling_profiles,
    telling_quality,
    telling_queries,
    telling_radv,
    telling_remittances,
    telling_retention,
    telling_steering,
    telling_worklists,
)
from audit.people import short
from audit.phrases import TELLERS, Bit, Detail, Group, Kind, Teller, Told, Tone, Words
from audit.telling import unreadable

if TYPE_CHECKING:
    from audit.models import Event

Labels = Callable[[Collection[str]], Mapping[str, str]]

# An event that reached the log this much after it happened was entered afterwards.
LATE = timedelta(minutes=5)
SYSTEM_NAME = "Attest"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event for a reader: “{who} {bits}”, and what stands behind it."""

    event: int
    type: str
    label: str
    group: str
    tone: Tone
    when: datetime
    recorded_at: datetime
    late: bool
    who: str
    bits: tuple[Bit, ...]
    chart: str | None
    case: str | None
    details: tuple[Detail, ...]
    words: tuple[Words, ...]

    @property
    def text(self) -> str:
        """The whole sentence as plain text."""
        return f"{self.who} {''.join(bit.text for bit in self.bits)}."


def sentences(events: Iterable[Event], labels: Labels) -> list[Sentence]:
    """One sentence for each event, in the given order; names are looked up once."""
    told = [(event, _told(event)) for event in events]
    names = labels(_mentioned(told))
    return [_sentence(event, each, names) for event, each in told]


def _told(event: Event) -> Told:
    try:
        fact = event.fact
    except ValueError:
        # Written by a newer version or past the writer: it must neither vanish nor
        # keep the others from being read.
        return unreadable(event.type)
    return TELLERS[event.type].tell(fact)


def _mentioned(told: list[tuple[Event, Told]]) -> set[str]:
    people = {event.actor_id for event, _ in told if event.actor_kind == "person"}
    for _, each in told:
        people |= {bit.text for bit in each.bits if bit.kind is Kind.PERSON}
    return people


def _sentence(event: Event, told: Told, names: Mapping[str, str]) -> Sentence:
    teller = TELLERS.get(event.type, Teller(event.type, Group.PEOPLE, unreadable))
    return Sentence(
        event=event.pk,
        type=event.type,
        label=teller.label,
        group=teller.group,
        tone=told.tone,
        when=event.occurred_at,
        recorded_at=event.recorded_at,
        late=event.recorded_at - event.occurred_at > LATE,
        who=_who(event, names),
        bits=tuple(_named(bit, names) for bit in told.bits),
        chart=str(event.chart) if event.chart else None,
        case=event.case_id,
        details=told.details,
        words=told.words,
    )


def _who(event: Event, names: Mapping[str, str]) -> str:
    if event.actor_kind == "system":
        return SYSTEM_NAME
    return names.get(event.actor_id, short(event.actor_id))


def _named(bit: Bit, names: Mapping[str, str]) -> Bit:
    if bit.kind is not Kind.PERSON:
        return bit
    return replace(bit, text=names.get(bit.text, short(bit.text)))
