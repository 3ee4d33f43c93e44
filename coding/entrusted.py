"""Diagnoses that the assessment leaves to others: no work of this visit.

Owns telling "diabetes is followed elsewhere" from a disease that is dealt with here.
Must not judge what else the sentence says of it: assertions do that.
"""

from __future__ import annotations

import re

from coding.sentences import around
from coding.values import Mention

#: Who sees to what is named, right behind it or behind what is listed with it.
OTHERS = re.compile(
    r"(?:[,/]? ?(?:and |or )?[\w' -]{1,40}?)??\W{1,3}(?:(?:is|are|was|were|being) )?"
    r"(?:(?:both|all|already|also|still) )?"
    r"(?:followed|managed|treated|monitored|handled|addressed|cared for|looked after)"
    r"(?: up)? (?:elsewhere|by others|by (?:another|other|an? outside)"
    r" (?:doctor|provider|physician|specialist|clinician|practice)s?)\b",
    re.IGNORECASE,
)
#: What is done for it here all the same.
HERE = re.compile(
    r"\b(?:continu\w+|increas\w+|decreas\w+|refill\w*|start\w*|stop\w*|order\w*"
    r"|recheck\w*|check\w*|adjust\w*|monitor(?!ed)\w*|today)\b",
    re.IGNORECASE,
)


def is_left_to_others(mention: Mention, text: str) -> bool:
    """Whether others see to what is named, and nothing is done for it here."""
    span = mention.evidence
    found = OTHERS.match(text, span.end)
    if found is None or "." in found.group() or "\n" in found.group():
        return False
    _, end = around(text, span.start, span.end)
    return HERE.search(text, span.end, end) is None
