"""The figures of an evaluation as one plain object, ready for JSON.

Owns the names under which ``evaluate`` prints the measures of ``coding.scoring``, and
how far they are rounded. Must not compute a measure of its own.
"""

from __future__ import annotations

from typing import Any

from coding.scoring import Counts, Recall, Scores, wilson

#: Figures are shares; four digits are more than any set here can support.
DIGITS = 4


def as_plain(scores: Scores) -> dict[str, Any]:
    """Every figure by its name; intervals are Wilson's at 95 %."""
    return {
        "documents": scores.documents,
        "gold": scores.gold,
        "suggested": scores.suggested,
        "micro": _counts(scores.micro),
        "macro_f1_gold": _rounded(scores.macro_f1_gold),
        "macro_f1_in_release": _rounded(scores.macro_f1_in_release),
        "macro_f1_union": _rounded(scores.macro_f1_union),
        "category_f1": _rounded(scores.category.f1),
        "map": _rounded(scores.map),
        "rare_recall": _rounded(scores.rare.recall),
        "rare": {"gold": scores.rare.wanted, "at_most": scores.rare_at_most},
        "ece": _rounded(scores.ece),
        "coverage_at_90": _rounded(scores.coverage_at_90),
        "coverage_at_95": _rounded(scores.coverage_at_95),
        "gold_outside_release": scores.gold_outside_release,
        "micro_in_release": _counts(scores.micro_in_release),
        "gold_excluded": _recall(scores.excluded),
        "gold_gaps": _recall(scores.gaps),
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "precision": _rounded(counts.precision),
        "recall": _rounded(counts.recall),
        "f1": _rounded(counts.f1),
        "right": counts.right,
        "wrong": counts.wrong,
        "missed": counts.missed,
        "precision_interval": _interval(counts.right, counts.right + counts.wrong),
        "recall_interval": _interval(counts.right, counts.right + counts.missed),
    }


def _recall(recall: Recall) -> dict[str, Any]:
    return {
        "gold": recall.wanted,
        "found": recall.found,
        "recall": _rounded(recall.recall),
        "agreement": _rounded(recall.agreement),
    }


def _interval(right: int, total: int) -> list[float]:
    interval = wilson(right, total)
    return [_rounded(interval.low), _rounded(interval.high)]


def _rounded(value: float) -> float:
    return round(value, DIGITS)
