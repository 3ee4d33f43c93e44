"""Sheets as rows of the tables of figures, ready for COPY.

Owns which column holds what. Reads and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from audit.metrics.classes import SUGGESTED, Outcome
from audit.metrics.sheets import CHART_STRATA, Line, Sheet

SHARED = (
    "reference",
    "week",
    "at",
    "chart",
    "case_id",
    "coder",
    *CHART_STRATA,
    "weight",
    "targeted",
)
_NOT_MEANT = (Outcome.MISSED, Outcome.DELETED, Outcome.FABRICATED)
OUTCOMES = tuple(outcome.value for outcome in Outcome)
CHART_COLUMNS = (
    *SHARED,
    "suggested",
    *OUTCOMES,
    "stands",
    "verified",
    "confident",
    "said",
    "said_squares",
    "extracted",
    "assigned",
    "poa_asked",
    "poa_right",
    "lead_asked",
    "lead_right",
    "errors",
    "held",
    "least_default",
    "least_hcc",
    "least_high",
    "seconds",
    "reopened",
    "answered",
    "doubted",
    "codes",
)
LINE_COLUMNS = (
    *SHARED,
    "code",
    "suggested_code",
    "outcome",
    "chapter",
    "rarity",
    "risk_class",
    "role",
    "section",
    "what",
    "why",
    "error_class",
    "documentation",
    "stands",
    "verified",
    "confidence",
    "extraction",
    "assignment",
    "confidence_bin",
    "extraction_bin",
    "assignment_bin",
    "poa_right",
    "seconds",
)


def chart_row(sheet: Sheet) -> tuple[Any, ...]:
    """The row of ``FigureChart`` in the order of ``CHART_COLUMNS``."""
    counts = Counter(line.outcome for line in sheet.lines)
    asked = [line.poa_right for line in sheet.lines if line.poa_right is not None]
    return (
        *_shared(sheet),
        sum(counts[outcome] for outcome in SUGGESTED),
        *(counts[outcome] for outcome in Outcome),
        sum(line.stands for line in sheet.lines),
        sum(line.verified for line in sheet.lines),
        *_confidences(sheet),
        len(asked),
        sum(asked),
        int(sheet.lead_right is not None),
        int(bool(sheet.lead_right)),
        sheet.errors,
        sheet.held,
        sheet.least_default,
        sheet.least_hcc,
        sheet.least_high,
        sheet.seconds or 0,
        sheet.reopened,
        sheet.answered,
        " ".join(sheet.doubted),
        " ".join(("", *sheet.suggested)),
    )


def _confidences(sheet: Sheet) -> tuple[float, ...]:
    """How many said one, the sum and squares, and the sums of its two parts."""
    said = [line.confidence for line in sheet.lines if line.confidence is not None]
    meant = [line for line in sheet.lines if line.outcome not in _NOT_MEANT]
    return (
        len(said),
        sum(said),
        sum(each * each for each in said),
        sum(line.extraction or 0 for line in sheet.lines),
        sum(line.assignment or 0 for line in meant),
    )


def line_row(sheet: Sheet, line: Line, rarity: str) -> tuple[Any, ...]:
    """The row of ``FigureLine`` in the order of ``LINE_COLUMNS``."""
    return (
        *_shared(sheet),
        line.code,
        line.suggested,
        line.outcome.value,
        line.chapter,
        rarity,
        line.risk_class,
        line.role,
        line.section,
        line.what,
        line.why,
        line.error_class,
        line.documentation,
        line.stands,
        line.verified,
        line.confidence,
        line.extraction,
        line.assignment,
        *line.bins,
        line.poa_right,
        line.seconds,
    )


def _shared(sheet: Sheet) -> tuple[Any, ...]:
    return (
        sheet.reference.value,
        sheet.week,
        sheet.at,
        sheet.chart,
        sheet.case,
        sheet.coder,
        *(sheet.strata[name] for name in CHART_STRATA),
        sheet.weight,
        sheet.targeted,
    )
