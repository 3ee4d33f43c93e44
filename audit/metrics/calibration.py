"""Whether confidence is honest: reliability by bins, and the calibration error.

Owns the expected calibration error (Naeini et al. 2015) over ten bins of equal width
and its stricter sibling, the largest gap. Confidences are ten-thousandths. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.metrics.intervals import Interval, Share

PARTS = 10_000
BINS = 10


def bin_of(confidence: int) -> int:
    """The bin from 0 to 9 of a confidence; certainty falls into the last."""
    return min(confidence * BINS // PARTS, BINS - 1)


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions of nearly one confidence: how sure they were and how many held."""

    number: int
    n: int
    right: int
    said_sum: int  # of their confidences

    @property
    def said(self) -> float:
        """The mean confidence, from 0 to 1."""
        return self.said_sum / PARTS / self.n if self.n else 0.0

    @property
    def share(self) -> Share:
        return Share(self.right, self.n)

    @property
    def gap(self) -> float:
        """How far the confidence was above what held; negative when too modest."""
        return self.said - (self.share.value or 0.0)


@dataclass(frozen=True, slots=True)
class Reliability:
    """All bins that hold something, lowest first."""

    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, bool]]) -> Reliability:
        """From pairs of confidence and whether the code was right."""
        sums: dict[int, tuple[int, int, int]] = {}
        for confidence, right in rows:
            number = bin_of(confidence)
            n, hits, said = sums.get(number, (0, 0, 0))
            sums[number] = n + 1, hits + right, said + confidence
        return cls.from_sums(sums)

    @classmethod
    def from_sums(cls, sums: Mapping[int, tuple[int, int, int]]) -> Reliability:
        """From n, right ones and the sum of confidences by bin."""
        bins = (Bin(number, *sums[number]) for number in sorted(sums))
        return cls(tuple(each for each in bins if each.n))

    @property
    def n(self) -> int:
        return sum(each.n for each in self.bins)

    @property
    def error(self) -> float | None:
        """The expected calibration error: the mean gap, weighted by rows."""
        if not self.n:
            return None
        return sum(abs(each.gap) * each.n for each in self.bins) / self.n

    @property
    def worst(self) -> float | None:
        """The largest gap of any bin."""
        return max((abs(each.gap) for each in self.bins), default=None)

    @property
    def error_interval(self) -> Interval:
        """What the error could be, every bin at the ends of its Wilson interval.

        Wide on purpose: the error is biased upwards where bins hold few rows.
        """
        if not self.n:
            return Interval(0.0, 1.0)
        ends = [_ends(each) for each in self.bins]
        low, high = (
            sum(end[side] * each.n for end, each in zip(ends, self.bins, strict=True))
            / self.n
            for side in (0, 1)
        )
        return Interval(low, high)


def _ends(one: Bin) -> tuple[float, float]:
    inside = one.share.interval
    gaps = abs(one.said - inside.low), abs(one.said - inside.high)
    return (0.0 if inside.holds(one.said) else min(gaps)), max(gaps)
