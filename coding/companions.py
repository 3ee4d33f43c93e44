"""Codes that accompany another and need their own evidence: drugs, BMI, weeks.

Owns long-term drug therapy, body mass index and weeks of gestation. A companion is
added only beside the condition that asks for it. Must not add a diagnosis.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding import knowledge
from coding.basis import BMI, WEEKS, Basis
from coding.draft import Draft, Line, spans
from coding.values import Assertion, Evidence

#: Adult body mass index from 20 upwards: whole number to the code's last digits.
ADULT = 20
TOP = ((70, "45"), (60, "44"), (50, "43"), (45, "42"), (40, "41"))


def companions(draft: Draft, basis: Basis) -> Draft:
    """The draft with what its conditions ask for, where the chart shows it."""
    draft = _drugs(draft, basis)
    draft = _tobacco(_status(_abnormal(draft, basis)), basis)
    draft = _suppressed(draft, basis)
    draft = _adverse(_vaccinated(draft, basis), basis)
    draft = _relatives(draft, basis)
    draft = _body_mass(draft, basis)
    return _weeks(_gestational(draft, basis), basis)


def _drugs(draft: Draft, basis: Basis) -> Draft:
    for rule in knowledge.load("companions")["drug"]:
        evidence = _long_term(basis.signal(rule["signal"]), basis)
        partners = draft.starting(*rule["needs"])
        if not evidence or not partners or draft.starting(*rule["never_with"], "?"):
            continue
        if basis.book.is_billable(rule["code"]):
            text = f"A long-term drug beside {partners[0].code}."
            draft = draft.with_line(
                _companion(rule["code"], evidence, text, "I.C.21.c.3")
            )
    return draft


#: Words right before a drug that say it is taken already, or no longer.
TAKEN = re.compile(
    r"\b(?:cont(?:inue[sd]?|\.)?|on|takes?|taking|long[- ]term|chronic)\b"
)
ENDED = re.compile(
    r"\b(?:stop(?:ped)?|hold|d/c|off|discontinued?|avoid|start(?:ed)?)\b"
)
#: Words after a drug that say it goes on.
KEPT = re.compile(r"^[^.;\n]*\b(?:cont(?:inue[sd]?)?|long[- ]term|lifelong|chronic)\b")
CURRENT = frozenset(
    {"medications", "past_history", "hpi", "opening", "chief_complaint"}
)
BEFORE = 28


def _long_term(evidence: tuple[Evidence, ...], basis: Basis) -> tuple[Evidence, ...]:
    """The mentions of a drug that is taken already, not begun or ended today."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    kept = []
    for span in evidence:
        before = texts[span.document][max(0, span.start - BEFORE) : span.start].lower()
        if ENDED.search(before):
            continue
        if basis.facts.setting.is_inpatient and span.section == "medications":
            continue  # discharge lists mix what is new with what was taken before
        after = texts[span.document][span.end : span.end + BEFORE].lower()
        if span.section in CURRENT or TAKEN.search(before) or KEPT.search(after):
            kept.append(span)
    return tuple(kept)


def _companion(
    code: str, evidence: tuple[Evidence, ...], rationale: str, guideline: str
) -> Line:
    return Line(
        code=code,
        score=0.8,
        extraction=0.9,
        evidence=evidence[:3],
        section=evidence[0].section,
        rationale=rationale,
        guidelines=(guideline,),
        companion=True,
    )


#: Preventive examinations: without and with abnormal findings.
EXAMINATIONS = {"Z00.00": "Z00.01", "Z00.129": "Z00.121", "Z01.419": "Z01.411"}


def _abnormal(draft: Draft, basis: Basis) -> Draft:
    """A preventive visit with findings, where the provider says that there are."""
    evidence = basis.signal("@abnormal")
    for plain, abnormal in EXAMINATIONS.items():
        line = draft.lines.get(plain)
        if line is not None and evidence:
            more = spans((*line.evidence[:3], evidence[0]))
            draft = draft.without(plain)
            draft = draft.with_line(replace(line, code=abnormal, evidence=more))
    return _child_abnormal(draft)


def _child_abnormal(draft: Draft) -> Draft:
    """A child's examination at which something is diagnosed had an abnormal finding."""
    line = draft.lines.get("Z00.129")
    found = [one for one in draft.lines.values() if one.code[0] not in "ZVWXY"]
    if line is None or not found:
        return draft
    evidence = spans((*line.evidence[:3], found[0].evidence[0]))
    return draft.without("Z00.129").with_line(
        replace(line, code="Z00.121", evidence=evidence)
    )


def _status(draft: Draft) -> Draft:
    """Status codes only beside the condition that gives them their meaning."""
    for code, needs in knowledge.load("companions")["status_needs"].items():
        if code in draft.lines and not draft.starting(*needs):
            draft = draft.without(code)
    return draft


GIVEN = re.compile(
    r"^[^.;\n]{0,24}\b(?:given|administered|today|received|updated)\b", re.IGNORECASE
)


