"""What a model answered, as values.

Owns their shape and nothing else, so that whoever only handles answers need not load
the library that fetches them. Must not import the client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the answer as it was written, and how likely it was to come next."""

    text: str
    chance: float


@dataclass(frozen=True, slots=True)
class Reply(Generic[Answer]):
    """An answer that fits the schema, and what it took.

    ``tokens`` are empty where the server gives no log-probabilities.
    """

    answer: Answer
    tokens: tuple[Token, ...]
    tokens_in: int
    tokens_out: int
    microseconds: int
