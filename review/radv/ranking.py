"""Which records prove an HCC best: at most two, best first.

Owns the order. A record that fails a test is never chosen by itself; a person may still
choose it. Pure: no Django, no database.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from review.radv.states import MOST_RECORDS

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tried(Generic[K]):
    """A record with what preflight came to; ``exact``: the audited HCC itself."""

    key: K
    failed: int
    asked: int
    signed: bool
    exact: bool
    codes: int
    on: date
    tie: str = ""

    def worth(self) -> tuple[int, bool, int, bool, int, int, str]:
        """Less is better; the latest encounter first where all else is equal."""
        return (
            self.failed,
            not self.signed,
            self.asked,
            not self.exact,
            -self.codes,
            -self.on.toordinal(),
            self.tie,
        )


def in_order(tried: Sequence[Tried[K]]) -> list[Tried[K]]:
    """All records, best first."""
    return sorted(tried, key=Tried.worth)


def chosen(tried: Sequence[Tried[K]]) -> list[K]:
    """The keys of those that go into the package: at most two, none that fails."""
    sound = [one for one in in_order(tried) if not one.failed]
    return [one.key for one in sound[:MOST_RECORDS]]
