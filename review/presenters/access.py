"""Reports of who read what: one patient's readers, or what one person read.

Owns choosing the events and the words of each line. Reads only; whoever shows a report
records that they did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from audit import access, pages
from audit.facts import ActorKind
from audit.models import Event
from audit.queries import EventQuerySet
from review.models import Case, User

#: Reading, and what takes a record out of the house.
SHOWN = (*access.READS, "trail-read", "access-reported", "radv-package-disclosed")
COLUMNS = ("when", "who", "case", "what", "event")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about: a patient through a case, or a person; and which days."""

    case: Case | None = None
    person: User | None = None
    since: date | None = None
    until: date | None = None

    @property
    def patient(self) -> UUID | None:
        return self.case.chart.patient if self.case else None

    def rows(self) -> EventQuerySet:
        """The events, latest first; none where nothing was asked for."""
        zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
        found = Event.objects.of_types(SHOWN).between(
            _start(self.since, zone), _start(self.until, zone, days=1)
        )
        if self.case is not None:
            found = found.filter(patient=self.patient, actor_kind=ActorKind.PERSON)
        if self.person is not None:
            found = found.for_actor(str(self.person.pk))
        if self.case is None and self.person is None:
            return found.none()
        return found.newest_first()


def _start(day: date | None, zone: ZoneInfo, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time(), zone)


def cells(lines: list[pages.Line]) -> Iterator[dict[str, str]]:
    """The lines as a table takes them away."""
    for line in lines:
        said = "".join(bit.text for bit in line.sentence.bits)
        yield {
            "when": line.exact_when,
            "who": line.sentence.who,
            "case": line.case,
            "what": said,
            "event": str(line.sentence.event),
        }
