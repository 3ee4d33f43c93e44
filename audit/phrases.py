"""The pieces of which sentences about events are made.

Owns their types and the register of tellers: one function for each event type, which
gives the predicate of a sentence whose subject is the actor. Knows no event. Must not
import Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from audit.facts import Fact


class Kind(StrEnum):
    """How a piece of a sentence is set."""

    TEXT = "text"
    CODE = "code"
    # An id until the reader's side puts a name in its place.
    PERSON = "person"


class Group(StrEnum):
    """What an event is about, for filtering and for its place in lists."""

    INTAKE = "Intake"
    MACHINE = "Engine"
    QUEUE = "Queue"
    READING = "Reading"
    DECISIONS = "Decisions"
    QUALITY = "Over-read and education"
    RADV = "RADV"
    QUERIES = "Queries"
    RETENTION = "Retention"
    POLICY = "Policy and drift"
    PEOPLE = "People and set-up"


class Tone(StrEnum):
    """Whether something is settled, wants attention or went wrong."""

    PLAIN = ""
    ACCENT = "accent"
    YES = "yes"
    ASK = "ask"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of a sentence."""

    text: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Detail:
    """A line below a sentence: a term and what it says."""

    term: str
    bits: tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a person typed, by the name it has in the vault."""

    label: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a teller makes of a fact."""

    bits: tuple[Bit, ...]
    tone: Tone = Tone.PLAIN
    details: tuple[Detail, ...] = ()
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """How one event type is told."""

    label: str
    group: Group
    tell: Callable[[Any], Told]


TELLERS: dict[str, Teller] = {}
F = TypeVar("F", bound=Fact)


def tells(
    kind: type[F], label: str, group: Group
) -> Callable[[Callable[[F], Told]], Callable[[F], Told]]:
    """Register the teller of an event type."""

    def register(tell: Callable[[F], Told]) -> Callable[[F], Told]:
        TELLERS[kind.type] = Teller(label, group, tell)
        return tell

    return register


def say(*pieces: str | Bit, **more: Any) -> Told:
    """A sentence of plain text and other bits."""
    return Told(_bits(pieces), **more)


def detail(term: str, *pieces: str | Bit) -> Detail:
    return Detail(term, _bits(pieces))


def code(text: str) -> Bit:
    return Bit(text, Kind.CODE)


def person(identifier: str) -> Bit:
    return Bit(identifier, Kind.PERSON)


def codes(these: tuple[str, ...], none: str = "nothing") -> tuple[Bit, ...]:
    """Codes with commas between them."""
    return tuple(_joined(these)) or (Bit(none),)


def typed(**labelled: str | None) -> tuple[Words, ...]:
    """Words for those of the given hashes that are there."""
    return tuple(Words(label, sha) for label, sha in labelled.items() if sha)


def count(number: int, noun: str) -> str:
    """“1 code”, “2 codes”, “2 queries”, “2 days”."""
    if number != 1:
        ends_in_y = noun.endswith("y") and noun[-2] not in "aeiou"
        noun = noun[:-1] + "ies" if ends_in_y else noun + "s"
    return f"{number:,} {noun}"


def plain(token: str) -> str:
    """A fixed word of the vocabulary as people read it."""
    return token.replace("_", " ").replace("-", " ")


def _joined(these: tuple[str, ...]) -> Iterator[Bit]:
    for place, each in enumerate(these):
        if place:
            yield Bit(", ")
        yield code(each)


def _bits(pieces: tuple[str | Bit, ...]) -> tuple[Bit, ...]:
    return tuple(Bit(each) if isinstance(each, str) else each for each in pieces)
