"""Words of monitoring, evaluating, assessing and treating near what is quoted.

Owns the words, and which passage counts as near: the lines of the quotation and those
that follow it up to the next numbered problem or blank line. A reading aid, no rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coding.values import CodedLine, Evidence, NoteDocument

WORDS = {
    "monitor": (
        r"monitor|recheck|re-?check|repeat|trend|follow(?:ed|ing|s)?[ -]?up|f/u"
        r"|surveill|track|watch|log\b|check(?:s|ed|ing)?\b|stable|progress|improv"
        r"|worse|controlled"
    ),
    "evaluate": (
        r"\bA1c\b|eGFR|creat|lab|echo|\bEF\b|spirometr|exam|review|result|level|ordered"
        r"|MRI|\bCT\b|x-?ray|ultrasound|biops|screen|symptom|response|tolerat|goal"
    ),
    "assess": (
        r"assess|discuss|counsel|educat|instruct|likely due|secondary to|due to"
        r"|complicat|stage|class|severity|associated|contribut"
    ),
    "treat": (
        r"start|continu|\bcont\b|increas|decreas|titrat|prescri|refill|\bmg\b|units"
        r"|inhal|insulin|therap|treat|refer|surg|dialys|infus|inject|dose|medicat|wean"
        r"|diet|oxygen|transfus|admit|antibiotic|restart|resume|switch"
    ),
}
_WORDS = {tag: re.compile(words, re.I) for tag, words in WORDS.items()}
_NEXT = re.compile(r"\n[ \t]*(?:\n|#|[-*•]|\d{1,2}[.)])")
LONGEST = 600
ASSESSING = frozenset(
    {"assessment", "assessment_plan", "discharge_diagnosis", "impression"}
)


def tags(
    documents: Sequence[NoteDocument], lines: Sequence[CodedLine]
) -> frozenset[str]:
    """The elements that the passages quoted for any of the lines hold."""
    texts = {each.sha256: each.text for each in documents}
    found: set[str] = set()
    for line in lines:
        for span in line.evidence:
            near = passage(texts.get(span.document, ""), span)
            sought = (pair for pair in _WORDS.items() if pair[0] not in found)
            found |= {tag for tag, words in sought if words.search(near)}
            if span.section in ASSESSING:
                found.add("assess")
    return frozenset(found)


def passage(text: str, span: Evidence) -> str:
    """The quotation with the rest of its line and what belongs to it below."""
    start = text.rfind("\n", 0, span.start) + 1
    after = _NEXT.search(text, span.end)
    end = after.start() if after else len(text)
    return text[max(start, span.start - LONGEST) : min(end, span.end + LONGEST)]
