"""How a fact becomes the payload of an event, and comes back unchanged.

Owns the base of all event types, the forms that their fields may take, the registry by
wire name and the reading of old schemas. Knows no particular event (``audit.events``
does) and no database. Must not import Django.

A field of a fact is text in a stated form, an integer, a yes or no, an enum, a nested
``Part`` or a tuple of these. ``None`` means "left out". Forms exist so that nothing can
slip free text into the log: a field for a digest takes only a digest.

Adding an optional field keeps a schema number. Any other change raises it and needs an
entry in ``UPCASTS``, because events already written stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Self,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

Payload = dict[str, Any]
Upcast = Callable[[Payload], Payload]

# What every body holds beside the fact; no fact may use these names for a field.
ENVELOPE = frozenset({"schema", "type", "log", "salt", "occurred_at", "actor"})


class MalformedError(ValueError):
    """A payload or a fact does not have the form that its type prescribes."""


class UnknownEventError(ValueError):
    """The type, or its schema number, is not in this version's vocabulary."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a text must look like; the message names the form, never the text."""

    name: str
    pattern: str

    def check(self, value: str) -> None:
        if re.fullmatch(self.pattern, value) is None:
            raise MalformedError(f"The value is not {self.name}.")


@dataclass(frozen=True, slots=True)
class Between:
    """The inclusive bounds of an integer."""

    low: int
    high: int

    def check(self, value: int) -> None:
        if not self.low <= value <= self.high:
            raise MalformedError(f"The number is not in {self.low} to {self.high}.")


