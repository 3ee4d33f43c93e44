"""Where a model is asked: one endpoint and everything that goes with it.

Owns the value, what its address may be, and its prices. A secret is held for as long as
a call takes and is never shown. Must not import Django.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: Prices and costs are whole millionths of the currency, so that sums are exact.
MILLION = 1_000_000
#: Letters to a token: fewer than usual, so that an estimate is rather too high.
LETTERS = 3
PRIVATE_NAMES = (".local", ".internal", ".lan", ".home.arpa", ".localhost")


class BadAddress(ValueError):  # noqa: N818  reads better where it is caught
    """The address may not be used, with the reason for a person."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a call may take, in seconds: to connect, between bytes, altogether."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind an address.

    ``price_in`` and ``price_out`` are millionths of the currency for a million tokens,
    ``daily_cap`` millionths for a day (UTC); ``daily_tokens`` caps what has no price.
    ``context`` are the tokens that question and answer may have together.
    """

    name: str
    base_url: str
    model: str
    key: str = field(default="", repr=False)
    deadlines: Deadlines = Deadlines()
    price_in: int = 0
    price_out: int = 0
    daily_cap: int = 0
    daily_tokens: int = 5_000_000
    context: int = 16_000
    most_out: int = 2_000
    temperature: float = 0.0
    logprobs: bool = True
    proxy: str = ""

    @property
    def host(self) -> str:
        """The server as people know it: name and port, no path and no secret."""
        return host_of(self.base_url)

    def cost(self, tokens_in: int, tokens_out: int) -> int:
        """Millionths of the currency for so many tokens, rounded up."""
        return -(-(tokens_in * self.price_in + tokens_out * self.price_out) // MILLION)

    def most(self, letters: int, longer: int = 1) -> tuple[int, int]:
        """What a question of so many letters can need at most: (tokens, cost)."""
        asked, answer = estimate(letters), self.most_out * longer
        return asked + answer, self.cost(asked, answer)


def estimate(letters: int) -> int:
    """About how many tokens a text has, rather too many."""
    return letters // LETTERS + 16


def host_of(address: str) -> str:
    """The host and port of an address, without anything secret in it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return f"{host}:{parts.port}" if parts.port else host


def check_address(address: str, allowed: tuple[str, ...] = ()) -> str:
    """The address, fit to be used; ``BadAddress`` with the reason otherwise.

    Text of charts goes there, so without TLS only to this machine or a private network.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise BadAddress("This is not an address.") from None
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress("An address begins with https:// or http:// and a host.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadAddress("Leave user, password and anything after ? or # out of it.")
    if parts.scheme == "http" and not _is_near(host):
        raise BadAddress("Outside this machine and private networks use https://.")
    if allowed and host not in allowed and f"{host}:{port}" not in allowed:
        raise BadAddress("This host is not in ATTEST_LLM_HOSTS.")
    return address.strip()


def _is_near(host: str) -> bool:
    """This machine, a private network, or a name that only a private one knows."""
    try:
        there = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(PRIVATE_NAMES)
    return there.is_loopback or (there.is_private and not there.is_link_local)
