"""How right and how fast coders are, from charts that were coded twice.

Owns the formulas of coding quality: correct over union, precision, recall, the share of
records without an error, the first code and POA; and of pace: active time, and pace
against what such charts take others. Counting only ``right`` over the reviewer's codes
(AHIMA 2009) would leave over-coding invisible, so the main figure counts every missed
and every extra code. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from audit.metrics.intervals import Share, Weighted

#: Longer pauses are somebody being away; only so much of one counts as work.
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Chart:
    """One over-read chart: the signed codes against what holds.

    ``weight`` is one over the probability with which it was drawn.
    """

    right: int
    extra: int
    missed: int
    lead_right: bool
    poa_right: int = 0
    poa_asked: int = 0
    weight: float = 1.0

    @property
    def wrong(self) -> int:
        return self.extra + self.missed

    @property
    def is_clean(self) -> bool:
        """No code too many or too few, the right one first, every POA right."""
        sound = self.lead_right and self.poa_right == self.poa_asked
        return sound and not self.extra and not self.missed


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of the charts that were drawn, and what it says of all that were signed.

    The codes of one chart go together: charts are the clusters of ``weighted``.
    """

    plain: Share
    weighted: Weighted

    @classmethod
    def of(cls, charts: Iterable[tuple[float, int, int]]) -> Estimate:
        """From triples of weight, rows that hit and rows of each chart."""
        rows = list(charts)
        plain = Share(sum(y for _, y, _ in rows), sum(x for _, _, x in rows))
        return cls(plain, Weighted.of(rows))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The figures of several charts, each with its own number of rows."""

    charts: int
    union: Estimate  # right codes over all that either had
    precision: Estimate
    recall: Estimate
    records: Estimate  # charts without any error
    lead: Estimate
    poa: Estimate


def accuracy(charts: Iterable[Chart]) -> Accuracy:
    """Figures over charts; codes are pooled by weight, not averaged chart by chart."""
    rows = list(charts)
    return Accuracy(
        charts=len(rows),
        union=Estimate.of((c.weight, c.right, c.right + c.wrong) for c in rows),
        precision=Estimate.of((c.weight, c.right, c.right + c.extra) for c in rows),
        recall=Estimate.of((c.weight, c.right, c.right + c.missed) for c in rows),
        records=Estimate.of((c.weight, int(c.is_clean), 1) for c in rows),
        lead=Estimate.of((c.weight, int(c.lead_right), 1) for c in rows),
        poa=Estimate.of((c.weight, c.poa_right, c.poa_asked) for c in rows),
    )


def active_seconds(
    moments: Iterable[datetime], longest: timedelta = LONGEST_PAUSE
) -> int:
    """Seconds at work between the acts of one person on one chart."""
    ordered = sorted(moments)
    gaps = (
        min(later - earlier, longest)
        for earlier, later in zip(ordered, ordered[1:], strict=False)
    )
    return int(sum(gap.total_seconds() for gap in gaps))


@dataclass(frozen=True, slots=True)
class Work:
    """One signed chart as work: its kind, and the seconds it took."""

    kind: str  # setting and length
    seconds: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Charts by active hour, and the same weighted by what such charts take others.

    ``index`` is expected over actual time: 1 is the pace of the house, 2 twice as fast.
    """

    charts: int
    per_hour: float | None
    index: float | None


def expected(work: Iterable[Work]) -> Mapping[str, float]:
    """What a chart of each kind takes: the median over everybody."""
    by_kind: dict[str, list[int]] = {}
    for each in work:
        by_kind.setdefault(each.kind, []).append(each.seconds)
    return {kind: median(seconds) for kind, seconds in by_kind.items()}


def pace(work: Sequence[Work], usual: Mapping[str, float]) -> Pace:
    """The pace of one person's charts."""
    seconds = sum(each.seconds for each in work)
    if not seconds:
        return Pace(len(work), None, None)
    wanted = sum(usual.get(each.kind, each.seconds) for each in work)
    return Pace(len(work), 3600 * len(work) / seconds, wanted / seconds)
