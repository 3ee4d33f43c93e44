"""Why the machine was probably wrong, read from what it had in hand.

Owns the guess that a change of codes begins with. A coder corrects it with one key; the
trail says whether it was left as proposed, so that learning may weigh it less. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coding.values import Assertion

# What the engine read of the mention, and the cause it points to.
OF_ASSERTION = {
    Assertion.HISTORICAL: "historical",
    Assertion.UNCERTAIN: "uncertain",
    Assertion.FAMILY: "family",
    Assertion.NEGATED: "negated",
    Assertion.HYPOTHETICAL: "hypothetical",
}
SHORT = re.compile(r"\b[A-Z][A-Z0-9/&]{1,4}\b")
OTHERWISE = "misread"
OVERLOOKED = "not_found"


def cause(assertion: str, section: str, quoted: Iterable[str]) -> str:
    """A reason of the axis "why"."""
    if assertion in list(Assertion) and Assertion(assertion) in OF_ASSERTION:
        return OF_ASSERTION[Assertion(assertion)]
    if "problem" in section:
        return "problem_list"
    if any(SHORT.search(text) and len(text) <= 12 for text in quoted):
        return "abbreviation"
    return OTHERWISE
