"""What a day may cost and has cost, for each endpoint.

Owns setting a sum aside before a call, so that many workers together cannot pass the
cap, and settling it after. Days are UTC. Must not call anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import F, Q

from coding.llm.endpoints import Endpoint
from coding.llm.faults import Fault, Kind
from coding.models import ModelDay
from coding.values import ModelUse

#: Faults after which the server has certainly not charged for tokens.
FREE = frozenset(
    {
        Kind.RATE_LIMITED,
        Kind.UNREACHABLE,
        Kind.SERVER_ERROR,
        Kind.REJECTED,
        Kind.TOO_LONG,
    }
)


@dataclass(frozen=True, slots=True)
class Held:
    """A sum set aside for one call."""

    day: int
    tokens: int
    cost: int


def today() -> date:
    return datetime.now(UTC).date()


def hold(endpoint: Endpoint, letters: int, longer: int = 1) -> Held:
    """Sets aside what a question can cost at most; ``Fault`` beyond the day's cap."""
    tokens, cost = endpoint.most(letters, longer)
    day, _ = ModelDay.objects.get_or_create(endpoint=endpoint.name, day=today())
    room = Q(
        tokens_in__lte=endpoint.daily_tokens
        - tokens
        - F("held_tokens")
        - F("tokens_out")
    )
    if endpoint.daily_cap:
        room &= Q(cost__lte=endpoint.daily_cap - cost - F("held_cost"))
    # One statement: of workers that ask at once, the last finds what the others held.
    updated = ModelDay.objects.filter(room, pk=day.pk).update(
        held_tokens=F("held_tokens") + tokens, held_cost=F("held_cost") + cost
    )
    if updated != 1:
        raise Fault(Kind.CAP_REACHED)
    return Held(day.pk, tokens, cost)


def settle(
    held: Held, endpoint: Endpoint, tokens_in: int, tokens_out: int, microseconds: int
) -> int:
    """Books what a call took; returns its cost.

    A server that does not say how many tokens it used is booked at the most.
    """
    if tokens_in + tokens_out == 0:
        tokens_in = held.tokens
    cost = endpoint.cost(tokens_in, tokens_out)
    release(
        held,
        calls=F("calls") + 1,
        tokens_in=F("tokens_in") + tokens_in,
        tokens_out=F("tokens_out") + tokens_out,
        cost=F("cost") + cost,
        microseconds=F("microseconds") + microseconds,
    )
    return cost


def fault(held: Held, kind: Kind) -> None:
    """Books a call without an answer: in full, unless it was certainly not charged."""
    charged = {} if kind in FREE else _in_full(held)
    release(held, calls=F("calls") + 1, faults=F("faults") + 1, **charged)
    count_fault(held.day, kind)


def _in_full(held: Held) -> dict[str, object]:
    return {
        "tokens_in": F("tokens_in") + held.tokens,
        "cost": F("cost") + held.cost,
    }


def release(held: Held, **booked: object) -> None:
    """Gives back what was set aside, and books something in its place."""
    ModelDay.objects.filter(pk=held.day).update(
        held_tokens=F("held_tokens") - held.tokens,
        held_cost=F("held_cost") - held.cost,
        **booked,
    )


@transaction.atomic
def count_fault(day: int, kind: Kind) -> None:
    row = ModelDay.objects.select_for_update().get(pk=day)
    row.by_fault = dict(Counter(row.by_fault) + Counter({kind.value: 1}))
    row.save(update_fields=("by_fault",))


@transaction.atomic
def count_run(endpoint: str, use: ModelUse) -> None:
    """Adds what a run asked and what was refused of its answers to the day."""
    ModelDay.objects.get_or_create(endpoint=endpoint, day=today())
    rows = ModelDay.objects.select_for_update()
    row = rows.get(endpoint=endpoint, day=today())
    row.runs += 1
    row.mentions += use.mentions
    row.sent += use.sent
    row.quotes += use.quotes
    row.codes += use.codes
    row.refused = dict(Counter(row.refused) + Counter(dict(use.refused)))
    names = ("runs", "mentions", "sent", "quotes", "codes", "refused")
    row.save(update_fields=names)
