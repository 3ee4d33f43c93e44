"""Writing to the trail: ``record`` is the only way in.

Owns the envelope around every fact. Must be called inside the transaction of the change
that it tells of, so that neither can exist without the other. ``record_all`` is the
same way for very many at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.db import connection

from audit import canonical
from audit.facts import ActorKind, Fact, Form
from audit.models import Log
from audit.occurring import moment

ACTOR_ID = Form("an actor's id", r"[!-~]{1,120}")
# Without salt, whoever holds only a leaf hash could guess short bodies.
SALT_BYTES = 16


class NotAtomicError(RuntimeError):
    """An event was about to be written apart from the change that it tells of."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person by id, a service by name, or the system itself."""

    kind: str
    id: str


SYSTEM = Actor(ActorKind.SYSTEM, "attest")


def record(fact: Fact, *, by: Actor, at: datetime | None = None) -> int:
    """Append one event and return its number.

    ``at`` is when it happened, if that was not now; when the log took it down is for
    the database's clock alone.
    """
    _refuse_apart()
    body = _body(fact, by, at or moment(datetime.now(UTC)))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (body) VALUES (%s) RETURNING id", [body]
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with who did it and when, to be recorded with others."""

    fact: Fact
    by: Actor
    at: datetime


def record_all(told: Iterable[Told]) -> None:
    """Append many events in this order, by COPY.

    The database fills, queues and keeps each as it does a single one.
    """
    _refuse_apart()
    # Spelt before: while a COPY runs nothing else can be asked of the connection.
    bodies = [_body(each.fact, each.by, each.at) for each in told]
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY audit_event (body) FROM STDIN") as into,
    ):
        for body in bodies:
            into.write_row((body,))


def _refuse_apart() -> None:
    if not connection.in_atomic_block:
        raise NotAtomicError("Record an event in the transaction of its change.")


def _body(fact: Fact, by: Actor, at: datetime) -> bytes:
    return canonical.dumps(_envelope(fact, by=by, at=at) | fact.to_payload())


def _envelope(fact: Fact, *, by: Actor, at: datetime) -> dict[str, canonical.Json]:
    return {
        "type": fact.type,
        "schema": fact.schema,
        "log": _log_id(str(connection.settings_dict["NAME"])),
        "salt": secrets.token_hex(SALT_BYTES),
        "occurred_at": instant(at),
        "actor": {"kind": str(ActorKind(by.kind)), "id": _checked(by.id)},
    }


def _checked(actor_id: str) -> str:
    # Anything longer or with spaces would be a name, and names stay out of the log.
    ACTOR_ID.check(actor_id)
    return actor_id


def instant(at: datetime) -> str:
    """A moment as events spell it: UTC, microseconds, Z."""
    if at.tzinfo is None:
        raise ValueError("A time without a zone is not a moment.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@cache
def _log_id(database: str) -> str:
    # Keyed by database, because tests clone theirs; one process, one log otherwise.
    return str(Log.objects.values_list("pk", flat=True).get())
