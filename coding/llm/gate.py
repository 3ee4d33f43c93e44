"""The gate in front of an endpoint: nobody asks a model but through it.

Owns the order of things for each call: is the work still ours, does the circuit let it
out, is there money left, ask, book. One answer that was cut short is asked for again
with more room; nothing else is asked twice here. Must not read or write a note.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from coding.llm import spending
from coding.llm.asker import Use
from coding.llm.breaker import Breaker
from coding.llm.endpoints import Endpoint
from coding.llm.faults import Fault, Kind
from coding.llm.prompts import Prompt
from coding.llm.replies import Reply

Answer = TypeVar("Answer", bound=BaseModel)
#: How much more room an answer gets that was cut short.
MORE_ROOM = 3
#: Letters of an answer's schema, which goes out with each question.
FORM = 1_500


def nothing() -> None:
    """Where nothing has to be said before a note leaves, or between calls."""


class Gate:
    """One run's way to one endpoint.

    ``first`` is called before anything leaves, ``before`` before every call; either may
    raise a ``Fault``. ``seconds`` bounds the whole run.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        first: Callable[[], None] = nothing,
        before: Callable[[], None] = nothing,
        seconds: float = 600,
    ) -> None:
        # The library takes half a second to load, which workers without a model spare.
        from coding.llm.client import Client

        self.endpoint = endpoint
        self.use = Use()
        self._client = Client(endpoint)
        self._breaker = Breaker(endpoint)
        self._first, self._before = first, before
        self._until = time.monotonic() + seconds

    def __enter__(self) -> Gate:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, prompt: Prompt, question: str, form: type[Answer]) -> Reply[Answer]:
        """One question answered, or the ``Fault`` that says why not."""
        self.use.prompts[prompt.name] = prompt.sha256
        try:
            return self._call(prompt, question, form, 1)
        except Fault as fault:
            if fault.kind is not Kind.TRUNCATED:
                raise
        return self._call(prompt, question, form, MORE_ROOM)

    def _call(
        self, prompt: Prompt, question: str, form: type[Answer], longer: int
    ) -> Reply[Answer]:
        if time.monotonic() > self._until:
            raise Fault(Kind.TOO_SLOW)
        self._before()
        letters = len(prompt.text) + len(question) + FORM
        if self.endpoint.most(letters)[0] > self.endpoint.context:
            raise Fault(Kind.TOO_LONG)
        if not self._breaker.admits():
            raise Fault(Kind.BREAKER_OPEN)
        held = spending.hold(self.endpoint, letters, longer)
        self._announce(held)
        self.use.calls += 1
        try:
            reply = self._client.ask(prompt.text, question, form, longer=longer)
        except Fault as fault:
            spending.fault(held, fault.kind)
            self._report(fault.kind)
            raise
        self._breaker.succeeded()
        self._book(held, reply)
        return reply

    def _announce(self, held: spending.Held) -> None:
        """Says that text is about to leave, once; if that fails, none does."""
        if self.use.calls:
            return
        try:
            self._first()
        except Fault:
            spending.release(held)
            raise

    def _report(self, kind: Kind) -> None:
        """Only what says that the endpoint is ill counts against it."""
        if kind.is_of_endpoint:
            self._breaker.failed()
        else:
            self._breaker.succeeded()

    def _book(self, held: spending.Held, reply: Reply[Answer]) -> None:
        cost = spending.settle(
            held,
            self.endpoint,
            reply.tokens_in,
            reply.tokens_out,
            reply.microseconds,
        )
        self.use.tokens_in += reply.tokens_in
        self.use.tokens_out += reply.tokens_out
        self.use.microseconds += reply.microseconds
        self.use.cost += cost
