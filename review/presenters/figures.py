"""A share or a mean as people read it: with its number of rows and its interval.

Owns the wording of figures on pages of review; the estimates are
``audit.metrics.intervals``.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.metrics.coders import Estimate
from audit.metrics.intervals import Share


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: “95.3%”, “91.2 to 97.4%”, “286 of 300”."""

    value: str
    interval: str
    rows: str
    n: int
    is_enough: bool


def figure(share: Share) -> Figure:
    """A share in per cent with Wilson's interval; without rows a dash."""
    if share.value is None:
        return Figure("–", "–", "0", 0, is_enough=False)
    low, high = share.interval.low, share.interval.high
    return Figure(
        value=f"{100 * share.value:.1f}%",
        interval=f"{100 * low:.1f} to {100 * high:.1f}%",
        rows=f"{share.hits:,} of {share.n:,}",
        n=share.n,
        is_enough=share.is_enough,
    )


def estimate(found: Estimate) -> Figure:
    """A share as it holds for all charts, weighted by how likely each was drawn.

    The rows are those that were really looked at.
    """
    told, inside = found.weighted, found.weighted.interval
    if told.value is None:
        return figure(found.plain)
    return Figure(
        value=f"{100 * told.value:.1f}%",
        interval=f"{100 * inside.low:.1f} to {100 * inside.high:.1f}%",
        rows=f"{found.plain.hits:,} of {found.plain.n:,}",
        n=found.plain.n,
        is_enough=told.is_enough,
    )
