"""JSON with exactly one spelling (RFC 8785), for the bytes that events are hashed as.

Owns writing and strict reading of that spelling. Only objects, arrays, strings and
integers exist here: a float, a boolean or a null has no place in an event, because
their spelling differs between languages and a verifier must not have to guess.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json]"

# Beyond this an integer is no longer exact in readers that hold numbers as doubles.
LARGEST_INTEGER = 2**53 - 1


class NotCanonicalError(ValueError):
    """The bytes are not the one spelling of the value that they hold."""


def dumps(value: Json) -> bytes:
    """The canonical bytes of ``value``; the same value always gives the same bytes."""
    return _write(value).encode("utf-8")


def loads(data: bytes) -> Any:
    """The value that ``data`` spells; anything but the canonical spelling is refused.

    Comparing with what we would have written catches repeated keys, spare spaces,
    other escapes and another order in one stroke.
    """
    try:
        value = json.loads(data.decode("utf-8"))
        spelt = dumps(value)
    # Something nested too deep to read is as little an event as broken JSON is.
    except (ValueError, TypeError, RecursionError) as error:
        raise NotCanonicalError("The bytes are not canonical JSON.") from error
    if spelt != data:
        raise NotCanonicalError("The bytes are JSON, but not the canonical spelling.")
    return value


def _write(value: Json) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(_write(member) for member in value) + "]"
    raise TypeError(f"{type(value).__name__} has no canonical form in an event.")


# The standard library escapes exactly what RFC 8785 section 3.2.2.2 asks for, as long
# as everything outside ASCII stays as it is.
_SPELT = json.JSONEncoder(ensure_ascii=False).encode


def _string(value: str) -> str:
    # Nearly every string of an event is ASCII, and there are very many of them.
    if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
        raise ValueError("A lone surrogate has no UTF-8 form.")
    return _SPELT(value)


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise ValueError("The integer is too large to be exact everywhere.")
    return str(int(value))


def _object(value: Mapping[str, Json]) -> str:
    for key in value:
        if not isinstance(key, str):
            raise TypeError("Only strings can name the members of an object.")
    members = (f"{_string(key)}:{_write(value[key])}" for key in _ordered(value))
    return "{" + ",".join(members) + "}"


def _ordered(value: Mapping[str, Json]) -> list[str]:
    if all(map(str.isascii, value)):
        return sorted(value)
    # UTF-16 order differs from code point order above U+FFFF; the RFC wants UTF-16.
    return sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
