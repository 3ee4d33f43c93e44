"""What was counted of suggestions, and the figures that follow.

Owns the figures of one cell of a dashboard: shares with their intervals, plain and
corrected for selection. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from audit.metrics.intervals import Share, Weighted
from audit.metrics.scores import Agreement


@dataclass(frozen=True, slots=True)
class Counts:
    """Suggestions by outcome, and codes that stand.

    ``said``, ``extracted`` and ``assigned`` are sums of confidences in ten-thousandths,
    ``w_…`` sums of weights over lines. The rest are sums over charts, as lines of one
    chart come together: ``c_…`` charts with any weight, ``v_…`` squares of a chart's
    weighted lines, ``x_…`` products of those that hit and all of them.

    Counts add up where no chart is in both: over weeks and strata of charts, not over
    strata of codes.
    """

    suggested: int = 0
    exact: int = 0
    equivalent: int = 0
    generalised: int = 0
    category: int = 0
    wrong: int = 0
    fabricated: int = 0
    deleted: int = 0
    missed: int = 0
    stands: int = 0
    verified: int = 0
    confident: int = 0
    said: float = 0.0
    said_squares: float = 0.0
    extracted: float = 0.0
    assigned: float = 0.0
    w_suggested: float = 0.0
    w_squares: float = 0.0
    w_exact: float = 0.0
    w_near: float = 0.0
    w_stands: float = 0.0
    w_stands_squares: float = 0.0
    w_missed: float = 0.0
    c_suggested: int = 0
    v_suggested: float = 0.0
    v_exact: float = 0.0
    x_exact: float = 0.0
    v_near: float = 0.0
    x_near: float = 0.0
    c_stands: int = 0
    v_stands: float = 0.0
    v_missed: float = 0.0
    x_missed: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )

    @property
    def near(self) -> int:
        """Suggestions with the right category at least."""
        return self.exact + self.equivalent + self.generalised + self.category

    @property
    def meant(self) -> int:
        """Suggestions whose condition was the patient's, whatever its code."""
        return self.suggested - self.deleted - self.fabricated

    @property
    def exact_share(self) -> Share:
        """Also the precision: exact ones of all suggestions."""
        return Share(self.exact, self.suggested)

    @property
    def near_share(self) -> Share:
        return Share(self.near, self.suggested)

    @property
    def recall(self) -> Share:
        """Codes that stand and were suggested to the letter."""
        return Share(self.exact, self.stands)

    @property
    def missed_share(self) -> Share:
        """Codes that stand and for which nothing was suggested."""
        return Share(self.missed, self.stands)

    @property
    def deleted_share(self) -> Share:
        return Share(self.deleted, self.suggested)

    @property
    def ready(self) -> Share:
        """Audit readiness: codes that stand and quote their evidence."""
        return Share(self.verified, self.stands)

    @property
    def f1(self) -> float | None:
        return Agreement(self.exact, self.suggested, self.stands).f1

    @property
    def exact_corrected(self) -> Weighted:
        """As all charts would have had it, not only those that were read in full."""
        return self._of_suggested(self.w_exact, self.v_exact, self.x_exact)

    @property
    def near_corrected(self) -> Weighted:
        return self._of_suggested(self.w_near, self.v_near, self.x_near)

    def _of_suggested(self, hits: float, vyy: float, vxy: float) -> Weighted:
        return Weighted(
            total=self.w_suggested,
            squares=self.w_squares,
            hits=hits,
            n=self.suggested,
            clusters=self.c_suggested,
            vxx=self.v_suggested,
            vxy=vxy,
            vyy=vyy,
        )

    @property
    def missed_corrected(self) -> Weighted:
        return Weighted(
            total=self.w_stands,
            squares=self.w_stands_squares,
            hits=self.w_missed,
            n=self.stands,
            clusters=self.c_stands,
            vxx=self.v_stands,
            vxy=self.x_missed,
            vyy=self.v_missed,
        )

    def of(self, outcome: str) -> Share:
        """Suggestions of one outcome; for missed ones, of the codes that stand."""
        whole = self.stands if outcome == "missed" else self.suggested
        return Share(getattr(self, outcome), whole)


NAMES = tuple(each.name for each in fields(Counts))
EMPTY = Counts()
