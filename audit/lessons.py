"""Reviewed charts read from the trail, one at a time, in the order of their arrival.

Owns the reading of events for learning and for the feedback dataset: by chart, up to an
event. What they teach is ``audit.feedback``'s matter. Never writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from audit import events, feedback
from audit.feedback import Reviewed
from audit.metrics.story import TYPES, Happened, Story
from audit.models import Event, Leaf
from audit.queries import EventQuerySet

#: Charts whose events are read at once.
BATCH = 200


def latest() -> int:
    """The number of the newest event; 0 for an empty trail."""
    found = Event.objects.order_by("-id").values_list("pk", flat=True).first()
    return found or 0


def signatures_between(after: int, last: int) -> int:
    """How many signatures the trail took down after one event, up to another."""
    signed = Event.objects.filter(type="case-finalised", id__gt=after, id__lte=last)
    return signed.count()


def until(event: int) -> EventQuerySet:
    """What the trail had taken down up to an event."""
    return Event.objects.filter(id__lte=event)


def sealed(size: int) -> EventQuerySet:
    """The first leaves of the tree: the same events for the same size, for ever."""
    leaves = Leaf.objects.filter(leaf_index__lt=size)
    return Event.objects.filter(pk__in=leaves.values("event_id"))


def reviewed(within: EventQuerySet, *, site: str = "") -> Iterator[Reviewed]:
    """Signed charts with what holds of each by these events; one site or all."""
    charts = _signed(within)
    for at in range(0, len(charts), BATCH):
        for one in _batch(charts[at : at + BATCH], within):
            if not site or one.encounter.site == site:
                yield one


def _signed(within: EventQuerySet) -> list[UUID]:
    """Charts in the order of their first signature."""
    signed = within.filter(type="case-finalised", chart__isnull=False)
    keys = signed.order_by("id").values_list("chart", flat=True)
    return list(dict.fromkeys(key for key in keys.iterator() if key is not None))


def _batch(charts: list[UUID], within: EventQuerySet) -> Iterator[Reviewed]:
    stories: dict[UUID, Story] = {chart: Story() for chart in charts}
    arrived: dict[UUID, list[feedback.Arrival]] = {chart: [] for chart in charts}
    wanted = (*TYPES, *feedback.ARRIVALS)
    rows = within.filter(chart__in=charts).of_types(wanted)
    for row in rows.order_by("id").iterator():
        fact = row.fact
        assert row.chart is not None  # asked for by chart
        if isinstance(fact, events.ChartReceived | events.ChartVersionAdded):
            arrived[row.chart].append(fact)
        else:
            stories[row.chart].take(Happened(fact, row.occurred_at, row.actor_id))
    for chart in charts:
        one = feedback.reviewed(stories[chart], arrived[chart])
        if one is not None:
            yield one
