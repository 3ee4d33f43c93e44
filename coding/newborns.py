"""A child at birth: how it was born, its weight and weeks, what it was watched for.

Owns Z38, P07 and Z05 on the record of a birth (I.C.16). Must not read a mother's chart
as her child's: a record of a birth says so, and its patient has no age yet.
"""

from __future__ import annotations

import re

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft
from coding.parts import beside, set_aside, told

RECORD = re.compile(
    r"\b(?:newborn|neonat\w+|nursery|NICU|infant (?:born|was born)|born (?:here|at this"
    r" hospital)|baby (?:boy|girl)|birth history)\b",
    re.IGNORECASE,
)
BORN = re.compile(
    r"\b(?:born|delivered|birth|delivery)\b[^.\n]{0,60}?\b(vaginal\w*|NSVD|SVD|vacuum"
    r"|forceps|cesarean|caesarean|c-?section|LTCS)"
    r"|\b(NSVD|SVD|vaginal delivery|cesarean (?:delivery|section)|c-?section)\b",
    re.IGNORECASE,
)
CUT = re.compile(r"cesarean|caesarean|c-?section|LTCS", re.IGNORECASE)
TWIN = re.compile(r"\btwin (?:[ab12]\b|liveborn|gestation|boy|girl)", re.IGNORECASE)
GRAMS = re.compile(
    r"\b(?:BW|birth ?weight|birth wt|weight at birth)\b[^\d\n]{0,14}"
    r"(\d[,.]?\d{3}|\d{3})\s?(?:g|gm|grams)\b",
    re.IGNORECASE,
)
KILOS = re.compile(
    r"\b(?:BW|birth ?weight|birth wt)\b[^\d\n]{0,14}(\d\.\d{1,3})\s?kg\b", re.IGNORECASE
)
GESTATION = re.compile(
    r"\b(2\d|3\d|4[0-2])\s?(?:w(?:ee)?ks?|w(?=\d)|w\b|\+\s?\d|(?:\s?\d/7))",
    re.IGNORECASE,
)
WATCHED = re.compile(
    r"\b(?:observation|observed|evaluat\w+|work-?up)\b[^.;\n]{0,24}"
    r"\b(?:sepsis|infection)\b|\brule out sepsis\b|\br/o sepsis\b",
    re.IGNORECASE,
)
TERM, LEAST_WEEKS = 37, 28
LIGHT, VERY_LIGHT = 2500, 1000


def newborns(draft: Draft, basis: Basis) -> Draft:
    """The draft of a birth record with what its facts ask for."""
    if not _is_birth_record(basis):
        return draft
    if not draft.starting("Z38"):
        draft = _born(draft, basis)
    if not draft.starting("Z38"):
        return draft
    draft = _early(_light(draft, basis), basis)
    return _watched(draft, basis)


def _is_birth_record(basis: Basis) -> bool:
    """An inpatient of no age, in a record that speaks of a birth."""
    facts = basis.facts
    if not facts.setting.is_inpatient or (facts.age or 0) > 0:
        return False
    young = facts.age == 0 or (facts.age is None and told(GRAMS, basis))
    named = any(
        RECORD.search(f"{one.name} {one.kind} {one.text[:2000]}")
        for one in basis.note.documents
    )
    return bool(young and named)


def _born(draft: Draft, basis: Basis) -> Draft:
    born = told(BORN, basis)
    if born is None:
        return draft
    twin = told(TWIN, basis)
    code = ("Z38.3" if twin else "Z38.0") + ("1" if CUT.search(born.text) else "0")
    why = "Born in this stay, as told."
    found = (born, *((twin,) if twin else ()))
    return draft.with_line(beside(code, found, why, "I.C.16.a.2"))


def _light(draft: Draft, basis: Basis) -> Draft:
    """P07.0- and P07.1- by the weight at birth (I.C.16.d)."""
    span = told(GRAMS, basis) or told(KILOS, basis)
    if span is None:
        return draft
    grams = _grams(span.text)
    if not 200 <= grams < LIGHT:
        return draft
    prefix = "P07.1" if grams >= VERY_LIGHT else "P07.0"
    rows = knowledge.load("births")["weight"][prefix]
    code = prefix + next(digit for least, digit in rows if grams >= least)
    for vague in draft.starting("P07.0", "P07.1"):
        draft = draft.without(vague.code)
    return draft.with_line(beside(code, (span,), "The weight at birth.", "I.C.16.d"))


def _grams(text: str) -> int:
    kilos = KILOS.search(text)
    if kilos:
        return round(float(kilos[1]) * 1000)
    grams = GRAMS.search(text)
    return int(re.sub(r"\D", "", grams[1])) if grams else 0


def _early(draft: Draft, basis: Basis) -> Draft:
    """P07.2- and P07.3- by the completed weeks (I.C.16.d)."""
    span = told(GESTATION, basis)
    match = GESTATION.search(span.text) if span else None
    if span is None or match is None or int(match[1]) >= TERM:
        return draft
    weeks = int(match[1])
    code = (
        f"P07.3{weeks - 27}" if weeks >= LEAST_WEEKS else f"P07.2{max(1, weeks - 21)}"
    )
    why = "The completed weeks of gestation."
    for vague in draft.starting("P07.3", "P07.2"):
        message = f"{code} says the weeks."
        aside = set_aside(vague, basis, "unsupported", "R12", "I.B.2", message)
        draft = draft.without(vague.code, aside)
    if not basis.book.is_billable(code):
        return draft
    return draft.with_line(beside(code, (span,), why, "I.C.16.d"))


def _watched(draft: Draft, basis: Basis) -> Draft:
    """Watched for an infection that was not found (I.C.16.b)."""
    span = told(WATCHED, basis)
    if span is None or draft.starting("P36", "P39", "Z05"):
        return draft
    why = "Observed for an infection that was not found."
    return draft.with_line(beside("Z05.1", (span,), why, "I.C.16.b"))
