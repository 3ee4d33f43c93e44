"""How far a cue acts on the words behind it.

Owns the reach of each kind of cue in words, and of what introduces a list. Must not
know sentences or conditions.
"""

from __future__ import annotations

from coding.sentences import DOUBTED
from coding.values import Assertion

#: How far a cue of each kind reaches forward, in words.
FORWARD = {
    Assertion.NEGATED: 25,
    Assertion.FAMILY: 30,
    Assertion.SOMEONE_ELSE: 6,
    Assertion.HISTORICAL: 8,
    Assertion.UNCERTAIN: 10,
    Assertion.HYPOTHETICAL: 25,
}
#: What introduces a list of possibilities reaches to the end of its sentence.
LISTING = frozenset({"considered", "considering", "ddx", "differential", "includes"})
FAR = 30
#: A list of what an operation or a drug may bring about goes on longer still.
RISKS = frozenset({"risks", "risk", "complications", "potential", "possible"})
LISTED_RISKS = frozenset({"complications", "including", "include", "as", "benefits"})
FARTHEST = 60
#: What is glued to the next words reaches no further: a question mark, "non", "prn".
SHORT = {DOUBTED: 4, "non": 2, "anti": 2, "prn": 4}


def reach(assertion: Assertion, first: str, last: str) -> int:
    """How many words a cue of these first and last words reaches forward."""
    if assertion is Assertion.UNCERTAIN and last in LISTING:
        return FAR
    if first in RISKS and last in LISTED_RISKS:
        return FARTHEST
    return SHORT.get(last, FORWARD[assertion]) if first == last else FORWARD[assertion]
