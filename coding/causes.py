"""What the words of a chart lay a condition to: "due to ...", "secondary to ...".

Owns finding the stretch that names a cause right after a condition, and the lines that
stand in it. Must not know any condition, add or drop a code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.sentences import around
from coding.values import Evidence

CAUSE = re.compile(
    r"(?:\W{0,3}| (?:is|are|was|were) )(?:from|due to|secondary to|caused by"
    r"|resulting from|as a result of|2/2|d/t|2° to)\b",
    re.IGNORECASE,
)
#: How far after its condition a cause may stand, in characters.
WITHIN = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a cause is named: a document and offsets into its text."""

    document: str
    start: int
    end: int

    def holds(self, span: Evidence) -> bool:
        begins_here = self.start <= span.start <= self.end
        return span.document == self.document and begins_here


def after(
    span: Evidence, basis: Basis, words: re.Pattern[str] = CAUSE
) -> Stretch | None:
    """The rest of the sentence where ``words`` follow a span at once; else None."""
    text = basis.text(span.document)
    told = words.match(text, span.end)
    if told is None:
        return None
    _, end = around(text, span.start, span.end, WITHIN)
    return Stretch(span.document, span.end, end)


def laid_to(line: Line, draft: Draft, basis: Basis) -> tuple[Line, ...]:
    """Coded conditions that the words right after a line name as its cause."""
    for span in line.evidence:
        stretch = after(span, basis)
        if stretch is not None:
            return tuple(
                other
                for other in draft.lines.values()
                if other is not line
                and any(stretch.holds(one) for one in other.evidence)
            )
    return ()
