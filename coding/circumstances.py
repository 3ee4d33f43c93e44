"""What stands beside a diagnosis: its germ, the cause of an injury, symptoms to add.

Owns the codes that answer "use additional code" from elsewhere in the chart. Which
words mean what is data in ``knowledge/circumstances.toml``. Must not add a diagnosis.
"""

from __future__ import annotations

import re
from functools import cache

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft
from coding.parts import beside
from coding.values import Evidence

#: Where the story of an injury is told.
STORY = frozenset(
    "hpi chief_complaint opening assessment assessment_plan impression indication "
    "nursing hospital_course".split()
)
INJURIES = ("S", "T0", "T1", "T2", "T3", "M80", "M84.4")
ACTIVITY = "Y93"


def circumstances(draft: Draft, basis: Basis) -> Draft:
    """The draft with germs, circumstances of an injury and symptoms to be added."""
    draft = _germs(draft, basis)
    draft = _prostate_symptoms(draft, basis)
    return _causes(draft, basis)


def _germs(draft: Draft, basis: Basis) -> Draft:
    table = knowledge.load("circumstances")["germs"]
    infections = draft.starting(*table["infections"])
    for signal, code in table.items():
        spans = basis.signal(signal) if signal[0] == "@" else ()
        if spans and infections and basis.book.is_billable(code):
            why = f"The germ of {infections[0].code}."
            draft = draft.with_line(beside(code, spans, why, "I.B.7"))
    spans = basis.signal("@hpylori")
    stomach = draft.starting(*table["stomach"])
    if spans and stomach:
        why = f"The germ of {stomach[0].code}."
        draft = draft.with_line(beside("B96.81", spans, why, "I.B.7"))
    return draft


#: What an enlarged prostate does, to be coded beside it.
PROSTATE = ("R35.0", "R35.1", "R39.1", "N39.4", "R33.8", "R33.9")


def _prostate_symptoms(draft: Draft, basis: Basis) -> Draft:
    """N40.1 asks for its symptoms in addition, wherever the story names them."""
    if "N40.1" not in draft.lines:
        return draft
    for code, spans in basis.stated.items():
        told = [one for one in spans if one.section in STORY]
        if code.startswith(PROSTATE) and code not in draft.lines and told:
            why = "A symptom of the enlarged prostate, to be coded in addition."
            draft = draft.with_line(beside(code, tuple(told), why, "I.B.7"))
    return draft


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    causes = knowledge.load("circumstances")["causes"]
    return tuple(
        (code, re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE))
        for code, words in causes.items()
    )


def _causes(draft: Draft, basis: Basis) -> Draft:
    """How an injury came about, and at its first encounter what was being done."""
    injuries = [
        line for line in draft.starting(*INJURIES) if line.code[-1] in ENCOUNTERS
    ]
    if not injuries:
        return draft
    phase = injuries[0].code[-1]
    phase = "D" if phase in HEALING else phase
    external = False
    for stem, pattern in _patterns():
        activity = stem.startswith(ACTIVITY)
        code = stem if activity else f"{stem}{phase}"
        if (external and not activity) or (activity and phase != "A"):
            continue
        span = _told(pattern, basis)
        if span is not None and basis.book.is_billable(code):
            why = "The circumstances of the injury, as told."
            draft = draft.with_line(beside(code, (span,), why, "I.C.20"))
            external = external or not activity
    return draft


HEALING = frozenset("DEFGHJKMNPQR")
ENCOUNTERS = HEALING | frozenset("ABCS")
#: Right before the words, what says that it was not so.
DENIED = re.compile(r"\b(?:no|not|denies|never|without|avoid|if)\s[^.;\n]{0,20}$", re.I)


def _told(pattern: re.Pattern[str], basis: Basis) -> Evidence | None:
    texts = {one.sha256: one.text for one in basis.note.documents}
    for section in basis.sections:
        if section.kind not in STORY:
            continue
        text = texts[section.document]
        for match in pattern.finditer(text, section.start, section.end):
            before = text[max(section.start, match.start() - 40) : match.start()]
            if not DENIED.search(before):
                start, end = match.span()
                quote = text[start:end]
                return Evidence(section.document, start, end, quote, 1, section.kind)
    return None
