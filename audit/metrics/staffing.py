"""Backlog and the people it wants: arithmetic on arrivals, minutes and hours.

Owns a plain forecast. Arrivals are taken as Poisson, so the interval of their mean is
the exact one's normal approximation; nothing here knows of seasons. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from audit.metrics.intervals import Interval, Z


@dataclass(frozen=True, slots=True)
class Forecast:
    """What keeps up with arrivals, and what also clears the backlog.

    Hours are active coding hours a day. ``days`` is None when the backlog only grows,
    ``charts`` the signed ones that ``minutes`` is the mean of.
    """

    arrivals: float
    arrivals_interval: Interval
    signed: float
    minutes: float
    backlog: int
    hours_to_keep_up: Interval
    backlog_hours: float
    days: float | None
    charts: int = 0


def forecast(
    arrived: Sequence[int], signed: Sequence[int], minutes: float, backlog: int
) -> Forecast:
    """From charts that arrived and were signed on each of some days.

    ``minutes`` is the active time of an average chart, ``backlog`` the charts waiting.
    """
    days = max(1, len(arrived))
    mean, total = sum(arrived) / days, sum(arrived)
    half = Z * sqrt(total) / days
    spread = Interval(max(0.0, mean - half), mean + half)
    done = sum(signed) / max(1, len(signed))
    gain = done - mean
    return Forecast(
        arrivals=mean,
        arrivals_interval=spread,
        signed=done,
        minutes=minutes,
        backlog=backlog,
        hours_to_keep_up=Interval(
            spread.low * minutes / 60, spread.high * minutes / 60
        ),
        backlog_hours=backlog * minutes / 60,
        days=backlog / gain if gain > 0 else None,
        charts=sum(signed),
    )


#: The first day of each age band of an unbilled discharge, in days.
AGES = (0, 4, 8, 15, 31)


@dataclass(frozen=True, slots=True)
class Age:
    """A band of ages in days, from ``low`` to before ``high``; None is no end."""

    low: int
    high: int | None

    @property
    def label(self) -> str:
        if self.high is None:
            return f"{self.low} days and more"
        return f"{self.low} to {self.high - 1} days"

    def holds(self, days: int) -> bool:
        """Whether so many days are of this band; what lies ahead counts as new."""
        old = max(0, days)
        return self.low <= old and (self.high is None or old < self.high)


BANDS = tuple(Age(low, high) for low, high in zip(AGES, (*AGES[1:], None), strict=True))


def ages(days: Mapping[int, int]) -> tuple[tuple[Age, int], ...]:
    """How many are how old, from the number of each age in days."""
    return tuple(
        (band, sum(n for old, n in days.items() if band.holds(old))) for band in BANDS
    )
