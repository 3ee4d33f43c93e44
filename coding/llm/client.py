"""The one place that speaks to a model: a question out, a checked answer back.

Owns the ``openai`` library, what is sent beside the prompt, and turning everything that
can go wrong into a ``Fault``. Nothing that a server said leaves here but an answer that
fits its schema. Must not retry for the sake of time, spend or mask: its callers do.
"""

from __future__ import annotations

import json
import logging
import math
import re
import time
import warnings
from email.utils import parsedate_to_datetime
from typing import Any

import openai
from pydantic import ValidationError

from coding.llm.endpoints import Endpoint
from coding.llm.faults import Fault, Kind
from coding.llm.replies import Answer, Reply, Token
from coding.llm.transport import Clock, http_client

# At "debug" the library logs whole requests, and OPENAI_LOG can turn that on.
for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)

#: The library refuses to start without a key; servers of one's own ask for none.
NO_KEY = "none"
#: What a server may ask us to wait, in seconds, before we stop believing it.
LONGEST_WAIT = 600.0
#: What is sent beside the question and may be left out where a server rejects it.
OPTIONAL = ("logprobs", "temperature")
_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context length"
    r"|context (?:size|length|window)|too many tokens|prompt is too long",
    re.IGNORECASE,
)


class Client:
    """One endpoint; keeps connections and what the server was found not to take."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._clock = Clock()
        self._without: set[str] = set() if endpoint.logprobs else {"logprobs"}
        self._most = "max_tokens"
        self._http = http_client(self._clock, endpoint.deadlines, endpoint.proxy)
        self._sdk = openai.OpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.key or NO_KEY,
            organization="",
            project="",
            max_retries=0,
            http_client=self._http,
        )

    def close(self) -> None:
        self._http.close()

    def ask(
        self, instructions: str, question: str, form: type[Answer], *, longer: int = 1
    ) -> Reply[Answer]:
        """Asks once; ``Fault`` unless an answer of the form came back in time.

        ``longer`` multiplies the room for the answer.
        """
        for _ in range(len(OPTIONAL) + 2):
            told = self._once(instructions, question, form, longer)
            if isinstance(told, Reply):
                return told
            if told is not None:
                raise told
        raise Fault(Kind.REJECTED)

    def _once(
        self, instructions: str, question: str, form: type[Answer], longer: int
    ) -> Reply[Answer] | Fault | None:
        """The answer, what went wrong, or None where asking otherwise may help.

        A fault is handed back and raised elsewhere, so that it does not carry along
        the library's own error, which quotes the answer.
        """
        began = time.perf_counter()
        self._clock.start(self.endpoint.deadlines.total)
        try:
            # The library warns of odd answers and quotes them in the warning.
            with warnings.catch_warnings(action="ignore"):
                told = self._send(instructions, question, form, longer)
            return _reply(told, began)
        except Fault as fault:
            return fault
        except openai.BadRequestError as error:
            return None if self._does_without(error) else _of_status(error)
        except openai.OpenAIError as error:
            return _of_error(error)
        except ValidationError as error:
            return _of_validation(error)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return Fault(Kind.MALFORMED)

    def _send(
        self, instructions: str, question: str, form: type[Answer], longer: int
    ) -> Any:
        extra: dict[str, Any] = {self._most: self.endpoint.most_out * longer}
        if "logprobs" not in self._without:
            extra["logprobs"] = True
        if "temperature" not in self._without:
            extra["temperature"] = self.endpoint.temperature
        return self._sdk.chat.completions.parse(
            model=self.endpoint.model,
            messages=[
                {"role": "system", "content": instructions},
                {"role": "user", "content": question},
            ],
            response_format=form,
            **extra,
        )

    def _does_without(self, error: openai.BadRequestError) -> bool:
        """Whether the server named something we can leave out, and now will."""
        said = _said(error).lower()
        if "max_completion_tokens" in said and self._most == "max_tokens":
            self._most = "max_completion_tokens"
            return True
        for name in OPTIONAL:
            if name not in self._without and name.rstrip("s") in said:
                self._without.add(name)
                return True
        return False


def _reply(told: Any, began: float) -> Reply[Any]:
    choice = told.choices[0] if told.choices else None
    if choice is None:
        raise Fault(Kind.EMPTY)
    message = choice.message
    if message.refusal:
        raise Fault(Kind.DECLINED)
    if choice.finish_reason == "length":
        raise Fault(Kind.TRUNCATED)
    if message.parsed is None or not (message.content or "").strip():
        raise Fault(Kind.EMPTY)
    used = told.usage
    return Reply(
        answer=message.parsed,
        tokens=_tokens(choice),
        tokens_in=max(0, used.prompt_tokens) if used else 0,
        tokens_out=max(0, used.completion_tokens) if used else 0,
        microseconds=round((time.perf_counter() - began) * 1_000_000),
    )


def _tokens(choice: Any) -> tuple[Token, ...]:
    """The tokens of the answer; none where they do not spell it."""
    listed = (choice.logprobs and choice.logprobs.content) or ()
    tokens = tuple(
        Token(one.token, math.exp(min(0.0, one.logprob)))
        for one in listed
        if isinstance(one.logprob, int | float) and not math.isnan(one.logprob)
    )
    spelt = "".join(one.text for one in tokens)
    return tokens if spelt.strip() == choice.message.content.strip() else ()


def _of_error(error: openai.OpenAIError) -> Fault:
    if isinstance(error, openai.LengthFinishReasonError):
        return Fault(Kind.TRUNCATED)
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return Fault(Kind.DECLINED)
    if isinstance(error, openai.APITimeoutError):
        return Fault(Kind.TOO_SLOW)
    if isinstance(error, openai.APIConnectionError):
        lost = _is_unreachable(error)
        return Fault(Kind.UNREACHABLE if lost else Kind.CONNECTION_LOST)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    return Fault(Kind.MALFORMED)


def _is_unreachable(error: openai.APIConnectionError) -> bool:
    return type(error.__cause__).__name__ == "ConnectError"


def _of_status(error: openai.APIStatusError) -> Fault:
    status = error.status_code
    wait = _wait(error.response.headers)
    if status == 429:
        return Fault(Kind.RATE_LIMITED, wait)
    if status in (408, 409) or status >= 500:
        return Fault(Kind.SERVER_ERROR, wait)
    if status in (400, 413, 422) and _TOO_LONG.search(_said(error)):
        return Fault(Kind.TOO_LONG)
    return Fault(Kind.REJECTED)


def _said(error: openai.APIStatusError) -> str:
    """What the server said of an error: read here, and never kept."""
    try:
        return json.dumps(error.body)[:4000]
    except (TypeError, ValueError):
        return ""


def _wait(headers: Any) -> float | None:
    """Retry-After in seconds, whether given so or as a date; RFC 9110, 10.2.3."""
    said = str(headers.get("retry-after", "")).strip()
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(said).timestamp() - time.time()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if math.isnan(seconds):
        return None
    return min(LONGEST_WAIT, max(0.0, seconds))


def _of_validation(error: ValidationError) -> Fault:
    """Not JSON at all, or JSON of another form."""
    kinds = {one["type"] for one in error.errors(include_input=False)}
    return Fault(Kind.MALFORMED if "json_invalid" in kinds else Kind.WRONG_SHAPE)
