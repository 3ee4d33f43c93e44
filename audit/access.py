"""Reading of charts that somebody should look at again.

Owns the measures of what is unusual: a reader who bears the patient's name, charts read
without ever having worked on them, many charts in an hour of the night (45 CFR
164.308(a)(1)(ii)(D), 164.312(b): examine, not only record). They are reasons to ask,
never findings of wrong. Pure: values in, values out; no name ever leaves it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Event types by which a person has seen something of a chart.
READS = (
    "chart-viewed",
    "chart-sent-ahead",
    "chart-searched",
    "identity-viewed",
    "intake-exception-viewed",
)
#: A day of reading this many charts without work on them is asked about.
CHARTS_WITHOUT_WORK = 5
#: So is an hour of the night with this many charts.
CHARTS_AT_NIGHT = 20
NIGHT = (22, 6)
_LETTERS = re.compile(r"[^\W\d_]{3,}")


class Concern(StrEnum):
    """Why somebody should look."""

    OWN_NAME = "own_name"
    NO_CASE = "no_case"
    NIGHT_BURST = "night_burst"


@dataclass(frozen=True, slots=True)
class Reading:
    """One person saw one chart; ``at`` is in the house's own time zone."""

    event: int
    at: datetime
    person: str
    patient: str
    chart: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A concern about one person: the events it rests on, and how many charts."""

    concern: Concern
    person: str
    patient: str
    events: tuple[int, ...]
    charts: int


def notice(
    readings: Sequence[Reading],
    worked: Collection[tuple[str, str]],
    same_name: Callable[[str, str], bool],
) -> Iterator[Noticed]:
    """All concerns of one day's readings, in a fixed order.

    ``worked`` are pairs of person and chart with work on it; ``same_name`` is asked of
    a person and a patient.
    """
    yield from own_names(readings, same_name)
    yield from without_work(readings, worked)
    yield from night_bursts(readings)


def own_names(
    readings: Iterable[Reading], same_name: Callable[[str, str], bool]
) -> Iterator[Noticed]:
    """Readers who share a name with the patient, once for each pair."""
    pairs = _grouped(readings, lambda each: (each.person, each.patient))
    for (person, patient), found in pairs.items():
        if patient and same_name(person, patient):
            yield _noticed(Concern.OWN_NAME, person, found, patient)


def without_work(
    readings: Iterable[Reading], worked: Collection[tuple[str, str]]
) -> Iterator[Noticed]:
    """People who read several charts that they never worked on."""
    alone = (each for each in readings if (each.person, each.chart) not in worked)
    for (person, _), found in _grouped(alone, lambda each: (each.person, "")).items():
        if _charts(found) >= CHARTS_WITHOUT_WORK:
            yield _noticed(Concern.NO_CASE, person, found)


def night_bursts(readings: Iterable[Reading]) -> Iterator[Noticed]:
    """People who read very many charts in one hour of the night."""
    late = (each for each in readings if is_night(each.at))
    hours = _grouped(late, lambda each: (each.person, f"{each.at:%Y-%m-%d %H}"))
    for (person, _), found in hours.items():
        if _charts(found) >= CHARTS_AT_NIGHT:
            yield _noticed(Concern.NIGHT_BURST, person, found)


def is_night(at: datetime) -> bool:
    evening, morning = NIGHT
    return at.hour >= evening or at.hour < morning


def share_a_name(one: str, other: str) -> bool:
    """Whether a person's last name stands among the other's names, case aside."""
    names = _LETTERS.findall(one.casefold())
    return bool(names) and names[-1] in _LETTERS.findall(other.casefold())


def _noticed(
    concern: Concern, person: str, found: Sequence[Reading], patient: str = ""
) -> Noticed:
    events = tuple(each.event for each in found)
    return Noticed(concern, person, patient, events, _charts(found))


def _charts(found: Iterable[Reading]) -> int:
    return len({each.chart for each in found})


def _grouped(
    readings: Iterable[Reading], key: Callable[[Reading], tuple[str, str]]
) -> Mapping[tuple[str, str], list[Reading]]:
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for each in readings:
        groups[key(each)].append(each)
    return dict(sorted(groups.items()))
