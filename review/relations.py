"""How one code differs from another: what a change of codes says was wrong.

Owns the reading of two codes with their titles. Pure. Answers with a reason of the axis
"what"; it is proposed, shown beside the pick, and may be changed by who decides.
"""

from __future__ import annotations

import re

# Reasons by code, in the few words that stand beside a pick.
WORDS = {
    "specificity": "more specific",
    "overspecific": "less specific",
    "laterality": "other side",
    "seventh_character": "other 7th character",
    "wrong_code": "another code",
}
SIDE = re.compile(r"\b(?:right|left|bilateral|unspecified (?:side|eye|ear))\b")
VAGUE = re.compile(r"\b(?:unspecified|unsp|nos)\b")
WHOLE = 7


def difference(code: str, title: str, other: str, other_title: str) -> str:
    """What was wrong with ``code`` if ``other`` is right; "" when they are the same."""
    one, two = code.replace(".", ""), other.replace(".", "")
    if one == two:
        return ""
    if len(one) == len(two) == WHOLE and one[:-1] == two[:-1]:
        return "seventh_character"
    if one[:3] != two[:3]:
        return "wrong_code"
    if _sides(title) != _sides(other_title) and _bare(title) == _bare(other_title):
        return "laterality"
    return _specificity(title.lower(), other_title.lower())


def _sides(title: str) -> list[str]:
    return SIDE.findall(title.lower())


def _bare(title: str) -> str:
    return " ".join(SIDE.sub("", title.lower()).split())


def _specificity(title: str, other: str) -> str:
    """Within a category: whether one of the two leaves something unsaid."""
    vague, other_vague = len(VAGUE.findall(title)), len(VAGUE.findall(other))
    if vague == other_vague:
        return "wrong_code"
    return "specificity" if vague > other_vague else "overspecific"
