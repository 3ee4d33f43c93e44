"""What the documentation leaves open that would change a code.

Owns the matching of suggested codes against ``knowledge/gaps.toml``. A gap quotes the
words that left the question open; it names no condition the note does not name.
"""

from __future__ import annotations

import re
from typing import Any

from coding import knowledge
from coding.basis import ASSESSING, Basis
from coding.draft import Draft, Line
from coding.parts import told
from coding.values import Gap

MAX_GAPS = 20


def gaps(draft: Draft, basis: Basis) -> Draft:
    """The draft with one gap for every code that lacks a documented detail."""
    draft = _urosepsis(draft, basis)
    for line in draft.lines.values():
        title = basis.book.title(line.code).lower()
        for entry in knowledge.load("gaps")["gap"]:
            if line.code in entry["codes"] or _leaves_open(title, entry):
                if len(draft.gaps) >= MAX_GAPS:
                    return draft
                draft = draft.with_gap(_gap(line, entry))
                break
    return draft


UROSEPSIS = re.compile(r"\burosepsis\b", re.IGNORECASE)
#: What says of itself which of the two it is.
MEANT = ("A40", "A41", "A02.1", "B37.7", "N39.0", "R65.2")


def _urosepsis(draft: Draft, basis: Basis) -> Draft:
    """A word without a code: the provider is asked what was meant (I.C.1.d.1.a.ii)."""
    texts = (one.text for one in basis.note.documents)
    if draft.starting(*MEANT) or not any("rosepsis" in text.lower() for text in texts):
        return draft
    found = told(UROSEPSIS, basis, ASSESSING)
    if found is None:
        return draft
    question = "Is urosepsis here sepsis, or an infection of the urinary tract alone?"
    options = ("sepsis", "urinary tract infection without sepsis")
    return draft.with_gap(Gap("type", question, options, (found,), ("A41.9", "N39.0")))


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
