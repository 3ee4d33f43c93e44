"""The way to an endpoint under one deadline for everything.

Owns the clock that runs from the first byte sent to the last received. The libraries'
own timeouts start again with every byte, so a server that drips would never end. Also
sees to it that nothing is redirected: a note goes where it was meant to go, or nowhere.
Must not know of models or prompts.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from coding.llm.endpoints import Deadlines


class Clock:
    """When the call in hand has to be over."""

    def __init__(self) -> None:
        self._until = 0.0

    def start(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self, wanted: float | None) -> float:
        """The seconds a step may take; at the end the least there is."""
        left = max(0.001, self._until - time.monotonic())
        return left if wanted is None else min(wanted, left)


class TimedStream(httpcore2.NetworkStream):
    """A connection whose every read and write ends with the call's deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, clock: Clock) -> None:
        self._inner, self._clock = inner, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._clock.left(timeout)
        return TimedStream(
            self._inner.start_tls(ssl_context, server_hostname, left), self._clock
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class TimedBackend(httpcore2.NetworkBackend):
    """Opens connections that know the deadline."""

    def __init__(self, clock: Clock) -> None:
        self._inner, self._clock = httpcore2.SyncBackend(), clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._inner.connect_tcp(
            host, port, self._clock.left(timeout), local_address, socket_options
        )
        return TimedStream(stream, self._clock)


def http_client(clock: Clock, deadlines: Deadlines, proxy: str = "") -> httpx2.Client:
    """A client that follows no redirect and reads no proxy from the environment."""
    transport = httpx2.HTTPTransport(trust_env=True, proxy=proxy or None)
    # The library offers no public place for a backend; test_client proves that this
    # one is used.
    transport._pool._network_backend = TimedBackend(clock)
    timeout = httpx2.Timeout(deadlines.read, connect=deadlines.connect)
    return httpx2.Client(transport=transport, timeout=timeout, follow_redirects=False)
