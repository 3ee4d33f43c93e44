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
from coding.deliveries import AT_TERM, delivery
from coding.draft import Draft, Line, spans
from coding.parts import beside, told


def pregnancy(draft: Draft, basis: Basis) -> Draft:
    """The draft with what a pregnancy asks for beside what is coded."""
    if basis.facts.sex == "M":
        return draft
    draft = delivery(draft, basis)
    draft = _named_beside(_complicating(draft, basis), basis)
    return _weeks(_first(_gestational(draft, basis), basis), basis)


# Diseases in a pregnancy


#: What the provider says of a disease beside a pregnancy.
COMPLICATES = re.compile(
    r"\bcomplicat\w+ (?:the |her |this )?pregnancy\b|\b(?:in|of) pregnancy\b", re.I
)


def _complicating(draft: Draft, basis: Basis) -> Draft:
    """A disease dealt with in a pregnancy is called by chapter 15 too (I.C.15.a.1)."""
    affected = basis.signal("@pregnant") and told(COMPLICATES, basis)
    if not (affected or draft.starting("O", "Z34")) or draft.starting(
        "O0", "Z33", "Z39"
    ):
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


#: Pregnancies that ended early: no weeks beside them (I.C.21.c.11).
ENDED = tuple(f"O0{digit}" for digit in range(9))
FIRST = re.compile(r"\b(?:first pregnancy|primigravid\w*|G1 ?P0)\b", re.IGNORECASE)


def _first(draft: Draft, basis: Basis) -> Draft:
    """Supervision of a normal pregnancy that is said to be the first."""
    lines = draft.starting("Z34.8", "Z34.9")
    for line in lines if lines and told(FIRST, basis) else ():
        digit = _trimester(basis) or 0
        known = replace(line, code=f"Z34.0{digit}", exact=False)
        draft = draft.without(line.code).with_line(known)
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
