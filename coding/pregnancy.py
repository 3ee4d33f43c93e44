"""Pregnancy: weeks, and what complicates it.

Owns the codes of chapter 15 that follow from others on the chart, and weeks of
gestation. Which disease is called what is data in ``knowledge/births.toml``. Must not
code a delivery (``deliveries``) or the child (``newborns``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding import knowledge
from coding.basis import WEEKS, Basis
from coding.deliveries import AT_TERM, YOUNGEST, delivery
from coding.draft import Draft, Line, spans
from coding.expecting import is_expecting, is_puerperal
from coding.parts import beside, set_aside, told


def pregnancy(draft: Draft, basis: Basis) -> Draft:
    """The draft with what a pregnancy asks for beside what is coded."""
    if basis.facts.sex == "M":
        return draft
    draft = _not_the_child(delivery(draft, basis), basis)
    draft = _complicating(_kind_of_diabetes(draft, basis), basis)
    draft = _named_beside(draft, basis)
    return _weeks(_first(_gestational(draft, basis), basis), basis)


def _not_the_child(draft: Draft, basis: Basis) -> Draft:
    """A mother's record tells of her child, whose birth is coded on its own."""
    if (basis.facts.age or 0) < YOUNGEST and not draft.starting("Z37", "O80", "O82"):
        return draft
    for line in draft.starting("Z38"):
        message = "The birth is coded on the record of the child."
        aside = set_aside(line, basis, "unsupported", "R53", "I.C.16.a.2", message)
        draft = draft.without(line.code, aside)
    return draft


# Diseases in a pregnancy


#: What the provider says of a disease beside a pregnancy.
COMPLICATES = re.compile(
    r"\bcomplicat\w+ (?:the |her |this )?pregnancy\b|\b(?:in|of) pregnancy\b", re.I
)


def _complicating(draft: Draft, basis: Basis) -> Draft:
    """A disease dealt with in a pregnancy is called by chapter 15 too (I.C.15.a.1)."""
    if draft.starting("O0", "Z33", "Z39"):
        return draft
    affected = basis.signal("@pregnant") and told(COMPLICATES, basis)
    pregnant = affected or draft.starting("O", "Z34") or is_expecting(draft, basis)
    newly = not pregnant and is_puerperal(draft, basis)
    if not (pregnant or newly):
        return draft
    called = knowledge.load("births")["complicating"]
    for prefix, (stem, digits, after) in called.items():
        code = after if newly else f"{stem}{digits[_trimester(basis)]}"
        known = after if newly else stem
        for line in draft.starting(prefix):
            if _is_called(draft, known) or not basis.book.is_billable(code):
                continue
            draft = _called(draft, line, code, basis)
    return _without_index(draft, basis) if pregnant else draft


def _is_called(draft: Draft, stem: str) -> bool:
    """Of diabetes and of hypertension one code of chapter 15 says the kind."""
    kinds = {"O10": ("O10", "O11", "O13", "O14", "O15", "O16"), "O24": ("O24",)}
    return bool(draft.starting(stem, *kinds.get(stem[:3], ())))


def _called(draft: Draft, line: Line, code: str, basis: Basis) -> Draft:
    """With the disease as chapter 15 calls it, and no supervision of a normal one."""
    why = "This disease complicates the pregnancy."
    draft = draft.with_line(
        replace(line, code=code, rationale=why, guidelines=("I.C.15.a.1",))
    )
    for normal in draft.starting("Z34"):
        draft = draft.without(normal.code)
    if line.code not in knowledge.load("births")["wholly"]["codes"]:
        return draft
    message = f"{code} says this more completely."
    aside = set_aside(line, basis, "unsupported", "R17", "I.C.15.a.1", message)
    return draft.without(line.code, aside)


def _without_index(draft: Draft, basis: Basis) -> Draft:
    """No body mass index in a pregnancy (I.C.21.c.3)."""
    for line in draft.starting("Z68") if draft.starting("O") else ():
        message = "The body mass index is not coded in a pregnancy."
        aside = set_aside(line, basis, "unsupported", "R22", "I.C.21.c.3", message)
        draft = draft.without(line.code, aside)
    return draft


#: The kind of a diabetes right before the words for it.
KIND = re.compile(r"\b(?:type|t) ?(?:(1|i)|(2|ii))\W{0,2}$", re.IGNORECASE)
BY_KIND = ((1, "O24.01", "E10.9"), (2, "O24.11", "E11.9"))


def _kind_of_diabetes(draft: Draft, basis: Basis) -> Draft:
    """Diabetes in pregnancy whose type stands before the words (I.C.15.g)."""
    for line in draft.starting("O24.91"):
        span = line.evidence[0]
        before = basis.text(span.document)[max(0, span.start - 10) : span.start]
        kind = KIND.search(before)
        for group, stem, disease in BY_KIND if kind else ():
            if kind and kind[group]:
                draft = draft.recoded(line, f"{stem}{line.code[-1]}")
                why = "The diabetes that the pregnancy is complicated by."
                draft = draft.with_line(beside(disease, (span,), why, "I.C.15.g"))
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
            return draft.recoded(line, code, evidence=more)
    return draft


#: Pregnancies that ended early: no weeks beside them (I.C.21.c.11).
ENDED = tuple(f"O0{digit}" for digit in range(9))
FIRST = re.compile(r"\b(?:first pregnancy|primigravid\w*|G1 ?P0)\b", re.IGNORECASE)


def _first(draft: Draft, basis: Basis) -> Draft:
    """Supervision of a normal pregnancy that is said to be the first."""
    lines = draft.starting("Z34.8", "Z34.9")
    for line in lines if lines and told(FIRST, basis) else ():
        digit = _trimester(basis) or 0
        draft = draft.recoded(line, f"Z34.0{digit}", exact=False)
    return draft


def _weeks(draft: Draft, basis: Basis) -> Draft:
    """Z3A beside a chapter 15 code, from the stated weeks (I.C.21.c.11)."""
    lines = draft.starting("O")
    if not lines or draft.starting("Z3A") or draft.starting(*ENDED) == lines:
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
