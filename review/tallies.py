"""Numbers that are kept for some seconds where there is very much to count.

Owns how long a number may be old: not at all while counting is quick. Per process, and
never more than what everybody at the same sites may see anyway. Must not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")

# Beyond so many cases a number moves faster than it can be read.
MANY = 5_000
SECONDS = 5.0
MOST = 500
_kept: dict[Hashable, tuple[float, object]] = {}


def kept(key: Hashable, count: Callable[[], T], size: Callable[[T], int]) -> T:
    """What ``count`` says; up to some seconds ago if ``size`` of it was very many."""
    now = time.monotonic()
    held = _kept.get(key)
    if held is not None and now - held[0] < SECONDS:
        return held[1]  # type: ignore[return-value]
    found = count()
    if size(found) > MANY:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = now, found
    return found


def forget() -> None:
    """Counts everything anew."""
    _kept.clear()
