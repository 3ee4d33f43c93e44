"""What a breast cancer's receptors are: of hormones, and HER2.

Owns the one code of both beside the cancer (Z17.4), as the assessment tells them. Must
not find a cancer, nor say more than is told of both.
"""

from __future__ import annotations

import re

from coding.basis import ASSESSING, Basis
from coding.draft import Draft
from coding.parts import beside, told
from coding.values import Evidence

POSITIVE = re.compile(
    r"\b(?:hormone[- ]receptor|HR|ER(?:/PR)?)[ -]?(?:positive\b|pos\b|\+)",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"\b(?:hormone[- ]receptor|HR|ER(?:/PR)?)[ -]?(?:negative\b|neg\b|-(?=[\s,/]))",
    re.I,
)
HER2_POSITIVE = re.compile(r"\bHER-?2(?:/neu)?[ -]?(?:positive\b|pos\b|\+)", re.I)
HER2_NEGATIVE = re.compile(
    r"\bHER-?2(?:/neu)?[ -]?(?:negative\b|neg\b|0\b|-(?=[\s,.;)]|$))", re.I
)
TRIPLE = re.compile(r"\btriple[- ]negative\b", re.I)


def receptors(draft: Draft, basis: Basis) -> Draft:
    """The draft with the receptors of a breast cancer in one code."""
    if not draft.starting("C50", "D05") or draft.starting("Z17.4", "Z17.2", "Z17.3"):
        return draft
    stated = _stated(basis)
    if stated is None or not basis.book.is_billable(stated[0]):
        return draft
    for plain in ("Z17.0", "Z17.1"):
        draft = draft.without(plain)
    why = "The receptors as stated."
    return draft.with_line(beside(stated[0], stated[1], why, "I.B.7"))


def _stated(basis: Basis) -> tuple[str, tuple[Evidence, ...]] | None:
    """The code of what is said of both receptors, with the words."""
    triple = told(TRIPLE, basis, ASSESSING)
    if triple:
        return "Z17.421", (triple,)
    hormone = told(POSITIVE, basis, ASSESSING)
    without = told(NEGATIVE, basis, ASSESSING) if hormone is None else None
    her2 = told(HER2_POSITIVE, basis, ASSESSING)
    no_her2 = told(HER2_NEGATIVE, basis, ASSESSING) if her2 is None else None
    first, second = hormone or without, her2 or no_her2
    if first is None or second is None:
        return None
    code = f"Z17.4{'1' if hormone else '2'}{'0' if her2 else '1'}"
    return code, (first, second)
