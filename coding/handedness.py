"""Which hand a record says is used, and which side a title calls dominant.

Owns reading the usual words for it. Must not know a code or say what follows: the
engine and the rules do (I.C.6.a, I.C.9.d).
"""

from __future__ import annotations

import re

_HANDEDNESS = re.compile(r"\bhand(?:ed|ness)\b|dominan|ambidext|\b[LR]HD\b", re.I)
_HANDS = {
    hand: re.compile(
        rf"\b{hand}[- ]?(?:handed|hand[- ]domin)|\b{short}\b"
        rf"|(?:dominant hand|hand domin\w+|handedness)(?: is|:)* {hand}\b",
        re.I,
    )
    for hand, short in (("right", "RHD"), ("left", "LHD"))
}
_AMBIDEXTROUS = re.compile(r"\bambidext", re.I)
SIDE_IN_TITLE = re.compile(r"affecting (right|left) (non-?)?dominant side", re.I)


def dominant_hand(text: str) -> str | None:
    """Which hand the record names; "" if it names none, None where that is unclear."""
    hands = [hand for hand, words in _HANDS.items() if words.search(text)]
    if _AMBIDEXTROUS.search(text):
        hands.append("both")
    if len(hands) == 1:
        return hands[0]
    return None if hands or _HANDEDNESS.search(text) else ""
