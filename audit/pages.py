"""What the pages of the trail show, ready for their templates.

Owns grouping sentences by the reader's days and showing an event's bytes. Reads what it
is given; views decide who may see it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings

from audit import people, proofs, timeline, vault
from audit.checkpoint import CheckpointError, KeyFileError
from audit.models import Event
from audit.phrases import Words
from audit.proofs import Standing
from audit.timeline import Sentence
from audit.tree import BrokenTreeError


@dataclass(frozen=True, slots=True)
class Line:
    """One event on a page."""

    sentence: Sentence
    case: str
    local: datetime
    exact_when: str
    exact_recorded: str
    leaf_hash: str

    @property
    def chart_short(self) -> str:
        return people.short(self.sentence.chart or "")

    @property
    def about(self) -> str:
        """What people call the chart: its case, once it is one."""
        return f"case {self.case}" if self.case else f"chart {self.chart_short}"


@dataclass(frozen=True, slots=True)
class Day:
    """The events of one of the reader's days."""

    date: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that a person typed, or why they cannot be shown."""

    label: str
    text: str
    problem: str = ""


def lines(events: Sequence[Event]) -> list[Line]:
    """Each event with its sentence, in the reader's time zone."""
    zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
    told = timeline.sentences(events, people.labels)
    cases = Event.objects.cases_of({each.chart for each in events if each.chart})
    return [
        _line(event, sentence, cases.get(event.chart, "") if event.chart else "", zone)
        for event, sentence in zip(events, told, strict=True)
    ]


def proof(event: Event) -> Standing | None:
    """Where the event stands in the log; none when that cannot be read here."""
    try:
        return proofs.standing(event)
    except (KeyFileError, CheckpointError, BrokenTreeError):
        return None


def days(these: Iterable[Line]) -> list[Day]:
    """Lines under the day on which they happened, in the given order."""
    grouped = groupby(these, key=lambda line: line.local.date())
    return [Day(day, tuple(found)) for day, found in grouped]


def spoken(words: Iterable[Words]) -> list[Spoken]:
    """What was typed, from the vault. The caller has checked who asks."""
    return [_spoken(each) for each in words]


def _line(event: Event, sentence: Sentence, case: str, zone: ZoneInfo) -> Line:
    return Line(
        sentence=sentence,
        case=sentence.case or case,
        local=event.occurred_at.astimezone(zone),
        exact_when=_exactly(event.occurred_at, zone),
        exact_recorded=_exactly(event.recorded_at, zone),
        leaf_hash=bytes(event.leaf_hash).hex(),
    )


def body(event: Event) -> str:
    """The body, indented where it is what the writer writes, else as it stands.

    For one event at a time: indenting takes milliseconds for a long one.
    """
    try:
        return json.dumps(event.content, indent=2, ensure_ascii=False)
    except ValueError:
        return bytes(event.body).decode("utf-8", "replace")


def _exactly(moment: datetime, zone: ZoneInfo) -> str:
    """To the microsecond in UTC, and what the reader's clock showed."""
    universal = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
    local = moment.astimezone(zone)
    if local.utcoffset() == timedelta(0):
        return universal
    return f"{universal} · {local:%Y-%m-%d %H:%M:%S %Z}"


def _spoken(words: Words) -> Spoken:
    try:
        return Spoken(words.label, vault.get_text(words.sha256))
    except vault.VaultError as error:
        return Spoken(words.label, "", str(error))
