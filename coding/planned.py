"""Diagnoses that a plan names as its own items or as what a drug is continued for.

Owns telling them ("Gallstones: asymptomatic, observe."; "continue valsartan for
hypertension") from the rest of a plan, which orders, warns and explains. Must not
judge what the sentence says of them: assertions do that.
"""

from __future__ import annotations

import re

from coding.values import Mention

#: Whose problem it is and how it fares, right before its name.
WHOSE = (
    r"(?:(?:his|her|the|their) )?"
    r"(?:(?:known|chronic|stable|mild|moderate|severe|ongoing|controlled) )?"
)
#: What may stand on the line before the name of the problem that the line deals with.
LEADS = re.compile(
    rf"\s*(?:[-\u2022*#+>]{{1,3}}\s*)?(?:\d{{1,2}}[.)]\s*|#\d{{1,2}}\s*)?{WHOSE}",
    re.IGNORECASE,
)
#: The same in speech, where it may begin any sentence.
SPOKEN = re.compile(
    r"(?:^|[.;\n] ?)\s*(?:so )?(?:for|as for|as to|as far as|regarding"
    rf"|with regards? to|with respect to|in terms of|when it comes to) {WHOSE}$",
    re.IGNORECASE,
)
#: What may follow it: the end of a heading, or its state.
FOLLOWS = re.compile(
    r"(?: \([^()\n]{1,30}\))?(?:\s*[.:;]|\s*\n|\s*$|\s+[-–] ?|,? (?:goes|is|are"
    r"|remains?|has been|stable|well|at goal|(?:not |un)?controlled|improv\w+)\b)",
    re.IGNORECASE,
)
#: What goes on behind a name that was spoken so: "as far as her asthma goes".
SAID = re.compile(r"\s*,| (?:goes|is concerned|standpoint)\b", re.IGNORECASE)
#: A drug is taken for what is named behind it.
TREATED = re.compile(
    r"\b(?:continu(?:e|es|ed|ing)|remains?|stays?|keep|refill(?:ed)?|start(?:ed)?|begin"
    r"|resumed?|restart(?:ed)?|increased?|prescribed?)\b[^.;:\n]{2,60}"
    r"\bfor (?:(?:his|her|the|their) )?$"
    r"|\b(?:he|she|patient|who)(?:['\u2019]s| is| remains)(?: already| still)? on"
    r" [^.;:\n]{2,40}"
    r"\bfor (?:(?:his|her|the|their) )?$",
    re.IGNORECASE,
)
#: How much of the text in front of a name is read, in characters.
BEHIND = 90
#: Symptoms and reasons for an encounter are told in a plan for many another reason.
NEVER = ("R", "Z", "V", "W", "X", "Y", "T")


def is_planned_for(mention: Mention, code: str, text: str) -> bool:
    """Whether a plan deals with what is named: its own item, or what a drug is for."""
    if mention.section != "plan" or code.startswith(NEVER):
        return False
    span = mention.evidence
    before = text[max(0, span.start - BEHIND) : span.start]
    own = before[before.rfind("\n") + 1 :]
    heads = "\n" in before and LEADS.fullmatch(own) is not None
    if heads and FOLLOWS.match(text, span.end):
        return True
    if SPOKEN.search(before) and SAID.match(text, span.end):
        return True
    return TREATED.search(own) is not None
