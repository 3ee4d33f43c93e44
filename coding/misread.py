"""Words that name a condition elsewhere and here do not: "anxious to see the MRI".

Owns these few by what stands right beside them. Must not judge whether a condition that
is named is there: assertions do that.
"""

from __future__ import annotations

import re

#: What a passive range of motion is measured in.
MOVED = (
    r"\W{0,3}(?:(?:R|L|B|right|left|bilat\w*)\W+)?(?:shoulder|knee|elbow|hip|wrist"
    r"|ankle|neck|finger|flex|ext|abd|ER\b|IR\b|exerc|pendul|stretch|W[NF]L|\d)"
)
#: The words, what stands right before them, and what right after; either suffices.
MISREAD = tuple(
    (re.compile(words, re.I), re.compile(before, re.I), re.compile(after, re.I))
    for words, before, after in (
        (r"anxious$", r"(?!)", r"\s+to (?!sleep\b)"),
        (r"worr(?:y|ies|ied)\b", r"\b(?:I|we|not(?: to)?|don't)\s+$", r"(?!)"),
        (r"carpal tunnel$", r"\b(?:within|through|into|inside) the\s+$", r"(?!)"),
        (r"depression$", r"\bscleral\s+$", r"(?!)"),
        (r"fall(?:ing|s|en)?$", r"(?!)", r"\s+(?:asleep|behind|short|apart)\b"),
        (r"screening mammo\w*$", r"\babnormal\s+$", r"\W{1,3}BI-?RADS\b"),
        (r"(?:s/p )?colostomy$", r"(?!)", r"\s+(?:reversal|takedown|closure)\b"),
        (r"prom$", r"\b(?:AROM|AAROM|flex\w*|abd\w*|ER|IR)\W+$", MOVED),
    )
)
#: The first letters of these words.
BEGINS = frozenset("awcdfps")
BEHIND = 24


def is_misread(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` names no condition in the words that it stands in."""
    said = text[start:end]
    if said[:1].lower() not in BEGINS:
        return False
    return any(
        words.match(said)
        and (
            before.search(text[max(0, start - BEHIND) : start])
            or after.match(text, end)
        )
        for words, before, after in MISREAD
    )
