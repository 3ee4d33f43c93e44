"""Reviewed charts as learning sees them: the note, the signed codes, the words quoted.

Owns that one form and the reading of it from charts with gold codes. Must not count,
fit or know where reviewed charts are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coding.chartfiles import Gold
from coding.values import Note

#: (sha256 of the document, start, end)
Quoted = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """One chart that people finished.

    ``quoted`` are the words given for a code; a code without any is learned from the
    chart as a whole.
    """

    note: Note
    codes: frozenset[str]
    quoted: Mapping[str, tuple[Quoted, ...]] = field(default_factory=dict)


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
