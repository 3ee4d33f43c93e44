"""Charts drawn on the server: numbers to coordinates of an SVG.

Owns scales, paths and labels. The templates draw, and show the same numbers in a table
beneath. Computes no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from audit.metrics.calibration import Reliability
from audit.metrics.control import Chart
from audit.metrics.intervals import Share

WIDTH, HEIGHT = 600, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 590, 16, 172


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at a place of an axis, with the line through it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark; ``size`` its radius, ``loud`` where it wants attention."""

    x: float
    y: float
    size: float = 3.0
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """What a template draws; paths are SVG's, empty where there is nothing."""

    label: str
    across: Sequence[Tick]
    up: Sequence[Tick]
    series: str = ""
    band: str = ""
    ideal: str = ""
    dots: Sequence[Dot] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def of_weeks(label: str, weeks: Sequence[str], shares: Sequence[Share]) -> Plot:
    """A share by week with its Wilson interval; weeks without rows leave a gap."""
    known = [each for each in shares if each.n]
    if not known:
        return Plot(label, (), ())
    low = floor(10 * min(each.interval.low for each in known)) / 10
    high = ceil(10 * max(each.interval.high for each in known)) / 10
    high = max(high, low + 0.1)
    at = [(_x(i, len(shares)), each) for i, each in enumerate(shares) if each.n]
    upper = [(x, _y(each.interval.high, low, high)) for x, each in at]
    lower = [(x, _y(each.interval.low, low, high)) for x, each in at]
    middle = [(x, _y(each.value or 0.0, low, high)) for x, each in at]
    return Plot(
        label,
        _weeks(weeks),
        _levels(low, high),
        series=_path(middle),
        band=_path([*upper, *lower[::-1]]) + "Z",
        dots=[Dot(x, y) for x, y in middle] if len(middle) < 3 else (),
    )


def of_bins(label: str, found: Reliability) -> Plot:
    """Said against right, with the line on which honesty lies."""
    size = LEFT, RIGHT
    at = [
        Dot(
            round(size[0] + each.said * (size[1] - size[0]), 1),
            _y(each.share.value or 0.0, 0, 1),
            size=round(2.5 + 5 * (each.n / max(found.n, 1)) ** 0.5, 1),
            loud=not each.share.interval.holds(each.said),
        )
        for each in found.bins
    ]
    across = [Tick(_across(v / 10), f"said {v / 10:.1f}") for v in (1, 3, 5, 7, 9)]
    return Plot(
        label,
        across,
        _levels(0.0, 1.0),
        series=_path([(dot.x, dot.y) for dot in at]),
        ideal=_path([(_across(0), _y(0, 0, 1)), (_across(1), _y(1, 0, 1))]),
        dots=at,
    )


def of_control(label: str, weeks: Sequence[str], chart: Chart) -> Plot:
    """The cumulative sums of a control chart, with the limit as a dashed line."""
    sums = [max(point.up, point.down) for point in chart.points]
    if not sums:
        return Plot(label, (), ())
    high = max(chart.limit * 1.25, *sums)
    at = [(_x(i, len(sums)), _y(each, 0, high)) for i, each in enumerate(sums)]
    limit = _y(chart.limit, 0, high)
    return Plot(
        label,
        _weeks(weeks),
        [Tick(limit, "limit"), Tick(_y(0, 0, high), "0")],
        series=_path(at),
        ideal=_path([(LEFT, limit), (RIGHT, limit)]),
        dots=[
            Dot(x, y, 4.0, loud=True)
            for (x, y), point in zip(at, chart.points, strict=True)
            if point.alarm
        ],
    )


def of_curve(
    label: str, values: Sequence[float], shares: Sequence[Share], marked: float
) -> Plot:
    """A share over a setting, with the setting in force marked."""
    low, high = min(values), max(values)
    at = [
        (LEFT + (v - low) / (high - low) * (RIGHT - LEFT), _y(each.value or 0.0, 0, 1))
        for v, each in zip(values, shares, strict=True)
    ]
    place = LEFT + (min(max(marked, low), high) - low) / (high - low) * (RIGHT - LEFT)
    across = [Tick(x, f"{v:.2f}") for v, (x, _) in zip(values, at, strict=True)]
    return Plot(
        label,
        across[::2],
        _levels(0.0, 1.0),
        series=_path(at),
        ideal=_path([(place, TOP), (place, BOTTOM)]),
        dots=[Dot(round(x, 1), y) for x, y in at],
    )


def _across(value: float) -> float:
    return round(LEFT + value * (RIGHT - LEFT), 1)


def _x(place: int, n: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * (place / (n - 1) if n > 1 else 0.5), 1)


def _y(value: float, low: float, high: float) -> float:
    return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)


def _levels(low: float, high: float) -> list[Tick]:
    steps = max(1, round((high - low) * 10))
    every = 1 if steps <= 4 else 2 if steps <= 8 else 5
    marks = range(round(low * 10), round(high * 10) + 1, every)
    return [Tick(_y(mark / 10, low, high), f"{10 * mark}%") for mark in marks]


def _weeks(weeks: Sequence[str]) -> list[Tick]:
    every = max(1, ceil(len(weeks) / 6))
    return [
        Tick(_x(i, len(weeks)), week) for i, week in enumerate(weeks) if i % every == 0
    ]


def _path(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
