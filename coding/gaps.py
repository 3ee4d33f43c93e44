"""What the documentation leaves open that would change a code.

Owns the matching of suggested codes against ``knowledge/gaps.toml``. A gap quotes the
words that left the question open; it names no condition the note does not name.
"""

from __future__ import annotations

from typing import Any

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft, Line
from coding.values import Gap

MAX_GAPS = 20


def gaps(draft: Draft, basis: Basis) -> Draft:
    """The draft with one gap for every code that lacks a documented detail."""
    for line in draft.lines.values():
        title = basis.book.title(line.code).lower()
        for entry in knowledge.load("gaps")["gap"]:
            if line.code in entry["codes"] or _leaves_open(title, entry):
                if len(draft.gaps) >= MAX_GAPS:
                    return draft
                draft = draft.with_gap(_gap(line, entry))
                break
    return draft


def _leaves_open(title: str, entry: dict[str, Any]) -> bool:
    return any(words in title for words in entry["titles"])


def _gap(line: Line, entry: dict[str, Any]) -> Gap:
    return Gap(
        kind=entry["kind"],
        question=entry["question"],
        options=tuple(entry["options"]),
        evidence=line.evidence[:2],
        would_change=(line.code,),
    )
