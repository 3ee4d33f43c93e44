"""What the family rules share: their table, and lines made or set aside.

Owns reading one table of ``knowledge/families.toml``, finding words where a chart tells
its story, and the shapes in which a family speaks. Must not know any condition.
"""

from __future__ import annotations

import re
from typing import Any

from coding import knowledge
from coding.basis import Basis, quoted
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


def beside(
    code: str, found: tuple[Evidence, ...], rationale: str, guideline: str
) -> Line:
    """A code that stands beside others, with the words that ask for it."""
    return Line(
        code=code,
        score=0.8,
        extraction=0.9,
        evidence=found[:3],
        section=found[0].section,
        rationale=rationale,
        guidelines=(guideline,),
        companion=True,
    )


def told(
    pattern: re.Pattern[str], basis: Basis, kinds: frozenset[str] | None = None
) -> Evidence | None:
    """The first words that a pattern finds, in sections of these kinds or in all."""
    for section in basis.sections:
        if kinds is not None and section.kind not in kinds:
            continue
        text = basis.text(section.document)
        match = pattern.search(text, section.start, section.end)
        if match is not None:
            return quoted(section, match)
    return None