def _vaccinated(draft: Draft, basis: Basis) -> Draft:
    """A vaccine given at the visit (I.C.21.c.2)."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    given = tuple(
        span
        for span in basis.signal("@vaccine")
        if GIVEN.match(texts[span.document][span.end : span.end + 40])
        and span.section not in ("past_history", "immunizations", "hpi")
    )
    if not given:
        return draft
    return draft.with_line(
        _companion("Z23", given, "A vaccine given at this visit.", "I.C.21.c.2")
    )


def _tobacco(draft: Draft, basis: Basis) -> Draft:
    """A habit told in the history is coded beside what asks for it (use additional)."""
    table = knowledge.load("assignment")
    for line in draft.starting(*table["tobacco"]):
        if line.section in table["proposing"]:
            continue
        asked = any(
            basis.book.covers(span, line.code)
            for other in draft.lines
            for note in basis.book.use_additional(other)
            for span in note.ranges
        )
        if not asked:
            draft = draft.without(line.code)
    return draft


def _suppressed(draft: Draft, basis: Basis) -> Draft:
    """Immunosuppression beside a drug that does it is the drug's."""
    line = draft.lines.get("D84.9")
    if line is None:
        return draft
    for signal in knowledge.load("companions")["suppressing"]["signals"]:
        drug = basis.signal(signal)
        if drug:
            evidence = spans((*line.evidence[:3], drug[0]))
            why = "Immunosuppression beside a drug that causes it."
            known = replace(line, code="D84.821", evidence=evidence, rationale=why)
            return draft.without("D84.9").with_line(known)
    return draft


CAUSED = re.compile(
    r"(?:due to|from|secondary to|induced by|caused by|2/2|d/t|provoked by)"
    r"[^.;\n]{0,40}$"
)
INDUCED = re.compile(r"^[- ](?:induced|related)\b")


def _adverse(draft: Draft, basis: Basis) -> Draft:
    """A drug named as the cause of a coded condition adds its T code."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    coded = [
        span
        for line in draft.lines.values()
        if not line.companion
        for span in line.evidence
    ]
    for signal, code in knowledge.load("companions")["adverse"].items():
        for span in basis.signal(signal):
            text = texts[span.document]
            before = text[max(0, span.start - 60) : span.start].lower()
            induced = INDUCED.match(text[span.end : span.end + 12].lower())
            joined = any(
                one.document == span.document
                and one.start == span.end + 1
                and text[span.end] in " -"
                for one in coded
            )
            if not (CAUSED.search(before) or induced or joined):
                continue
            near = [one for one in coded if _near(one, span)]
            if near and basis.book.is_billable(code):
                text = "The provider names this drug as the cause."
                draft = draft.with_line(
                    _companion(code, (span, near[0]), text, "I.C.19.e.5.a")
                )
    return _drug_induced(draft)


def _drug_induced(draft: Draft) -> Draft:
    """Conditions that have a code of their own when a drug causes them."""
    for cause, condition, code in knowledge.load("companions")["induced"]["pairs"]:
        line = draft.lines.get(condition)
        drug = draft.lines.get(cause)
        if line is not None and drug is not None:
            evidence = spans((*line.evidence[:3], *drug.evidence[:2]))
            draft = draft.without(condition).with_line(
                replace(line, code=code, evidence=evidence, exact=False)
            )
    return draft


def _near(one: Evidence, other: Evidence) -> bool:
    return one.document == other.document and abs(one.start - other.start) < 90


def _relatives(draft: Draft, basis: Basis) -> Draft:
    """Family history that the assessment itself brings up (I.C.21.c.4)."""
    table = knowledge.load("companions")["family"]
    beside = knowledge.load("companions")["family_beside"]
    sections = knowledge.load("assignment")["proposing"]
    for mention, candidates in basis.read:
        if mention.assertion is not Assertion.FAMILY or not candidates:
            continue
        code = table.get(candidates[0].code[:3])
        if code is None or not basis.book.is_billable(code):
            continue
        bears = beside.get(code, [])
        if mention.section in sections or draft.starting(*bears, "?"):
            text = "Family history that bears on the visit."
            spans_ = (mention.evidence, *((mention.cue,) if mention.cue else ()))
            draft = draft.with_line(_companion(code, spans_, text, "I.C.21.c.4"))
    return draft


def _body_mass(draft: Draft, basis: Basis) -> Draft:
    """Z68 beside a weight diagnosis, from any clinician's figure (I.B.14)."""
    if not draft.starting(*knowledge.load("companions")["bmi"]["needs"]):
        return draft
    measured = basis.measured(BMI)
    age = basis.facts.age
    if measured is None or (age is not None and age < ADULT) or draft.starting("O"):
        return draft
    evidence, whole, _ = measured
    code = _body_mass_code(int(whole))
    if not basis.book.is_billable(code):
        return draft
    text = "Body mass index beside a weight diagnosis."
    return draft.with_line(_companion(code, (evidence,), text, "I.B.14"))


def _body_mass_code(whole: int) -> str:
    if whole < 20:
        return "Z68.1"
    for least, digits in TOP:
        if whole >= least:
            return f"Z68.{digits}"
    return f"Z68.{whole}"


def _gestational(draft: Draft, basis: Basis) -> Draft:
    """Gestational diabetes by how it is controlled (I.C.15.i)."""
    line = draft.lines.get("O24.419")
    if line is None:
        return draft
    for signal, code in (("@insulin", "O24.414"), ("@oral_antidiabetic", "O24.415")):
        evidence = basis.signal(signal)
        if evidence:
            more = spans((*line.evidence, *evidence[:1]))
            return draft.without(line.code).with_line(
                replace(line, code=code, evidence=more)
            )
    return draft


def _weeks(draft: Draft, basis: Basis) -> Draft:
    """Z3A beside a chapter 15 code, from the stated weeks (I.C.21.c.11)."""
    if not draft.starting("O") or draft.starting("O0", "?") == draft.starting("O"):
        return draft
    measured = basis.measured(WEEKS)
    if measured is None:
        return draft
    evidence, whole, _ = measured
    weeks = int(whole)
    code = "Z3A.01" if weeks < 8 else f"Z3A.{weeks:02d}"
    if not basis.book.is_billable(code):
        return draft
    text = "Weeks of gestation as stated."
    return draft.with_line(_companion(code, (evidence,), text, "I.C.21.c.11"))
