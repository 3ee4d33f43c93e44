"""The queue of queries: which ones, in which order, and how long answers take.

Owns the questions that its page asks of the database, each one query by an index. Must
not change anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import Now

from review.models import Query
from review.models.queries import QueryQuerySet
from review.querystates import QueryState, Topic

SHOWN = 50
RECENT = timedelta(days=90)

# View, its label, and the states it shows.
VIEWS: tuple[tuple[str, str, tuple[QueryState, ...]], ...] = (
    ("out", "Waiting", (QueryState.ESCALATED, QueryState.SENT)),
    ("answered", "Answered", (QueryState.ANSWERED,)),
    ("draft", "Drafts", (QueryState.DRAFT,)),
    (
        "done",
        "Done",
        (QueryState.CLOSED, QueryState.WITHDRAWN, QueryState.EXPIRED),
    ),
)
_STATES = {name: states for name, _, states in VIEWS}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked to see."""

    view: str = "out"
    topic: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Choice:
        """From an address; anything unknown is left aside."""
        view, topic = str(query.get("view", "")), str(query.get("topic", ""))
        return cls(
            view=view if view in _STATES else "out",
            topic=topic if topic in list(Topic) else "",
        )

    def address(self, **changes: str) -> str:
        """The query part of an address for this choice with some changed."""
        pairs = {"view": self.view, "topic": self.topic} | changes
        return urlencode({name: value for name, value in pairs.items() if value})


def found(user: Any, asked: Choice) -> QueryQuerySet:
    """The queries of a view: escalated before sent, the longest due first."""
    rows = Query.objects.visible_to(user).filter(state__in=_STATES[asked.view])
    if asked.topic:
        rows = rows.filter(topic=asked.topic)
    if asked.view == "done":
        rows = rows.order_by("-ended_at", "-pk")
    else:
        rows = rows.order_by("state", F("due_at").asc(nulls_last=True), "pk")
    return rows.select_related("case", "sent_by", "drafted_by")


class _Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Turnaround:
    """How long answers took in the last ninety days; the median of ``answered``."""

    answered: int
    median: timedelta | None
    by_view: Mapping[str, int]


def turnaround(user: Any) -> Turnaround:
    """Counts of every view and the median time to an answer, in one query."""
    recent = Q(answered_at__gte=Now() - RECENT)
    views = {
        f"in_{name}": Count("pk", filter=Q(state__in=states))
        for name, states in _STATES.items()
    }
    got = Query.objects.visible_to(user).aggregate(
        answered=Count("pk", filter=recent),
        median=_Median(F("answered_at") - F("sent_at"), filter=recent),
        **views,
    )
    by_view = {name: int(got[f"in_{name}"]) for name in _STATES}
    return Turnaround(got["answered"], got["median"], by_view)
