"""Reviewed charts as learning sees them: the note, the signed codes, the words quoted.

Owns that one form, and its reading from gold codes and from feedback. Must not count,
fit or know where reviewed charts are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.feedback import Reviewed
from coding.chartfiles import Gold
from coding.values import Note

#: (sha256 of the document, start, end)
Quoted = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """One chart that people finished.

    ``quoted`` are the words given for a code; a code without any is learned from the
    chart as a whole. ``weight`` is how much the chart counts beside others, 1 being
    one coder's signature; it says how far to believe a chart, not how often it came.
    """

    note: Note
    codes: frozenset[str]
    quoted: Mapping[str, tuple[Quoted, ...]] = field(default_factory=dict)
    weight: float = 1.0


def of_review(note: Note, one: Reviewed) -> Example:
    """A chart as its events tell it: what stands in the end, and the words quoted."""
    return Example(
        note,
        frozenset(code for code, _ in one.codes),
        {
            code: tuple((span.document, span.start, span.end) for span in spans)
            for code, spans in one.codes
            if spans
        },
        one.weight / 100,
    )


def of_gold(note: Note, gold: Gold) -> Example:
    """A labelled chart as if coders had signed its gold codes."""
    first = note.documents[0].sha256 if note.documents else ""
    return Example(
        note,
        frozenset(one.code for one in gold.codes),
        {
            one.code: tuple((first, start, end) for start, end in one.spans)
            for one in gold.codes
            if one.spans
        },
    )
