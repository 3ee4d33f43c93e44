"""Operations of this very visit, done or planned: what they leave is no status yet.

Owns telling "successful implantation of a pacemaker" and the title of the procedure
from a device or a lost organ that the patient came with (I.C.21.c.3: a status is of a
past procedure). Must not judge what a list of past operations left.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.values import Mention, Section

#: What is called acquired absence, artificial opening, presence of, or a state after.
LEFT = ("Z89", "Z90", "Z93", "Z94", "Z95", "Z96", "Z97", "Z98")
#: What was chosen, awaited or has just been done, right before the operation's name.
CHOSEN = re.compile(
    r"\b(?:successful|elect(?:ed|s)|opt(?:ed|s)|decided|scheduled|referred|candidate"
    r"|consent(?:ed|s)|proceed|await(?:s|ing)?|plann(?:ed|ing)|wish(?:es|ed)"
    r"|wants|desires|requests|recommended|indications?)\W+"
    r"(?:(?:to|for|with|on|have|having|undergo|receive|get|an?|the|implantation|of"
    r"|insertion|placement|elective|possible|bilateral|left|right|total|modified"
    r"|radical|simple|permanent|dual|single|chamber|new)\W+){0,9}$",
    re.IGNORECASE,
)
#: What is told of an earlier time, or done to what is there already.
EARLIER = re.compile(
    r"\b(?:s/p|status[ -]post|histor\w+|h/o|prior|previous\w*|underwent|existing|old"
    r"|years?|in (?:19|20)\d\d|with (?:an?|the|his|her)|(?:has|had)(?! been\b)"
    r"|through|via|from)\b",
    re.IGNORECASE,
)
HANDLED = re.compile(
    r"\b(?:remov\w+|revis\w+|chang\w+|exchang\w+|revers\w+|takedown|clos\w+|check\w*"
    r"|interrogat\w+|replac\w+|repair\w*|malfunction\w*|infect\w+|generator|care"
    r"|follow\w*|evaluat\w+|in place|conver\w+|explant\w*|failed|years? ago"
    r"|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
#: Headings that give the operation its name; its description is another's.
TITLES = re.compile(
    r"(?:name|title) of (?:procedure|operation)s?\W*"
    r"|(?:operative |surgical )?(?:procedure|operation)s?"
    r"(?: performed| done| planned and performed)?\W*",
    re.IGNORECASE,
)
BEFORE, BEHIND, TITLE = 110, 50, 160


def is_performed(mention: Mention, code: str, basis: Basis) -> bool:
    """Whether a code of status is of an operation that this note plans or tells."""
    if not code.startswith(LEFT):
        return False
    span = mention.evidence
    text, section = basis.text(span.document), _section(mention, basis)
    first = section.start + len(section.heading)
    before = text[max(first, span.start - BEFORE) : span.start]
    own = re.split(r"[.;\n](?=\s|,)", before)[-1]
    behind = re.split(r"[.;\n]", text[span.end : span.end + BEHIND])[0]
    if any(one.search(own) for one in (HANDLED, EARLIER)) or HANDLED.search(behind):
        return False
    if CHOSEN.search(own):
        return True
    titled = TITLES.fullmatch(section.heading) is not None
    return titled and span.start - section.start < TITLE


def _section(mention: Mention, basis: Basis) -> Section:
    """The section in which a mention stands."""
    span = mention.evidence
    return next(
        one
        for one in basis.sections
        if one.document == span.document and one.start <= span.start < one.end
    )