Digest = Annotated[str, Form("a sha256 in hexadecimal", r"[0-9a-f]{64}")]
Uuid = Annotated[str, Form("a UUID", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
Day = Annotated[str, Form("a date", r"\d{4}-\d{2}-\d{2}")]
Instant = Annotated[
    str, Form("a UTC time", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")
]
# One word without spaces: an id, a lane, a rule, a code, a version.
Token = Annotated[str, Form("a single word", r"[!-~]{1,120}")]
# A name from configuration or an official title; never what people type about a chart.
Name = Annotated[str, Form("a short name", r"[^\x00-\x1f\x7f]{0,200}")]
Title = Annotated[str, Form("a title", r"[^\x00-\x1f\x7f]{0,500}")]
Count = Annotated[int, Between(0, 2**53 - 1)]
# 10,000 is certainty; integers, because floats have no single spelling.
TenThousandths = Annotated[int, Between(0, 10_000)]


class ActorKind(StrEnum):
    """Who can do something that the trail remembers."""

    PERSON = "person"
    SYSTEM = "system"
    SERVICE = "service"


class Part:
    """A nested value of a fact. Subclasses are frozen dataclasses."""

    __slots__ = ()


class Fact:
    """Something that happened. Subclasses are made with ``event``."""

    __slots__ = ()
    type: ClassVar[str]
    schema: ClassVar[int]

    def to_payload(self) -> Payload:
        """The fact's fields as strings, integers, lists and objects."""
        return cast(Payload, _encode(type(self), self))

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The fact again; unknown, missing and malformed fields are refused."""
        return cast(Self, _decode(cls, payload))


EVENTS: dict[str, type[Fact]] = {}
# (type, schema number) -> how to turn that payload into the next schema's.
UPCASTS: dict[tuple[str, int], Upcast] = {}

F = TypeVar("F", bound=Fact)
P = TypeVar("P", bound=Part)


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
)
def event(name: str, schema: int = 1) -> Callable[[type[F]], type[F]]:
    """Make a class an event type, known in the log by ``name`` for ever."""

    def make(cls: type[F]) -> type[F]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.type, made.schema = name, schema
        if name in EVENTS or ENVELOPE & {each.name for each in _fields(made)}:
            raise TypeError(f"{cls.__name__}: its name or a field is already taken.")
        EVENTS[name] = made
        return made

    return make


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(cls: type[P]) -> type[P]:
    """Make a class a nested value of facts."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def fact_of(
    body: Mapping[str, Any], upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS
) -> Fact:
    """The fact inside an event's body, whatever schema it was written with."""
    name, schema = body["type"], body["schema"]
    if name not in EVENTS:
        raise UnknownEventError(f"No event type is called {name!r}.")
    known = EVENTS[name]
    payload = {key: each for key, each in body.items() if key not in ENVELOPE}
    while schema < known.schema and (name, schema) in upcasts:
        payload, schema = upcasts[name, schema](payload), schema + 1
    if schema != known.schema:
        raise UnknownEventError(f"{name}: schema {schema} cannot be read.")
    return known.from_payload(payload)


def _encode(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _checked(arguments, _encode(arguments[0], value))
    if origin in (Union, UnionType):
        return _encode(_member(arguments, value), value)
    if origin is tuple:
        _expect(tuple, value)
        return [_encode(arguments[0], each) for each in value]
    _expect(hint, value)
    if issubclass(hint, Fact | Part):
        return _encode_fields(hint, value)
    if hint is bool:
        return "yes" if value else "no"
    # An enum of strings becomes the plain string that stands for it in the log.
    return str(value) if issubclass(hint, str) else value


def _encode_fields(kind: type, value: Any) -> Payload:
    hints = _hints(kind)
    pairs = ((each.name, getattr(value, each.name)) for each in _fields(kind))
    return {
        name: _at(kind, name, _encode, hints[name], got)
        for name, got in pairs
        if got is not None
    }


def _decode(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _checked(arguments, _decode(arguments[0], value))
    if origin in (Union, UnionType):
        return _decode(_member(arguments, value), value)
    if origin is tuple:
        _expect(list, value)
        return tuple(_decode(arguments[0], each) for each in value)
    if issubclass(hint, Fact | Part):
        return _decode_fields(hint, value)
    if hint is bool:
        return _yes_or_no(value)
    if issubclass(hint, StrEnum):
        return _one_of(hint, value)
    _expect(hint, value)
    return value


def _decode_fields(kind: type, value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise MalformedError(f"{kind.__name__}: an object was expected.")
    hints, known = _hints(kind), _fields(kind)
    wanted = {each.name for each in known if each.default is MISSING}
    names = {each.name for each in known}
    if not wanted <= value.keys() <= names:
        odd = ", ".join(sorted((wanted - value.keys()) | (value.keys() - names)))
        raise MalformedError(f"{kind.__name__}: missing or unknown: {odd}.")
    return kind(
        **{
            name: _at(kind, name, _decode, hints[name], got)
            for name, got in value.items()
        }
    )


def _at(
    kind: type, name: str, convert: Callable[[Any, Any], Any], hint: Any, value: Any
) -> Any:
    """Convert, and let an error say in which field it arose."""
    try:
        return convert(hint, value)
    except MalformedError as error:
        raise MalformedError(f"{kind.__name__}.{name}: {error}") from None


def _member(arguments: tuple[Any, ...], value: Any) -> Any:
    """Which alternative of a union applies; here they always differ in plain type."""
    options = [each for each in arguments if each is not NoneType]
    for option in options:
        plain = get_args(option)[0] if get_origin(option) is Annotated else option
        if len(options) == 1 or type(value) is plain:
            return option
    raise MalformedError("The value has none of the types that are allowed here.")


def _checked(arguments: tuple[Any, ...], value: Any) -> Any:
    for rule in arguments[1:]:
        rule.check(value)
    return value


def _expect(kind: type, value: Any) -> None:
    # A boolean is an integer to Python; in the log they are different things.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise MalformedError(f"{kind.__name__} was expected.")


def _yes_or_no(value: Any) -> bool:
    if value not in ("yes", "no"):
        raise MalformedError("Neither yes nor no.")
    return bool(value == "yes")


def _one_of(kind: type[StrEnum], value: Any) -> StrEnum:
    try:
        return kind(value)
    except ValueError as error:
        raise MalformedError(f"Not a member of {kind.__name__}.") from error


def _fields(kind: type) -> tuple[Any, ...]:
    return fields(cast(Any, kind))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)
