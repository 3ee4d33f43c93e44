"""What a provider says has nothing to do with each other, against the presumption.

Owns finding the statement ("CKD, not due to diabetes"): the guidelines presume diabetes
and hypertension to be linked with what stands beside them unless it is there (I.A.15,
I.C.9.a). Must not know any code, add or drop one.
"""

from __future__ import annotations

import re
from functools import cache

from coding.basis import Basis
from coding.draft import Line
from coding.sentences import around

DIABETES = r"(?:T[12])?DM(?:\s?[12I]+)?\b|diabet\w*"
PRESSURE = r"HTN\b|hypertens\w*|(?:high )?blood pressure"
HEART = r"CHF\b|HF\w*|heart (?:failure|disease)|cardiomyopath\w*"
KIDNEY = r"CKD|ESRD|(?:chronic )?(?:kidney|renal)\b"
COMPLICATIONS = rf"{KIDNEY}|(?:poly)?neuropath\w*|PVD|PAD|ulcer\w*|retinopath\w*"

_DENIES = re.compile(r"\b(?:not?|non|unrelated|independent|nothing)\b|\bnon", re.I)
_TIE = (
    r"\bnot (?:\w+ ){0,3}(?:due|related|secondary|attributable|attributed|from"
    r"|caused|because)(?: (?:to|by|of))?\s+"
    r"|\b(?:unrelated to|independent of|nothing to do with|(?:,|and|but) not)\s+"
)
_ARTICLE = r"(?:(?:the|her|his|their|any|type [12I]+)\s+)*"


def said_apart(one: Line, other: Line, basis: Basis, causes: str, others: str) -> bool:
    """Whether the sentence of either line denies that it has to do with the other.

    ``causes`` and ``others`` are the words by which notes name the two.
    """
    return _denies(other, basis, causes) or _denies(one, basis, others)


def _denies(line: Line, basis: Basis, name: str) -> bool:
    """Whether the sentences that a line cites deny the named condition as its tie."""
    for span in line.evidence:
        text = basis.text(span.document)
        first, end = around(text, span.start, span.end)
        if _DENIES.search(text, first, end) and _apart(name).search(text, first, end):
            return True
    return False


@cache
def _apart(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_TIE}){_ARTICLE}(?:{name})|\bnon-? ?(?:{name})", re.I)
