"""How far stated confidence is from being right, and how much of it may be trusted.

Owns the calibration error and the coverage at a wished precision, both of pairs of a
confidence and whether it was right. Must not know charts or codes.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Equal-width confidence bins of the calibration error.
CALIBRATION_BINS = 10


def calibration_error(
    pairs: Sequence[tuple[float, bool]], *, bins: int = CALIBRATION_BINS
) -> float:
    """Expected calibration error: how far stated confidence is from being right.

    The mean of |share right − mean confidence| over equal-width bins of confidence,
    weighted by the suggestions in each (Naeini, Cooper and Hauskrecht 2015; Guo and
    others 2017). A bin holds its lower edge; 1.0 belongs to the last.
    """
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        binned.setdefault(min(int(confidence * bins), bins - 1), []).append(
            (confidence, right)
        )
    gaps = (
        abs(sum(c for c, _ in members) - sum(r for _, r in members))
        for members in binned.values()
    )
    return sum(gaps) / len(pairs) if pairs else 0.0


def coverage(pairs: Sequence[tuple[float, bool]], *, precision: float) -> float:
    """Share of suggestions kept by the best cut-off that reaches ``precision``.

    A cut-off keeps every suggestion with at least that confidence, so equal
    confidences stand or fall together. Of the cut-offs whose kept suggestions are
    right often enough the one that keeps most counts; 0.0 when there is none.
    """
    ordered = sorted(pairs, reverse=True)
    kept, right = 0, 0
    for position, (confidence, correct) in enumerate(ordered, start=1):
        right += correct
        at_edge = position == len(ordered) or ordered[position][0] < confidence
        if at_edge and right / position >= precision:
            kept = position
    return kept / len(ordered) if ordered else 0.0
