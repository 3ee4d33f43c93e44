"""Shares and rates with their intervals; no figure leaves without one.

Owns three estimates: a plain share (Wilson 1927), a share from weighted rows (Hájek
1971, with Kish's 1965 effective number) and a rate over weighted clusters (linearised
ratio, Cochran 1977 section 6.4). All intervals are two-sided at 95 percent. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import inf, sqrt

#: The normal quantile of a two-sided 95 percent interval.
Z = 1.959963984540054
#: Below so many rows a figure is shown grey and takes no place in a ranking.
ENOUGH = 100
#: With no event in x, the rate is below this much over x (exact Poisson, 97.5 %).
NONE_SEEN = 3.688879454113936


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value lies inside, borders included."""
        return self.low <= value <= self.high


EVERYTHING = Interval(0.0, 1.0)


def wilson(hits: float, n: float, z: float = Z) -> Interval:
    """Wilson's score interval of a share; without rows it says nothing: 0 to 1."""
    if n <= 0:
        return EVERYTHING
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n`` rows."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None without rows."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        return wilson(self.hits, self.n)

    @property
    def is_enough(self) -> bool:
        """Whether it may be ranked and shown in full ink."""
        return self.n >= ENOUGH

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.n + other.n)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share of rows that count by the inverse of how likely they were to be seen.

    ``total`` is the sum of weights, ``squares`` of their squares, ``hits`` of the
    weights of the rows that hit. Hájek's estimate: hits over total.
    """

    total: float
    squares: float
    hits: float
    n: int = 0

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    @property
    def effective(self) -> float:
        """How many equally likely rows would say as much (Kish 1965)."""
        return self.total * self.total / self.squares if self.squares else 0.0

    @property
    def interval(self) -> Interval:
        """Wilson's at the effective number of rows."""
        size = self.effective
        return wilson((self.value or 0.0) * size, size)

    @property
    def is_enough(self) -> bool:
        return self.effective >= ENOUGH

    @classmethod
    def of(cls, rows: Iterable[tuple[float, bool]]) -> Weighted:
        """From pairs of weight and hit."""
        kept = list(rows)
        return cls(
            total=sum(weight for weight, _ in kept),
            squares=sum(weight * weight for weight, _ in kept),
            hits=sum(weight for weight, hit in kept if hit),
            n=len(kept),
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per unit over clusters: ``y`` errors on charts of ``x`` codes, say.

    Holds sums over clusters of weight ``w``: w, wy and wx, and of squares vyy for
    (wy)(wy), vxy and vxx, so that a database can add them up.
    """

    n: int = 0
    w: float = 0.0
    wy: float = 0.0
    wx: float = 0.0
    vyy: float = 0.0
    vxy: float = 0.0
    vxx: float = 0.0

    @classmethod
    def of(cls, clusters: Iterable[tuple[float, float, float]]) -> Rate:
        """From triples of weight, events and units."""
        one = (
            cls(1, w, w * y, w * x, (w * y) ** 2, w * w * x * y, (w * x) ** 2)
            for w, y, x in clusters
        )
        return reduce(cls.__add__, one, cls())

    def __add__(self, other: Rate) -> Rate:
        return Rate(
            self.n + other.n,
            self.w + other.w,
            self.wy + other.wy,
            self.wx + other.wx,
            self.vyy + other.vyy,
            self.vxy + other.vxy,
            self.vxx + other.vxx,
        )

    @property
    def value(self) -> float | None:
        return self.wy / self.wx if self.wx else None

    @property
    def units(self) -> float:
        """As how many equally likely units the clusters count (Kish 1965)."""
        return self.wx**3 / (self.vxx * self.w) if self.vxx and self.w else 0.0

    @property
    def variance(self) -> float:
        """Of the estimate: from the clusters' residuals, at least that of counting.

        A few clusters may agree by accident; they are never surer than a Poisson count.
        """
        rate = self.value
        if rate is None or self.n < 2:
            return inf
        residuals = self.vyy - 2 * rate * self.vxy + rate * rate * self.vxx
        seen = residuals / (self.wx * self.wx) * self.n / (self.n - 1)
        return max(seen, rate / self.units)

    @property
    def interval(self) -> Interval:
        """Where the true rate lies."""
        return self.ahead(inf)

    def ahead(self, units: float) -> Interval:
        """Where the rate of a later period of so many units lies.

        Skewed to the right as counts are: Wilson and Hilferty's (1931) cube root of an
        effective count.
        """
        rate = self.value
        if rate is None or self.units == 0:
            return Interval(0.0, inf)
        longer = 1 + self.units / units
        if rate == 0:
            return Interval(0.0, NONE_SEEN * longer / self.units)
        count = rate * rate / (self.variance * longer)
        if count == 0:
            return Interval(0.0, inf)
        return Interval(rate * _low(count) / count, rate * _high(count) / count)


def _low(count: float) -> float:
    root = 1 - 1 / (9 * count) - Z / (3 * sqrt(count))
    return float(count * max(0.0, root) ** 3)


def _high(count: float) -> float:
    more = count + 1
    return float(more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3)
