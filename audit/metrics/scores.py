"""Precision, recall and their kin, from counts.

Owns the formulae of agreement between two code sets: precision, recall, F1, codes
correct over the union (every missed and every extra code counts), code over code (AHIMA
2009, in which extra codes stay invisible) and record over record. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from audit.metrics.intervals import Share


@dataclass(frozen=True, slots=True)
class Agreement:
    """``both`` codes stand on either side, ``mine`` and ``theirs`` count each side.

    ``theirs`` is the reference.
    """

    both: int = 0
    mine: int = 0
    theirs: int = 0
    records: int = 0
    clean: int = 0  # records in which the sets are equal

    @classmethod
    def of(cls, pairs: Iterable[tuple[Set[str], Set[str]]]) -> Agreement:
        """From each record's codes and its reference codes."""
        total = cls()
        for mine, theirs in pairs:
            both = len(mine & theirs)
            total += cls(both, len(mine), len(theirs), 1, int(mine == theirs))
        return total

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.both + other.both,
            self.mine + other.mine,
            self.theirs + other.theirs,
            self.records + other.records,
            self.clean + other.clean,
        )

    @property
    def precision(self) -> Share:
        return Share(self.both, self.mine)

    @property
    def recall(self) -> Share:
        """Also known as code over code."""
        return Share(self.both, self.theirs)

    @property
    def union(self) -> Share:
        """Correct codes over all codes of either side."""
        return Share(self.both, self.mine + self.theirs - self.both)

    @property
    def record(self) -> Share:
        return Share(self.clean, self.records)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None without codes."""
        total = self.mine + self.theirs
        return 2 * self.both / total if total else None
