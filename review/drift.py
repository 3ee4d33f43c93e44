"""The weekly series that are watched, and their control charts.

Owns which figures are watched for which strata, and reading them week by week. The
charts are ``audit.metrics.control``'s, alerts are ``review.actions.drift``'s.
Never writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from audit.figures import reading
from audit.figures.reading import WEEK, Question
from audit.metrics import control
from audit.metrics.control import Week
from audit.metrics.counts import Counts

ALL = "all"
#: Strata that acceptance and confidence are watched for, each value apart.
WATCHED = ("specialty", "setting", "provider_group", "engine")
#: Values of a stratum that are watched at most: those with most suggestions.
MOST = 6
MIXES = {
    "chapters": "chapter",
    "reasons": "what",
    "sections": "section",
    "styles": "style",
}
LABELS = {
    "acceptance": "Accepted as suggested",
    "confidence": "Mean confidence",
    "chapters": "Code mix (chapters)",
    "reasons": "Reasons",
    "sections": "Sections",
    "styles": "Documentation style",
}
_KINDS: Mapping[str, Callable[..., control.Chart]] = {
    "acceptance": control.of_shares,
    "confidence": control.of_means,
}


@dataclass(frozen=True, slots=True)
class Key:
    """Which series: a measure, for all charts or for one value of a stratum."""

    measure: str
    stratum: str = ALL
    value: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A series with its weeks and its chart against the baseline."""

    key: Key
    weeks: tuple[date, ...]
    chart: control.Chart


def last_whole_week(today: date) -> date:
    """The Monday of the newest week that is over, and not after the newest figures."""
    whole = reading.monday(today) - timedelta(weeks=1)
    known = reading.span()
    return min(whole, known[1]) if known else whole


def series(since: date, until: date, last: date) -> list[Series]:
    """All watched series, charted from ``since``; the baseline ends with ``until``.

    One query for each measure and stratum, however many values it has.
    """
    counted = dict(_acceptance(Question(since, last)))
    mixed = {key: _mix(Question(since, last), key) for key in MIXES}
    made: dict[Key, dict[date, Week]] = {}
    for (stratum, value), by_week in counted.items():
        for measure in ("acceptance", "confidence"):
            made[Key(measure, stratum, value)] = {
                week: _week(measure, counts) for week, counts in by_week.items()
            }
    made |= {Key(measure): weeks for measure, weeks in mixed.items()}
    days = _mondays(since, last)
    return [_chart(key, weeks, days, until, len(made)) for key, weeks in made.items()]


ByWeek = dict[date, Counts]


def _acceptance(question: Question) -> list[tuple[tuple[str, str], ByWeek]]:
    found: list[tuple[tuple[str, str], ByWeek]] = [
        ((ALL, ""), reading.by(question, WEEK))
    ]
    for stratum in WATCHED:
        by_value: dict[str, ByWeek] = {}
        for (week, value), counts in reading.crossed(question, WEEK, stratum).items():
            by_value.setdefault(value, {})[week] = counts
        heavy = sorted(by_value, key=lambda value: -_weight(by_value[value]))[:MOST]
        if len(by_value) > 1:
            found += [((stratum, value), by_value[value]) for value in heavy]
    return found


def _weight(weeks: ByWeek) -> int:
    return sum(counts.suggested for counts in weeks.values())


def _week(measure: str, counts: Counts) -> Week:
    if measure == "confidence":
        return Week(counts.confident, counts.said, counts.said_squares)
    return Week(counts.suggested, counts.exact)


def _mix(question: Question, measure: str) -> dict[date, Week]:
    parts: dict[date, dict[str, int]] = {}
    found = reading.crossed(question, WEEK, MIXES[measure])
    for (week, value), counts in found.items():
        n = counts.suggested + counts.missed
        parts.setdefault(week, {})[value] = n
    return {week: Week(sum(each.values()), parts=each) for week, each in parts.items()}


def _chart(
    key: Key, weeks: Mapping[date, Week], days: Sequence[date], until: date, n: int
) -> Series:
    empty = Week(0, parts={})
    held = [weeks.get(day, empty) for day in days]
    frozen = [week for day, week in zip(days, held, strict=True) if day <= until]
    watched = held[len(frozen) :]
    make = _KINDS.get(key.measure, control.of_mixes)
    chart = make(frozen, watched, series=n)
    return Series(key, tuple(days[len(frozen) :]), chart)


def _mondays(since: date, last: date) -> list[date]:
    weeks = (last - since).days // 7 + 1
    return [since + timedelta(weeks=n) for n in range(max(weeks, 0))]
