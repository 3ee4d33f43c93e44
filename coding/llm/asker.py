"""How the engine asks, whoever answers: the value between engine and endpoint.

Owns the interface that the gate in front of an endpoint has, and what is counted of a
run. Must not import Django or open a connection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import BaseModel

from coding.llm.endpoints import Endpoint
from coding.llm.prompts import Prompt
from coding.llm.replies import Reply

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(slots=True)
class Use:
    """What a run has taken so far."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0
    microseconds: int = 0
    prompts: dict[str, str] = field(default_factory=dict)


class Asker(Protocol):
    """Asks one question at a time; ``Fault`` where there is no answer."""

    @property
    def endpoint(self) -> Endpoint: ...

    @property
    def use(self) -> Use: ...

    def ask(
        self, prompt: Prompt, question: str, form: type[Answer]
    ) -> Reply[Answer]: ...
