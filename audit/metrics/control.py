"""Control charts: whether a weekly series has left the level it was frozen at.

Owns the standardising of three kinds of series against a frozen baseline (a share, a
mean, a mix) and the two-sided cumulative sum that raises an alarm (Page 1954). Pure.

The limit follows from how many series are watched together, so that all of them raise
``ALARMS`` false alarms a year on average, however many they are (Siegmund 1985: the run
length of a cumulative sum). Weeks vary by more than chance alone, because codes come
in charts; the baseline's own spread widens the limits (Laney 2002). The level of a
baseline is itself uncertain, and an error in it stays in every week held against it:
what it leaves open is added to the slack, or one unlucky baseline would alarm again and
again (Jensen et al. 2006, on estimated parameters). One odd week is no drift:
what a week adds is capped, so that an alarm takes at least two (Lucas and Crosier 1982,
the robust cumulative sum).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, log, sqrt

#: Half of the shift, in standard deviations of a week, that is looked for; before what
#: the baseline leaves open.
SLACK = 1.0
#: False alarms a year over all series that are watched together.
ALARMS = 0.2
WEEKS = 52
#: The most of its limit that one week adds to a sum.
MOST_A_WEEK = 0.55
#: How many weeks freeze a baseline, and how few rows make a week unreadable.
BASELINE, FEWEST = 13, 30
#: With fewer readable weeks a baseline says too little of how weeks differ.
READABLE = 6
#: Siegmund's correction for looking only once a week.
_OVERSHOOT = 1.166
#: A spread from few weeks is uncertain; it is taken at so many standard errors more. A
#: mix's comes from chi-squares, whose tail is the longer.
_CAUTION, _MIXED = 0.5, 1.0
#: So many standard errors of the baseline's level are no drift.
_LEVEL = 2.0
#: Expected rows below which a class of a mix joins the rest.
_RARE = 5.0


@dataclass(frozen=True, slots=True)
class Week:
    """What one week of a series holds: ``n`` rows, their sum and sum of squares.

    For a share the sum counts hits. For a mix ``parts`` counts rows by class.
    """

    n: int
    total: float = 0.0
    squares: float = 0.0
    parts: Mapping[str, int] | None = None

    @property
    def value(self) -> float | None:
        return self.total / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Point:
    """One week on the chart: how far from the baseline, and the sums so far.

    ``score`` is in standard deviations of such a week; None where it had too few rows.
    """

    n: int
    value: float | None
    score: float | None
    up: float
    down: float
    alarm: str = ""  # up | down


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its frozen level and the limit of the cumulative sums."""

    level: float
    limit: float
    spread: float
    points: tuple[Point, ...]

    @property
    def alarms(self) -> tuple[int, ...]:
        """The places of the weeks that raised one, counted from 0."""
        return tuple(i for i, point in enumerate(self.points) if point.alarm)


# The score of a week; the second argument is one over the baseline's rows, or zero to
# take its level as known.
Scorer = Callable[[Week, float], float]


def limit_for(series: int, *, alarms: float = ALARMS, sides: int = 2) -> float:
    """The limit at which so many series together give ``alarms`` a year."""
    run = max(series, 1) * sides * WEEKS / alarms
    return log(2 * SLACK * SLACK * run + 1) / (2 * SLACK) - _OVERSHOOT


def of_shares(
    baseline: Sequence[Week], weeks: Sequence[Week], *, series: int = 1
) -> Chart:
    """A chart of shares, such as acceptance; arcsines keep rare ones fair."""
    base_n = sum(week.n for week in baseline)
    level = sum(week.total for week in baseline) / base_n if base_n else 0.0

    def score(week: Week, known: float) -> float:
        share = week.total / week.n
        apart = 2 * (asin(sqrt(share)) - asin(sqrt(level)))
        return apart / sqrt(1 / week.n + known)

    return _chart(baseline, weeks, score, level, base_n, series)


def of_means(
    baseline: Sequence[Week], weeks: Sequence[Week], *, series: int = 1
) -> Chart:
    """A chart of means, such as confidence."""
    base_n = sum(week.n for week in baseline)
    level = sum(week.total for week in baseline) / base_n if base_n else 0.0
    variance = sum(week.squares for week in baseline) / max(base_n, 1) - level**2
    deviation = sqrt(max(variance, 1e-12))

    def score(week: Week, known: float) -> float:
        apart = week.total / week.n - level
        return apart / (deviation * sqrt(1 / week.n + known))

    return _chart(baseline, weeks, score, level, base_n, series)


