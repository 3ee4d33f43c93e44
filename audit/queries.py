"""Questions that readers ask of the log.

Owns the QuerySet of events. Every method narrows or orders by an index, so that an
answer stays quick among millions of rows. Never writes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from audit.models import Event


# The events that say which case a chart is: the one by which it became one, and the one
# that stays when all others of the chart were disposed of.
ROUTED = ("case-routed", "chart-disposed")


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the newest-first list: just after this event."""

    occurred_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.occurred_at.isoformat()}/{self.id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that ``text`` spells, or none when it spells no place."""
        moment, _, number = text.partition("/")
        try:
            return cls(datetime.fromisoformat(moment).astimezone(UTC), int(number))
        except (ValueError, OverflowError):
            return None


class EventQuerySet(models.QuerySet["Event"]):
    """Events, narrowed; chain at will."""

    def for_chart(self, chart: UUID | str) -> Self:
        """One chart's events in the order in which the log received them."""
        return self.filter(chart=chart).order_by("id")

    def for_chart_like(self, beginning: str) -> Self:
        """Events of all charts whose id begins with these hexadecimal digits."""
        digits = beginning.replace("-", "").lower()
        low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
        return self.filter(chart__gte=low, chart__lte=high)

    def for_case(self, number: int) -> Self:
        """Events of the chart behind a case, those before it became one included."""
        routed = self.model._default_manager.filter(
            type__in=ROUTED, case_id=str(number), chart__isnull=False
        )
        return self.filter(chart__in=routed.values("chart"))

    def cases_of(self, charts: Collection[UUID]) -> dict[UUID, str]:
        """The number of the case that each of these charts became."""
        routed = self.filter(type__in=ROUTED, chart__in=charts, case_id__isnull=False)
        found = routed.order_by("id").values_list("chart", "case_id")
        return {chart: case for chart, case in found if chart and case}

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
