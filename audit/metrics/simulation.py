"""What another policy would have done: charts that leave, errors that leave with them.

Owns the reckoning behind the threshold simulator, on charts whose truth is known. The
conditions are those of ``review.routing``: every code at the threshold of its risk
class, and no other reason to look. Pure.

Errors are those of a code set that leaves as suggested: codes that should not be there,
codes that were missed, a wrong principal or first-listed diagnosis, and a wrong or
missing present-on-admission indicator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.metrics.intervals import Interval, Rate, Share

PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence by risk class, in ten-thousandths, and what always stays.

    ``never_auto`` are beginnings of codes that keep a chart in review however sure.
    """

    default: int
    hcc_bearing: int
    high_risk: int
    never_auto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One chart: what routing saw of it, and what review found.

    ``least_…`` are the lowest confidences by risk class, 10,000 where there is no such
    code. ``held``: a rule, a gap or a high-risk code keeps it in review whatever the
    policy. ``suggested`` are its codes. ``weight`` is one over the probability that its
    truth became known; 0 where nobody read it in full.
    """

    codes: int
    errors: int
    least_default: int = PARTS
    least_hcc: int = PARTS
    least_high: int = PARTS
    held: bool = False
    weight: float = 1.0
    seconds: int = 0
    suggested: tuple[str, ...] = ()

    def leaves(self, at: Thresholds) -> bool:
        """Whether the chart would leave the queue at these thresholds."""
        return (
            not self.held
            and self.least_default >= at.default
            and self.least_hcc >= at.hcc_bearing
            and self.least_high >= at.high_risk
            and not any(code.startswith(at.never_auto) for code in self.suggested)
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would have happened on the charts asked about.

    ``share`` of all charts leaves; ``errors`` per code among those whose truth is
    known; ``seconds`` coders spent on charts that would leave and that would stay.
    """

    share: Share
    errors: Rate
    seconds_leaving: int
    seconds_staying: int
    codes_leaving: int

    @property
    def per_hundred(self) -> float | None:
        """Expected errors per 100 codes that leave."""
        rate = self.errors.value
        return None if rate is None else 100 * rate

    @property
    def interval(self) -> Interval:
        """Where the true errors per 100 codes lie."""
        return _times_hundred(self.errors.interval)

    def ahead(self, codes: float) -> Interval:
        """Where the errors per 100 codes of a later period of so many codes lie."""
        return _times_hundred(self.errors.ahead(codes))


def simulate(charts: Iterable[Reviewed], at: Thresholds) -> Outlook:
    """The outlook at these thresholds."""
    kept = list(charts)
    leaving = [chart for chart in kept if chart.leaves(at)]
    known = (
        (chart.weight, float(chart.errors), float(chart.codes))
        for chart in leaving
        if chart.weight
    )
    gone = sum(chart.seconds for chart in leaving)
    return Outlook(
        share=Share(len(leaving), len(kept)),
        errors=Rate.of(known),
        seconds_leaving=gone,
        seconds_staying=sum(chart.seconds for chart in kept) - gone,
        codes_leaving=sum(chart.codes for chart in leaving),
    )


def _times_hundred(inside: Interval) -> Interval:
    return Interval(100 * inside.low, 100 * inside.high)
