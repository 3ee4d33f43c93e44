"""Leaving a failing endpoint alone: a circuit per endpoint, shared by all workers.

Owns its three states in Redis. Closed: calls go out. Open, after ``FAILURES`` within
``WINDOW``: none do for ``REST``. Half open, after that: one call tries, and its
outcome closes or opens the circuit. Without Redis there is no circuit and calls go out:
then the bounded retries of a run are what limits them. Must not know what is asked.
"""

from __future__ import annotations

import hashlib
import logging
from enum import StrEnum
from functools import lru_cache

import redis
from django.conf import settings

from coding.llm.endpoints import Endpoint

log = logging.getLogger(__name__)
FAILURES = 5
WINDOW, REST = 60, 30  # seconds
#: How long it is remembered that a circuit was open, in seconds.
MEMORY = 3600


class State(StrEnum):
    """What the circuit lets through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"
    UNKNOWN = "not known"


@lru_cache(maxsize=4)
def _server(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


class Breaker:
    """The circuit of one endpoint and model."""

    def __init__(self, endpoint: Endpoint) -> None:
        named = f"{endpoint.base_url} {endpoint.model}".encode()
        queue = settings.CELERY_TASK_DEFAULT_QUEUE
        self._key = f"{queue}:model:{hashlib.sha256(named).hexdigest()[:24]}"
        # A trial that never reports back must not keep others away for ever.
        self._trial = int(endpoint.deadlines.total) + 5
        self._redis = _server(settings.REDIS_URL)

    def state(self) -> State:
        """What the next call would meet, without being it."""
        try:
            if self._redis.exists(f"{self._key}:open"):
                return State.OPEN
            was_open = self._redis.exists(f"{self._key}:was-open")
        except redis.RedisError:
            return State.UNKNOWN
        return State.HALF_OPEN if was_open else State.CLOSED

    def admits(self) -> bool:
        """Whether a call may go out; of a half-open circuit only one at a time."""
        try:
            if self._redis.exists(f"{self._key}:open"):
                return False
            if not self._redis.exists(f"{self._key}:was-open"):
                return True
            trial = self._redis.set(f"{self._key}:trial", 1, nx=True, ex=self._trial)
            return bool(trial)
        except redis.RedisError:
            log.warning("no circuit: the broker is away")
            return True

    def succeeded(self) -> None:
        """Closes the circuit and forgets the failures."""
        names = ("failures", "open", "was-open", "trial")
        try:
            self._redis.delete(*(f"{self._key}:{name}" for name in names))
        except redis.RedisError:
            log.warning("no circuit: the broker is away")

    def failed(self) -> None:
        """Counts a failure; enough of them, or a failed trial, open the circuit."""
        try:
            with self._redis.pipeline() as pipe:
                pipe.incr(f"{self._key}:failures")
                pipe.expire(f"{self._key}:failures", WINDOW, nx=True)
                pipe.exists(f"{self._key}:was-open")
                count, _, was_open = pipe.execute()
            if was_open or int(count) >= FAILURES:
                self._open()
        except redis.RedisError:
            log.warning("no circuit: the broker is away")

    def _open(self) -> None:
        with self._redis.pipeline() as pipe:
            pipe.set(f"{self._key}:open", 1, ex=REST)
            pipe.set(f"{self._key}:was-open", 1, ex=MEMORY)
            pipe.delete(f"{self._key}:failures", f"{self._key}:trial")
            pipe.execute()

    def rest(self) -> None:
        """As if the rest were over: the next call is the trial."""
        self._redis.delete(f"{self._key}:open")
