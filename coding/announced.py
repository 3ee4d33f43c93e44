"""Diseases that a visit is announced for, where its assessment names none.

Owns telling "a follow-up visit for hypertension and gout" from the rest of a story;
the words are data in ``knowledge/announced.toml``.
Must not judge what the sentence says of them: assertions do that.
"""

from __future__ import annotations

import re

from coding.values import Assertion, Candidate, Mention
from coding.wordlists import either

#: Where a note announces what a visit is for.
SECTIONS = frozenset({"chief_complaint", "hpi", "opening", "indication"})
#: What a visit for a known disease is called. An evaluation may find another one.
PURPOSE = re.compile(
    rf"\b{either('announced', 'purposes')}\b[^.;:\n]{{0,40}}?"
    r"\b(?:for|of|on|regarding)\b"
    rf"(?:(?!\b{either('announced', 'turns')}\b)[^.;:\n]){{0,90}}$",
    re.IGNORECASE,
)
#: How much of the text in front of a name is read, in characters.
BEHIND = 150
#: Advice on food is what a dietitian's visit is, and told of others only as an order.
ADVICE = "Z71.3"
COMING = re.compile(
    r"\b(?:this is an?|(?:comes?|came|here|seen|presents?|referred|returns?) for)"
    r" (?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
#: A reason for a consultation that is nothing but the name of a disease.
NAMED_ALONE = re.compile(
    r"(?:^|[:\n])\W*(?:\d{1,2}[.)]\W*)?(?:(?:known|chronic|acute|recurrent|severe)\s+)?$"
)
#: Symptoms, reasons for an encounter, injuries, their causes have their own rules.
NEVER = ("R", "Z", "V", "W", "X", "Y", "T", "S", "O")


def is_announced(mention: Mention, code: str, text: str) -> bool:
    """Whether a visit is said to be for what is named, which is known before."""
    before = text[max(0, mention.evidence.start - BEHIND) : mention.evidence.start]
    if code == ADVICE:
        return mention.section in SECTIONS and COMING.search(before) is not None
    if mention.section not in SECTIONS or code.startswith(NEVER):
        return False
    if mention.assertion is not Assertion.PRESENT:
        return False
    if mention.section == "chief_complaint" and NAMED_ALONE.search(before):
        return True
    return PURPOSE.search(before) is not None


def is_now(mention: Mention, candidate: Candidate) -> bool:
    """What a patient has a history of is no reason for a test, or says so itself."""
    return mention.assertion is Assertion.PRESENT or candidate.code.startswith("Z8")
