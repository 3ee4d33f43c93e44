"""An operation of the stay itself: a procedure, not yet a status of the patient.

Owns telling an operation of this stay from one before it, by where and when the record
names it (I.C.21.c.3). Must not find an operation.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.parts import set_aside
from coding.values import Evidence

#: What an operation leaves behind for good.
LEFT = ("Z89", "Z90", "Z95", "Z96", "Z98")
#: What tells of an operation before the stay.
EARLIER = frozenset({"past_history", "surgical_history", "hpi", "problem_list"})
#: Where a summary of one document tells what was done in the stay.
COURSE = frozenset({"hospital_course", "discharge_diagnosis", "procedure"})
YEAR = re.compile(r"^[^.;\n]{0,20}?\b((?:19|20)\d\d)\b")
AFTER = 40


def of_this_stay(draft: Draft, basis: Basis) -> Draft:
    """The draft without status codes of what was done in this very stay."""
    if not basis.facts.setting.is_inpatient or basis.facts.admission_date is None:
        return draft
    for line in draft.starting(*LEFT):
        if _is_new(line, basis):
            said = "Done in this stay: a procedure, not a status."
            aside = set_aside(line, basis, "unsupported", "R13", "I.C.21.c.3", said)
            draft = draft.without(line.code, aside)
    return draft


def _is_new(line: Line, basis: Basis) -> bool:
    """Named only after the day of admission, or only in the course of the stay."""
    spans = (*line.evidence, *basis.stated.get(line.code, ()))
    if any(one.section in EARLIER or _in_an_earlier_year(one, basis) for one in spans):
        return False
    days = {one.sha256: one.date for one in basis.note.documents}
    if len(set(days.values())) > 1:
        began = basis.facts.admission_date
        return all(days[one.document] not in (None, began) for one in spans)
    kinds = {one.section for one in spans}
    return "hospital_course" in kinds and kinds <= COURSE


def _in_an_earlier_year(span: Evidence, basis: Basis) -> bool:
    text = basis.text(span.document)
    match = YEAR.match(text[span.end : span.end + AFTER])
    return match is not None and int(match[1]) < basis.facts.service_date.year