def of_mixes(
    baseline: Sequence[Week], weeks: Sequence[Week], *, series: int = 1
) -> Chart:
    """A chart of how far a mix is from the baseline's: codes, reasons, sections.

    Pearson's chi-square of week against baseline, brought to a normal scale by Wilson
    and Hilferty; only away from the baseline counts.
    """
    whole: dict[str, int] = {}
    for week in baseline:
        for name, count in (week.parts or {}).items():
            whole[name] = whole.get(name, 0) + count
    base_n = sum(week.n for week in baseline)

    loose = _looseness([_apart(w, whole, -base_n) for w in baseline if w.n >= FEWEST])

    def score(week: Week, known: float) -> float:
        chi, freedom = _apart(week, whole, base_n if known else -base_n)
        return _normal(chi / loose, freedom)

    return _chart(baseline, weeks, score, 0.0, base_n, series, sides=1, caution=_MIXED)


def _looseness(found: Sequence[tuple[float, int]]) -> float:
    """By how much mixes vary beyond single draws: codes come in charts.

    Taken with the same caution as a spread; never less than chance.
    """
    freedom = sum(each for _, each in found)
    if not freedom:
        return 1.0
    mean = sum(chi for chi, _ in found) / freedom
    return max(1.0, mean * (1 + _MIXED * sqrt(2 / freedom)))


def _apart(week: Week, whole: Mapping[str, int], base_n: int) -> tuple[float, int]:
    """How unlike the baseline one week's mix is: chi-square and its freedom.

    The baseline is itself a sample of ``base_n`` rows; negative where the week is one
    of them, which brings the two together.
    """
    total, parts = sum(whole.values()), dict(week.parts or {})
    pooled: dict[str, tuple[float, float]] = {}
    for name in whole.keys() | parts.keys():
        expected = week.n * whole.get(name, 0) / max(total, 1)
        key = name if expected >= _RARE else ""
        seen, before = pooled.get(key, (0.0, 0.0))
        pooled[key] = seen + parts.get(name, 0), before + expected
    both = max(1 + week.n / base_n, 0.5) if base_n else 1.0
    chi = sum(
        (seen - expected) ** 2 / max(expected, 0.5) / both
        for seen, expected in pooled.values()
    )
    return chi, max(len(pooled) - 1, 1)


def _normal(chi: float, freedom: int) -> float:
    small = 2 / (9 * freedom)
    return float(((chi / freedom) ** (1 / 3) - (1 - small)) / sqrt(small))


def _chart(
    baseline: Sequence[Week],
    weeks: Sequence[Week],
    score: Scorer,
    level: float,
    base_n: int,
    series: int,
    *,
    sides: int = 2,
    caution: float = _CAUTION,
) -> Chart:
    own = [score(week, 0.0) for week in baseline if week.n >= FEWEST]
    base_n = base_n if len(own) >= READABLE else 0
    spread = _spread(own, caution)
    scores = [
        score(week, 1 / base_n) / spread if week.n >= FEWEST and base_n else None
        for week in weeks
    ]
    limit = limit_for(series, sides=sides)
    slack = SLACK + _LEVEL / sqrt(max(len(own), 1))
    points = _sums(weeks, scores, limit, slack, sides)
    return Chart(level, limit, spread, tuple(points))


def _spread(scores: Sequence[float], caution: float) -> float:
    """By how much weeks of the baseline vary beyond chance; never less than chance."""
    if len(scores) < 2:
        return 1.0
    mean = sum(scores) / len(scores)
    freedom = len(scores) - 1
    deviation = sqrt(sum((each - mean) ** 2 for each in scores) / freedom)
    return max(1.0, deviation * (1 + caution / sqrt(2 * freedom)))


def _sums(
    weeks: Sequence[Week],
    scores: Iterable[float | None],
    limit: float,
    slack: float,
    sides: int,
) -> list[Point]:
    points, up, down, most = [], 0.0, 0.0, MOST_A_WEEK * limit
    for week, score in zip(weeks, scores, strict=True):
        if score is not None:
            up = max(0.0, up + min(score - slack, most))
            down = max(0.0, down + min(-score - slack, most)) if sides == 2 else 0.0
        alarm = "up" if up > limit else "down" if down > limit else ""
        points.append(Point(week.n, week.value, score, up, down, alarm))
        if alarm:
            # Counting begins anew, so that one shift is told once and not each week.
            up = down = 0.0
    return points
