"""Pregnancy and delivery: weeks, what complicates it, what it ended in.

Owns the codes of chapter 15 that follow from others on the chart, weeks of gestation
and the outcome of delivery. Which disease is called what is data in
``knowledge/births.toml``. Must not code the child (``newborns``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding import knowledge
from coding.basis import WEEKS, Basis
from coding.draft import Draft, Line, spans
from coding.parts import beside, told

DELIVERED = re.compile(
    r"\b(?:NSVD|SVD|SAVD|VAVD|vaginal delivery|delivered vaginally"
    r"|(?:spontaneous|normal) (?:spontaneous )?vaginal delivery"
    r"|delivery of (?:a |an )?(?:viable|live)"
    r"|(?:cesarean|c-?section) delivery|pregnancy,? delivered)\b",
    re.IGNORECASE,
)
LIVE = re.compile(
    r"\b(?:live ?born|live (?:birth|(?:fe)?male|infant|baby|girl|boy)"
    r"|(?:viable|healthy) (?:(?:fe)?male|infant|baby|girl|boy)|apgars?)\b",
    re.IGNORECASE,
)
TWINS = re.compile(r"\btwins?\b", re.IGNORECASE)
#: Weeks as a delivery note gives them: "39w1d", "39+1", "at 39 weeks".
AT_TERM = re.compile(
    r"\b(?:at|delivered|pregnancy,?|iup at|ga:?|ega:?)\s+(?:delivered\s+)?"
    r"(\d{2})\s?(?:w(?:ee)?k?s?|\+)(?:\s?\d(?:/7)?\s?d?)?\b",
    re.IGNORECASE,
)
SOON = re.compile(
    r"(?:within|<|less than|under)\s?24\s?h|contractions[^.;\n]{0,20}(?:<|within)\s?24",
    re.IGNORECASE,
)
LATE = re.compile(r"(?:>|more than|over)\s?24\s?h", re.IGNORECASE)
TERM = 37
#: Younger patients of a record of birth are its children.
YOUNGEST = 10


def pregnancy(draft: Draft, basis: Basis) -> Draft:
    """The draft with what a pregnancy asks for beside what is coded."""
    if basis.facts.sex == "M":
        return draft
    draft = _delivery(draft, basis)
    draft = _named_beside(_complicating(draft, basis), basis)
    return _weeks(_gestational(draft, basis), basis)


# Diseases in a pregnancy


def _complicating(draft: Draft, basis: Basis) -> Draft:
    """A disease dealt with in a pregnancy is called by chapter 15 too (I.C.15.a.1)."""
    if not draft.starting("O", "Z34") or draft.starting("O0", "Z33", "Z39"):
        return draft
    called = knowledge.load("births")["complicating"]
    for prefix, (stem, digits) in called.items():
        for line in draft.starting(prefix):
            code = f"{stem}{digits[_trimester(basis)]}"
            if draft.starting(stem) or not basis.book.is_billable(code):
                continue
            why = "This disease complicates the pregnancy."
            draft = draft.with_line(
                replace(line, code=code, rationale=why, guidelines=("I.C.15.a.1",))
            )
            for normal in draft.starting("Z34"):
                draft = draft.without(normal.code)
    return draft


def _trimester(basis: Basis) -> int:
    """1 to 3 by the weeks that are stated, else 0."""
    measured = basis.measured(WEEKS)
    if measured is None:
        return 0
    weeks = int(measured[1])
    return 1 if weeks < 14 else 2 if weeks < 28 else 3


def _named_beside(draft: Draft, basis: Basis) -> Draft:
    """The disease itself, where chapter 15 asks for it in addition."""
    for prefix, diseases in knowledge.load("births")["named_beside"].items():
        if not draft.starting(prefix) or draft.starting(*diseases):
            continue
        for code, found in basis.stated.items():
            if code.startswith(tuple(diseases)) and basis.book.is_billable(code):
                why = "The disease that complicates the pregnancy."
                draft = draft.with_line(beside(code, found, why, "I.C.15.a.1"))
                break
    return draft


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
    lines = draft.starting("O")
    if not lines or draft.starting("Z3A") or draft.starting("O0") == lines:
        return draft
    measured = basis.measured(WEEKS) or basis.measured(AT_TERM)
    if measured is None:
        return _undated(draft, lines, basis)
    evidence, whole, _ = measured
    weeks = int(whole)
    code = "Z3A.01" if weeks < 8 else f"Z3A.{weeks:02d}"
    if not basis.book.is_billable(code):
        return draft
    text = "Weeks of gestation as stated."
    return draft.with_line(beside(code, (evidence,), text, "I.C.21.c.11"))


def _undated(draft: Draft, lines: tuple[Line, ...], basis: Basis) -> Draft:
    """Weeks that nobody states are said to be unknown, beside a pregnancy's code."""
    open_ = [
        line
        for line in lines
        if "unspecified trimester" in basis.book.title(line.code).lower()
    ]
    if not open_:
        return draft
    why = "No document states the weeks."
    return draft.with_line(beside("Z3A.00", open_[0].evidence, why, "I.C.21.c.11"))


# Delivery


def _delivery(draft: Draft, basis: Basis) -> Draft:
    """A delivery of this stay: outcome, weeks, and what came with it (I.C.15.n)."""
    if not basis.facts.setting.is_inpatient:
        return draft
    if basis.facts.age is not None and basis.facts.age < YOUNGEST:
        return draft  # the child's own record
    delivered, live = told(DELIVERED, basis), told(LIVE, basis)
    if delivered is None or live is None:
        return draft
    draft = _ruptured(_carrier(draft), basis)
    if not draft.starting("Z37"):
        twins = told(TWINS, basis)
        code = "Z37.2" if twins else "Z37.0"
        why = "The outcome of the delivery, as told."
        draft = draft.with_line(
            beside(code, spans((live, delivered)), why, "I.C.15.b.5")
        )
    complicated = [line for line in draft.starting("O") if line.code[:3] != "O80"]
    normal = "cesarean" not in delivered.text.lower()
    if complicated or not normal:
        return draft.without("O80")
    why = "A delivery at term, of one living child, without complication."
    return draft.with_line(beside("O80", (delivered, live), why, "I.C.15.n.1"))


def _carrier(draft: Draft) -> Draft:
    """A carrier of group B streptococcus who gives birth."""
    for code in ("Z22.330", "O99.820", "B95.1"):
        line = draft.lines.get(code)
        if line is not None:
            draft = draft.without(code).with_line(replace(line, code="O99.824"))
    return draft


def _ruptured(draft: Draft, basis: Basis) -> Draft:
    """Membranes ruptured before labour, by term and by how long before (O42)."""
    line = next(iter(draft.starting("O42")), None)
    measured = basis.measured(AT_TERM) or basis.measured(WEEKS)
    if line is None or measured is None or int(measured[1]) < TERM:
        return draft
    soon, late = told(SOON, basis), told(LATE, basis)
    when = soon or late
    code = "O42.02" if soon else "O42.12" if late else "O42.92"
    more = spans((*line.evidence[:3], *((when,) if when else ())))
    return draft.without(line.code).with_line(replace(line, code=code, evidence=more))
