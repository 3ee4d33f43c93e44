"""Findings too slight to be a disease: what leaks a trace is a healthy valve.

Owns telling a trace of regurgitation, as an echocardiogram finds it in most people
(ASE 2017, native valvular regurgitation), from a valve's disease, and a few pounds from
an abnormal change of weight. Must not judge how severe a disease is.
"""

from __future__ import annotations

import re

from coding.values import Mention

LEAKS = ("I07.1", "I34.0", "I35.1", "I36.1", "I37.1")
TRACE = re.compile(r"\b(?:trace|trivial|physiologic(?:al)?)(?: amount of)? $", re.I)
BEFORE = 24
#: What a scale shows from one visit to the next: less than five pounds.
WEIGHT = ("R63.4", "R63.5")
POUNDS = re.compile(
    r"(?: of)? (?:about |only |approximately |just )?"
    r"(?:(?:an?|one|two|three|four|[1-4](?:\.\d+)?)[ -](?:lbs?|pounds?)"
    r"|(?:an?|one|two|[12](?:\.\d+)?)[ -](?:kgs?|kilos?|kilograms?))\b",
    re.I,
)


def is_slight(mention: Mention, code: str, text: str) -> bool:
    """Whether a valve leaks no more than a trace, or weight changed by a little."""
    if code in WEIGHT:
        return POUNDS.match(text, mention.evidence.end) is not None
    if not code.startswith(LEAKS):
        return False
    start = mention.evidence.start
    return TRACE.search(text[max(0, start - BEFORE) : start]) is not None
