"""Present on admission: what a stay's record says of each of its diagnoses.

Owns the proposal of the indicator (official guidelines, appendix I): Y, or N where the
words say that a condition arose later and no document of the day of admission names it.
A coder decides. Must not look at which codes are exempt beyond the list it is given.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.draft import Line
from coding.rules import DatedList
from coding.values import Evidence

#: What says by itself that a condition was not there yet.
STATED = re.compile(
    r"\bnot present on admission\b|\bhospital[- ](?:acquired|onset)\b|\bnosocomial\b",
    re.IGNORECASE,
)
#: What says on which day of the stay a condition began.
LATER = re.compile(
    r"\b(?:found|developed|began|begun|occurred|arose|noted|diagnosed|new|onset)\b"
    r"[^.;\n]{0,24}\b(?:HD|hospital day|day|POD|post-?op(?:erative)? day) ?#?\d"
    r"|\b(?:developed|occurred|arose) (?:during|in|after) (?:the |her |his |this )?"
    r"(?:stay|hospital\w*|admission|operation|surgery)",
    re.IGNORECASE,
)
#: A day of the stay right behind a condition, the first day apart.
ON_DAY = re.compile(
    r"^[^.;\n]{0,32}?\b(?:HD|hospital day|POD|post-?op(?:erative)? day) ?#?"
    r"(?:[2-9]|\d\d)",
    re.IGNORECASE,
)
#: What a day says when it tells of an end, not of a beginning.
ENDED = re.compile(
    r"\b(?:by|until|resolved|resolving|cleared|improved|normal|off|extubated|afebrile"
    r"|present on admission|on admission)\b",
    re.IGNORECASE,
)
BEFORE, AFTER = 40, 90
LINE_END = re.compile(r"[\n.;]")
ADMITTING = re.compile(r"history and physical|h&p|admission|emergency", re.IGNORECASE)
EXEMPT_LIKELY = ("Z", "V", "W", "X", "Y")


def present_on_admission(line: Line, exempt: DatedList | None, basis: Basis) -> str:
    """Y or N, a proposal; empty where the code is exempt, by the list of the date.

    Without that list, where it most likely is, for a coder to say.
    """
    if exempt is not None and not exempt.out_of_date:
        if line.code in exempt:
            return ""
    elif line.code.startswith(EXEMPT_LIKELY):
        return ""
    return "N" if arose_later(line, basis) else "Y"


def arose_later(line: Line, basis: Basis) -> bool:
    """Whether the words of a line say so, and no document of the admission names it."""
    if not any(_is_told_later(span, basis) for span in line.evidence):
        return False
    admitting = _admitting(basis)
    named = (
        span.document
        for code, found in basis.stated.items()
        if code[:3] == line.code[:3]
        for span in found
    )
    return admitting.isdisjoint(named)


def _is_told_later(span: Evidence, basis: Basis) -> bool:
    text = basis.text(span.document)
    before = LINE_END.split(text[max(0, span.start - BEFORE) : span.start])[-1]
    after = LINE_END.split(text[span.end : span.end + AFTER])[0]
    around = f"{before}{span.text}{after}"
    if STATED.search(around):
        return True
    if LATER.search(around):
        return not ENDED.search(around)
    dated = ON_DAY.match(after)
    return dated is not None and not ENDED.search(dated[0])


def _admitting(basis: Basis) -> frozenset[str]:
    """Documents of the day of admission, where there are later ones too."""
    began = basis.facts.admission_date
    documents = basis.note.documents
    first = frozenset(
        one.sha256
        for one in documents
        if ADMITTING.search(f"{one.kind} {one.name}")
        or (one.date is not None and one.date == began)
    )
    return first if len(first) < len(documents) else frozenset()
