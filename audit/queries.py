"""Questions that readers ask of the log.

Owns the QuerySet of events. Every method narrows or orders by an index, so that an
answer stays quick among millions of rows. Never writes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from audit.models import Event


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the newest-first list: just after this event."""

    occurred_at: datetime
    id: int


class EventQuerySet(models.QuerySet["Event"]):
    """Events, narrowed; chain at will."""

    def for_chart(self, chart: UUID | str) -> Self:
        """One chart's events in the order in which the log received them."""
        return self.filter(chart=chart).order_by("id")

    def for_patient(self, patient: UUID | str) -> Self:
        """One patient's events, over all their charts, in the log's order."""
        return self.filter(patient=patient).order_by("id")

    def for_actor(self, actor: str) -> Self:
        """What one person, service or part of the system did."""
        return self.filter(actor_id=actor)

    def of_types(self, types: Collection[str]) -> Self:
        """Only events of these types."""
        return self.filter(type__in=list(types))

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Only what happened from ``start`` on and before ``end``."""
        found = self
        if start is not None:
            found = found.filter(occurred_at__gte=start)
        if end is not None:
            found = found.filter(occurred_at__lt=end)
        return found

    def newest_first(self) -> Self:
        """By the time it happened, latest first; ties by the log's order."""
        return self.order_by("-occurred_at", "-id")

    def older_than(self, place: Place | None) -> Self:
        """What follows ``place`` in the newest-first list."""
        if place is None:
            return self
        same_time = Q(occurred_at=place.occurred_at, id__lt=place.id)
        # The first condition lets the index be entered at the right place.
        return self.filter(occurred_at__lte=place.occurred_at).filter(
            Q(occurred_at__lt=place.occurred_at) | same_time
        )

    def after(self, event_id: int | None) -> Self:
        """What the log received after that event."""
        return self if event_id is None else self.filter(id__gt=event_id)

    def page(self, size: int) -> tuple[Sequence[Event], bool]:
        """At most ``size`` events, and whether there are more."""
        rows: list[Any] = list(self[: size + 1])
        return rows[:size], len(rows) > size
