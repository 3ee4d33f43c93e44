"""A diagnosis that is taken back in the next sentence, or that a test is to look for.

Owns finding them ("COPD is on the old list. I don't think he has it."; "outpatient CT
for ?bronchiectasis"): nobody states such a disease (I.A.19). Must not judge a doubt
about something that the sentence names itself: the cues of the sentence do that.
"""

from __future__ import annotations

import re

from coding.basis import ASSESSING, Basis
from coding.draft import Draft, Line
from coding.parts import set_aside
from coding.values import Evidence, Exclusion

TAKEN_BACK = re.compile(
    r"\b(?:do(?:es)? not|don't|doesn't|never) (?:really )?"
    r"(?:think|believe|feel|suspect)"
    r"(?: that)? (?:he|she|they|pt|(?:the )?patient|this|it)\b[^.;\n]{0,16}?"
    r"\b(?:has|have|is) (?:it|this|that|the case|right|real)\b"
    r"|\b(?:i|we) doubt (?:it|this|that|he has it|she has it)\b"
    r"|\b(?:i|we) (?:disagree|do not agree|don't agree) with (?:that|this|the)"
    r" (?:diagnosis|label|assessment)\b"
    r"|\b(?:was|is|were) (?:never|not) (?:confirmed|diagnosed|established)\b",
    re.IGNORECASE,
)
#: Words of which ``TAKEN_BACK`` has one: most notes hold none of them.
BACK = (
    *("think", "believe", "feel", "suspect", "doubt", "agree"),
    *("never confirmed", "never diagnosed", "never established"),
    *("not confirmed", "not diagnosed", "not established"),
)
#: A test, and what it is for: a plan to look is no diagnosis at discharge (II.H).
LOOKED_FOR = re.compile(
    r"\b(?:CTA?|MR[IA]|US|ultrasound|x-?ray|film|PET|DEXA|echo\w*|TTE|TEE|EGD|EEG|EMG"
    r"|PFTs?|spirometry|scope|\w+oscopy|biops\w+|bx|scan|imaging|tests?|testing|labs?"
    r"|panel|culture|serolog\w+|work-?up|referral|refer\w*|clinic)\b[^.;]{0,40}"
    r"\b(?:for|re|to (?:look for|exclude|evaluate(?: for)?|assess(?: for)?))"
    r" ?(?:\?|possible |suspected |questionable |query )?\W?$",
    re.IGNORECASE,
)
#: "Some reflux over the holidays but this has resolved": it was, and is over (IV.J).
PASSED = re.compile(
    r"[^.;\n]{0,60}\bbut (?:this|that|it|they|these|those)(?:'s| has| have| is| are)?"
    r" (?:since |now |all |already |completely |fully ){0,2}(?:resolved|gone(?: away)?"
    r"|cleared(?: up)?|went away|passed|better now)\b",
    re.IGNORECASE,
)
BEHIND = 90
#: Where the next problem of a list begins on the same line.
NEXT = re.compile(r"\n|(?<=[.;])[ ,]{0,2}\d{1,2}[.)] ")


def doubted(draft: Draft, basis: Basis) -> Draft:
    """The draft without what is named only to be taken back."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    named = [
        (one.document, one.start)
        for line in draft.lines.values()
        for one in line.evidence
    ]
    back = {key for key, one in texts.items() if _may_take_back(one)}
    if not back and not any("but " in one for one in texts.values()):
        return draft
    for line in tuple(draft.lines.values()):
        spans = [one for one in line.evidence if one.section in ASSESSING]
        if spans and all(
            one.document in back and _is_taken_back(one, texts[one.document], named)
            for one in spans
        ):
            draft = draft.without(line.code, _aside(line, basis))
        elif spans and all(PASSED.match(texts[x.document], x.end) for x in spans):
            said = "It is told as over before this visit."
            past = set_aside(line, basis, "historical", "R74", "IV.J", said)
            draft = draft.without(line.code, past)
    return draft


def _may_take_back(text: str) -> bool:
    """A cheap look: without one of these words nothing is taken back."""
    lower = text.lower()
    return any(word in lower for word in BACK)


def is_looked_for(span: Evidence, text: str) -> bool:
    """Whether the words right before a condition say that a test is to look for it."""
    before = text[max(0, span.start - BEHIND) : span.start]
    return LOOKED_FOR.search(before) is not None


def _is_taken_back(span: Evidence, text: str, named: list[tuple[str, int]]) -> bool:
    end = NEXT.search(text, span.end)
    rest = text[span.end : end.start() if end else len(text)]
    found = TAKEN_BACK.search(rest)
    if found is None or "but" in rest[found.end() : found.end() + 30]:
        return False
    at = span.end + found.start()
    return not any(  # what is named last before it is meant
        span.end < start < at for document, start in named if document == span.document
    )


def _aside(line: Line, basis: Basis) -> Exclusion:
    said = "The provider names it and does not think it is so."
    return set_aside(line, basis, "unsupported", "R13", "I.A.19", said)
