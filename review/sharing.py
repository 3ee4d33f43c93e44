"""Sharing charts out among people: evenly, by what each can still take.

Owns that computation. Pure: no Django, no database. The most urgent chart goes first,
each to whoever has the most room left and may sign it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that waits, and what signing it takes."""

    case: int
    setting: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with room for some charts, and the kinds they may sign.

    ``sites`` holds the empty word for somebody who works everywhere.
    """

    key: str
    room: int
    settings: frozenset[str]
    sites: frozenset[str] = frozenset({""})

    def may_sign(self, chart: Chart) -> bool:
        here = "" in self.sites or chart.site in self.sites
        return here and chart.setting in self.settings


def share_out(
    charts: Iterable[Chart], people: Sequence[Person], at_most: int
) -> dict[int, str]:
    """Whose each chart is, for at most so many; nobody gets more than their room."""
    room = {person.key: person.room for person in people}
    given: dict[int, str] = {}
    for chart in charts:
        if len(given) >= at_most or not any(room.values()):
            break
        fitting = [p for p in people if room[p.key] > 0 and p.may_sign(chart)]
        if fitting:
            # Of equals the first by key, so that the same question has one answer.
            best = min(fitting, key=lambda person: (-room[person.key], person.key))
            given[chart.case] = best.key
            room[best.key] -= 1
    return given
