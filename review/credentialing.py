"""What a credential wants by when: renewal, dues, education units.

Owns the cycles of the two bodies as they publish them: AAPC asks for 36 units in two
years and for dues every year, AHIMA for 20 (30 for an RHIA) in two years and 10 more
for each further credential. Pure: dates in, matters out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

#: How many days ahead people are reminded, the farthest first.
AHEAD = (90, 60, 30, 7)
CYCLE = timedelta(days=730)
AAPC_UNITS, AHIMA_UNITS, RHIA_UNITS, FURTHER = 360, 200, 300, 100


@dataclass(frozen=True, slots=True)
class Held:
    """A credential as far as its dates matter; units in tenths."""

    type: str
    body: str
    expires_on: date
    dues_paid_through: date | None
    earned: int
    others: int  # of the same body


@dataclass(frozen=True, slots=True)
class Matter:
    """Something due: expiry, dues or ceu; ``days`` is the distance reminded at."""

    about: str
    due_on: date
    days: int
    missing: int = 0


def needed(held: Held) -> int:
    """Units of one cycle, in tenths; further credentials of AHIMA ask for more."""
    if held.body == "AAPC":
        return AAPC_UNITS
    own = RHIA_UNITS if held.type == "RHIA" else AHIMA_UNITS
    return own + FURTHER * held.others


def matters(held: Held, today: date) -> Iterator[Matter]:
    """What is due within the farthest reminder, each at its nearest distance."""
    if days := _distance(held.expires_on, today):
        yield Matter("expiry", held.expires_on, days)
        if (missing := needed(held) - held.earned) > 0:
            yield Matter("ceu", held.expires_on, days, missing)
    if held.dues_paid_through and (days := _distance(held.dues_paid_through, today)):
        yield Matter("dues", held.dues_paid_through, days)


def _distance(due: date, today: date) -> int:
    """The smallest reminder distance that has been reached; 0 before the first."""
    left = (due - today).days
    return min((days for days in AHEAD if left <= days), default=0) if left >= 0 else 0
