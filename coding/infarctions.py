"""A heart attack within four weeks of an earlier one (I.C.9.e.4).

Owns telling it, by its word or by the days between the two, and its category I22, and
that one of the last four weeks is not old (I.C.9.e.1). Must not change a type 2
infarction, nor one whose time since the earlier is not told.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.draft import Draft
from coding.values import Evidence

#: Prefix of the first infarction = the code of the subsequent one.
SUBSEQUENT = {
    "I21.0": "I22.0",
    "I21.1": "I22.1",
    "I21.2": "I22.8",
    "I21.3": "I22.9",
    "I21.4": "I22.2",
    "I21.9": "I22.9",
}
CALLED = re.compile(r"\bsubsequent (?:acute |type 1 |new ){0,2}$", re.IGNORECASE)
SINCE = re.compile(
    r"[^.;\n]{0,16}?\b(\d{1,2}) (day|week)s? (?:after|following|from|since|post)\b"
    r"[^.;\n]{0,28}?\b(?:STEMI|NSTEMI|AMI|MI|(?:heart|myocardial) (?:attack|infarct\w*)"
    r"|infarct\w*)\b",
    re.IGNORECASE,
)
#: What calls or counts an infarction stands right beside it: a whole sentence would
#: take the days of another event for those since the infarction.
DAYS, BEFORE = 28, 24
OLD = "I25.2"
RECENT = re.compile(
    r"[^.;\n]{0,24}?\b(?:(?:(?:[1-9]|1\d|2[0-8]|one|two|three|four|few|several) days?"
    r"|(?:[1-4]|an?|one|two|three|four) weeks?) ago|last (?:week|night)|yesterday)\b",
    re.IGNORECASE,
)


def infarctions(draft: Draft, basis: Basis) -> Draft:
    """The draft with a later heart attack called by what it is."""
    for line in draft.starting(*SUBSEQUENT):
        if any(_follows(span, basis) for span in line.evidence):
            draft = draft.recoded(
                line,
                SUBSEQUENT[line.code[:5]],
                rationale="A heart attack within four weeks of an earlier one.",
                guidelines=("I.C.9.e.4",),
            )
    old = draft.lines.get(OLD)
    if old is not None and any(_is_recent(span, basis) for span in old.evidence):
        draft = draft.without(OLD)
    return draft


def _is_recent(span: Evidence, basis: Basis) -> bool:
    return RECENT.match(basis.text(span.document), span.end) is not None


def _follows(span: Evidence, basis: Basis) -> bool:
    text = basis.text(span.document)
    if CALLED.search(text[max(0, span.start - BEFORE) : span.start]):
        return True
    match = SINCE.match(text, span.end)
    days = int(match[1]) * (7 if match[2].lower() == "week" else 1) if match else 0
    return 0 < days <= DAYS
