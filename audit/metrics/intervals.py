"""Shares and rates with their intervals; no figure leaves without one.

Owns three estimates: a plain share (Wilson 1927), a share of weighted rows that come in
clusters (Hájek 1971; Wilson's interval at the effective number of rows, after Korn and
Graubard 1998) and a rate over weighted clusters. The last two vary as a linearised
ratio does (Cochran 1977, section 6.4). All intervals are two-sided at 95 percent. Pure.
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
#: What sums of floats leave where a variance is nil.
NOTHING = 1e-9


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

    Rows come in clusters: the codes of one chart, which share its note and its weight.
    ``total`` is the sum of weights, ``squares`` of their squares, ``hits`` of the
    weights of the rows that hit; ``n`` counts rows. Over ``clusters`` of any weight,
    ``vxx`` sums the squares of a cluster's weight, ``vyy`` those of its hits' and
    ``vxy`` the products. Hájek's estimate: hits over total.
    """

    total: float = 0.0
    squares: float = 0.0
    hits: float = 0.0
    n: int = 0
    clusters: int = 0
    vxx: float = 0.0
    vxy: float = 0.0
    vyy: float = 0.0

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    @property
    def variance(self) -> float:
        """Of the estimate, from how far clusters are from it: the linearised ratio."""
        share = self.value
        if share is None or self.clusters < 2:
            return inf
        residuals = self.vyy - 2 * share * self.vxy + share * share * self.vxx
        spread = max(residuals, 0.0) / (self.total * self.total)
        return spread * self.clusters / (self.clusters - 1)

    @property
    def effective(self) -> float:
        """How many equally likely rows, each for itself, would say as much.

        That of the variance, less what a few clusters leave unsure of it (Korn and
        Graubard 1998); never more than the weights alone allow (Kish 1965). Where all
        rows hit or none does the variance says nothing: each cluster then counts once.
        """
        share = self.value
        if share is None or not self.squares:
            return 0.0
        rows = self.total * self.total / self.squares
        if self.clusters < 2:
            return min(rows, 1.0)
        known = self.variance * rows > NOTHING
        size = self.total * self.total / self.vxx
        if known and 0.0 < share < 1.0:
            size = share * (1 - share) / self.variance
        return min(rows, size * (Z / student(self.clusters - 1)) ** 2)

    @property
    def interval(self) -> Interval:
        """Wilson's at the effective number of rows."""
        size = self.effective
        return wilson((self.value or 0.0) * size, size)

    @property
    def is_enough(self) -> bool:
        return self.effective >= ENOUGH

    @classmethod
    def of(cls, clusters: Iterable[tuple[float, int, int]]) -> Weighted:
        """From triples of weight, rows that hit and rows."""
        kept = [each for each in clusters if each[2]]
        heavy = [each for each in kept if each[0]]
        return cls(
            total=sum(w * x for w, _, x in heavy),
            squares=sum(w * w * x for w, _, x in heavy),
            hits=sum(w * y for w, y, _ in heavy),
            n=sum(x for _, _, x in kept),
            clusters=len(heavy),
            vxx=sum((w * x) ** 2 for w, _, x in heavy),
            vxy=sum(w * w * x * y for w, y, x in heavy),
            vyy=sum((w * y) ** 2 for w, y, _ in heavy),
        )


def student(freedom: int) -> float:
    """Student's quantile for ``Z``, expanded (Abramowitz and Stegun 1964, 26.7.5).

    From three degrees of freedom on within 1 percent, below that somewhat too small.
    """
    parts = (
        (Z**3 + Z) / 4,
        (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96,
        (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384,
    )
    return Z + float(sum(part / freedom**n for n, part in enumerate(parts, 1)))


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
