"""In which order a worklist stands, and where a page of it goes on.

Owns the orders that may be chosen, none of them by money, and the place after a row as
an address carries it. Each order reads an index of its own over the charts that wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from review.models import Case
from review.models.cases import CaseQuerySet


def _instant(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None or timezone.is_naive(at):
        raise ValueError(text)
    return at.astimezone(UTC)


def _number(text: str) -> int:
    # No column that orders a worklist holds more.
    return min(max(int(text[:12]), -(2**31)), 2**31 - 1)


def _words(text: str) -> str:
    return text.replace("\x00", "")[:200]


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by first; then by when it is due, then by number."""

    label: str
    lead: Any
    read: Callable[[str], Any]
    falls: bool = False


#: A chart on which nothing is suggested has no confidence: it comes after the others.
UNSTATED = 10_001
ORDERS = {
    "": Order("most urgent first", F("priority"), _number, falls=True),
    "age": Order("longest waiting first", F("opened_at"), _instant),
    "due": Order("due first", F("due_at"), _instant),
    "confidence": Order(
        "least sure first",
        Coalesce("lowest_confidence", Value(UNSTATED)),
        _number,
    ),
    "specialty": Order("by specialty", F("specialty"), _words),
    "reason": Order(
        "by reason",
        # A chart without a reason comes first: it is here for no reason but its turn.
        Coalesce(
            KeyTextTransform("kind", KeyTransform("0", "reasons")),
            Value(""),
            output_field=TextField(),
        ),
        _words,
    ),
}


def ordered(cases: CaseQuerySet, name: str) -> CaseQuerySet:
    """The cases in this order; their ``lead`` is what they are sorted by first."""
    order = ORDERS[name]
    # A chart without a reason stands last, as it would be sorted by the index.
    lead = F("lead").desc() if order.falls else F("lead").asc()
    return cases.annotate(lead=order.lead).order_by(lead, "due_at", "id")


def after(cases: CaseQuerySet, name: str, place: str) -> CaseQuerySet:
    """Of the ordered cases those that follow a place; all of them for none of ours."""
    found = _read(name, place)
    if found is None:
        return cases
    lead, due, pk = found
    later = Q(due_at__gt=due) | Q(due_at=due, id__gt=pk)
    beyond = Q(lead__lt=lead) if ORDERS[name].falls else Q(lead__gt=lead)
    return cases.filter(beyond | (Q(lead=lead) & later))


def place_of(case: Case) -> str:
    """Where the page after this row begins, for an address."""
    lead = case.__dict__["lead"]
    said = lead.isoformat() if isinstance(lead, datetime) else lead
    return f"{said}~{case.due_at.isoformat()}~{case.pk}"


def _read(name: str, place: str) -> tuple[Any, datetime, int] | None:
    parts = place.rsplit("~", 2)
    if len(parts) != 3 or not parts[2].isdecimal() or len(parts[2]) > 18:
        return None
    said, due, pk = parts
    try:
        return ORDERS[name].read(said), _instant(due), int(pk)
    except (ValueError, OverflowError):
        return None
