"""What coders code before they see a suggestion, beside what they sign afterwards.

Owns the figures of the blind arm: how much of what the machine suggests people find by
themselves, and how much they take once it is shown. Codes are compared as they are
spelt; shares are over codes and have Wilson's interval. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.metrics.intervals import Share


@dataclass(frozen=True, slots=True)
class Unassisted:
    """One chart of the blind arm: what was coded, what was hidden, what was signed."""

    coded: frozenset[str]
    suggested: frozenset[str]
    signed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Apart:
    """The figures of several such charts."""

    charts: int
    found: Share  # suggested codes that had been coded without seeing them
    kept: Share  # codes of one's own that were signed
    taken: Share  # suggested codes not coded before, and signed once they were seen


def apart(charts: Iterable[Unassisted]) -> Apart:
    """Codes are pooled over charts."""
    rows = list(charts)
    late = [(row.suggested - row.coded, row.signed) for row in rows]
    return Apart(
        charts=len(rows),
        found=_share((row.suggested, row.coded) for row in rows),
        kept=_share((row.coded, row.signed) for row in rows),
        taken=_share(late),
    )


def _share(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> Share:
    """Of the first codes, those among the second."""
    rows = list(pairs)
    hits = sum(len(one & other) for one, other in rows)
    return Share(hits, sum(len(one) for one, _ in rows))
