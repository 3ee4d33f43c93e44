"""An attack, a clot or a stroke of the past: where it is told, and its history code.

Owns what such an event leaves to report (I.C.9.d, I.C.9.e.4, I.C.21.c.4); which belongs
to which is data in ``knowledge/cancers.toml``. Must not touch the lines.
"""

from __future__ import annotations

from coding import knowledge
from coding.basis import Basis
from coding.values import Assertion, Evidence, Mention


def history_of_event(code: str, mention: Mention) -> str:
    """The code that an event of the past has; one of late has none yet."""
    if mention.cue is None or mention.cue.text.lower().startswith("recent"):
        return ""
    events = knowledge.load("cancers")["event"]
    return str(events.get(code[:5], events.get(code[:3], "")))


def past_strokes(basis: Basis) -> list[Evidence]:
    """Where a stroke is told as past: "stroke 3 years ago, residual hemiplegia"."""
    return [
        mention.evidence
        for mention, candidates in basis.read
        if mention.assertion is Assertion.HISTORICAL
        and candidates
        and candidates[0].code.startswith("I63")
    ]
