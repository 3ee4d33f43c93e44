"""Everything that can keep a model from answering: a closed set, each with its words.

Owns the kinds, whether waiting may mend one, and what people read of it. A fault never
carries what the server said: that could quote the note. Must not import Django.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Why there is no answer."""

    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    CONNECTION_LOST = "connection-lost"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too-slow"
    TRUNCATED = "truncated"
    DECLINED = "declined"
    MALFORMED = "malformed-json"
    EMPTY = "empty-answer"
    WRONG_SHAPE = "wrong-schema"
    TOO_LONG = "context-too-long"
    REJECTED = "request-rejected"
    BREAKER_OPEN = "breaker-open"
    CAP_REACHED = "daily-cap-reached"
    SWITCHED_OFF = "switched-off"
    NOT_CONFIGURED = "not-configured"
    LEASE_LOST = "lease-lost"

    @property
    def words(self) -> str:
        """What a coder or an administrator reads after "the model did not answer: "."""
        return _WORDS[self]

    @property
    def is_passing(self) -> bool:
        """Whether the same question may be answered later."""
        return self in _PASSING

    @property
    def is_of_endpoint(self) -> bool:
        """Whether it says that the endpoint is ill, rather than one question."""
        return self in _OF_ENDPOINT


_WORDS = {
    Kind.RATE_LIMITED: "it was asked too often",
    Kind.SERVER_ERROR: "its server had an error",
    Kind.CONNECTION_LOST: "the connection to it was lost",
    Kind.UNREACHABLE: "it could not be reached",
    Kind.TOO_SLOW: "it took too long",
    Kind.TRUNCATED: "its answer was cut short",
    Kind.DECLINED: "it declined to answer",
    Kind.MALFORMED: "its answer was not readable",
    Kind.EMPTY: "its answer was empty",
    Kind.WRONG_SHAPE: "its answer did not have the form asked for",
    Kind.TOO_LONG: "the text is too long for it",
    Kind.REJECTED: "it rejected the request",
    Kind.BREAKER_OPEN: "it failed too often and is left alone for a while",
    Kind.CAP_REACHED: "the day's spending cap is reached",
    Kind.SWITCHED_OFF: "it is switched off for this site",
    Kind.NOT_CONFIGURED: "no endpoint is set up",
    Kind.LEASE_LOST: "another worker took the chart over",
}
_OF_ENDPOINT = frozenset(
    {
        Kind.SERVER_ERROR,
        Kind.CONNECTION_LOST,
        Kind.UNREACHABLE,
        Kind.TOO_SLOW,
    }
)
_PASSING = _OF_ENDPOINT | {
    Kind.RATE_LIMITED,
    Kind.BREAKER_OPEN,
    Kind.TRUNCATED,
    Kind.MALFORMED,
    Kind.EMPTY,
    Kind.WRONG_SHAPE,
}


class Fault(Exception):  # noqa: N818  not every one is an error
    """There is no answer; ``wait`` is how long the server asked for, in seconds."""

    def __init__(self, kind: Kind, wait: float | None = None) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.wait = wait
