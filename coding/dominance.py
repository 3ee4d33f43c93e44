"""Which side of the body is the dominant one, where the record says so.

Owns changing a code of a paralysed side to the sibling that agrees with the words
(I.C.6.a, I.C.9.d). Where nothing is said, the default that the code was chosen by
stands: the right side counts as dominant and the left as not. Must not choose a side.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.handedness import SIDE_IN_TITLE, dominant_hand
from coding.sentences import around

PARALYSED = ("G81", "G83", "I69")
#: The side itself is called so; "right-hand dominant" speaks of the hand.
_CALLED = re.compile(
    r"(?<!hand )(?<!hand-)(?<!handed )\b(non-? ?)?dominant\b(?! hand)", re.I
)


def dominance(draft: Draft, basis: Basis) -> Draft:
    """Paralysed sides as dominant or not by what the record says of them."""
    text = ""
    for line in draft.starting(*PARALYSED):
        named = SIDE_IN_TITLE.search(basis.book.title(line.code))
        if named is None:
            continue
        text = text or "\n".join(one.text for one in basis.note.documents)
        dominant = _said(line, named[1].lower(), text, basis)
        if dominant is not None and dominant == bool(named[2]):
            code = _other(line.code, dominant, basis)
            if code:
                draft = draft.recoded(line, code)
    return draft


def _said(line: Line, side: str, text: str, basis: Basis) -> bool | None:
    """Whether the side is the dominant one; None where the record does not say."""
    for span in line.evidence:
        whole = basis.text(span.document)
        called = _CALLED.search(whole, *around(whole, span.start, span.end))
        if called is not None:
            return not called[1]
    hand = dominant_hand(text)
    return None if not hand else hand in ("both", side)


def _other(code: str, dominant: bool, basis: Basis) -> str:
    """The sibling of the same side and the other dominance; empty without one."""
    named = SIDE_IN_TITLE.search(basis.book.title(code))
    for other in basis.book.siblings(code) if named else ():
        told = SIDE_IN_TITLE.search(other.title)
        same = told is not None and named is not None and told[1] == named[1]
        if same and told is not None and bool(told[2]) != dominant:
            return other.code
    return ""
