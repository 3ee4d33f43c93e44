"""What the family rules share: their table, and lines made or set aside.

Owns reading one table of ``knowledge/families.toml`` and the two shapes in which a
family speaks. Must not know any condition.
"""

from __future__ import annotations

from typing import Any

from coding import knowledge
from coding.basis import Basis
from coding.draft import Line, spans
from coding.values import Evidence, Exclusion


def table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = knowledge.load("families")[name]
    return table


def set_aside(
    line: Line, basis: Basis, reason: str, rule: str, guideline: str, message: str
) -> Exclusion:
    """A line that another code makes needless, with why."""
    return Exclusion(
        line.code,
        basis.book.title(line.code),
        reason,
        rule,
        guideline,
        message,
        line.evidence,
    )


def combined(
    parts: tuple[Line, ...],
    code: str,
    rationale: str,
    guideline: str,
    extra: tuple[Evidence, ...] = (),
) -> Line:
    """A combination code that quotes a span for each of its parts."""
    first = parts[0]
    own = tuple(span for part in parts for span in part.evidence[:2])
    return Line(
        code=code,
        score=min(part.score for part in parts),
        extraction=min(part.extraction for part in parts),
        evidence=spans((*own, *extra)),
        section=first.section,
        assertion=first.assertion,
        rationale=rationale,
        guidelines=(guideline,),
        exact=all(part.exact for part in parts),
    )
