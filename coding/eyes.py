"""Diabetic retinopathy by degree, macular edema and eye; the kind of a cataract.

Owns reading "moderate NPDR OS without DME" beside diabetes into E08–E13 with .3-, and
what the examination says of a lens. Must not find diabetes, its type or a cataract.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from coding.basis import ASSESSING, Basis, quoted
from coding.draft import Draft, Line
from coding.parts import combined, table, told
from coding.sentences import around
from coding.values import Evidence

RETINOPATHY = re.compile(
    r"(?:\b(?P<degree>mild|mod(?:erate)?|severe|very severe|stable)\b[ ,]{0,2}"
    r"(?:to (?:moderate|severe) )?)?\b"
    r"(?:(?P<non>NPDR|non-?\s?proliferative (?:diabetic )?retinopathy|background (?:"
    r"diabetic )?retinopathy)|(?P<pro>PDR|proliferative (?:diabetic )?retinopathy))\b",
    re.IGNORECASE,
)
#: What one eye's statement says beyond its degree, before the next.
REACH = 110
DEGREES = {"mi": "2", "mo": "3", "se": "4", "ve": "4"}
EDEMA = re.compile(r"\b(?:macular (?:o?edema)|CI-?DME|DME|CSME|ME)\b", re.IGNORECASE)
NO_EDEMA = re.compile(
    r"\b(?:no|not|without|w/o|neg(?:ative)? for)\b[^.;\n]{0,40}$", re.IGNORECASE
)
BOTH = re.compile(r"\b(?:OU|both eyes|bilateral(?:ly)?|each eye)\b", re.IGNORECASE)
RIGHT = re.compile(r"\b(?:OD|R eye|(?i:right))\b")
LEFT = re.compile(r"\b(?:OS|L eye|(?i:left))\b")


def retinopathy(draft: Draft, basis: Basis) -> Draft:
    """Diabetes takes up retinopathy that is stated by degree where one assesses."""
    bases = draft.starting(*table("diabetes")["types"])
    found = list(_stated(basis)) if bases or basis.said(*KINDS) else []
    if not bases and found:
        bases = (_from_record(basis),)
    if not bases:
        return draft
    for evidence, suffix in found:
        code = f"{bases[0].code[:3]}.{suffix}"
        if basis.book.is_billable(code):
            part = Line(code, 0.95, 0.92, (evidence,), evidence.section, exact=True)
            why = "Diabetes and retinopathy are coded as one, by degree and eye."
            draft = draft.with_line(combined((part, bases[0]), code, why, "I.C.4.a"))
    if found:
        for line in draft.starting("H35.0", "H35.9", "H35.2", "H36"):
            draft = draft.without(line.code)
        for line in bases:
            if line.code[4:] in ("9", "319", "311"):
                draft = draft.without(line.code)
    return draft


#: What an examination says of a lens that the assessment only calls cloudy.
NUCLEAR = re.compile(r"\b(?<!no )nuclear[ -](?:scler\w+|cataracts?)", re.IGNORECASE)
YOUNG = 40


def cataracts(draft: Draft, basis: Basis) -> Draft:
    """A cataract whose nucleus the examination calls sclerotic is of age (H25.1)."""
    line = draft.lines.get("H26.9")
    age = basis.facts.age
    if line is None or (age is not None and age < YOUNG):
        return draft
    found = told(NUCLEAR, basis)
    if found is None:
        return draft
    places = (found, *line.evidence)
    near = " ".join(_sentence(one, basis) for one in places)
    code = f"H25.1{_of_eyes(near)}"
    why = "A cataract, and a nucleus that the examination calls sclerotic."
    evidence = (*line.evidence[:3], found)
    return draft.recoded(line, code, evidence=evidence, rationale=why, exact=False)


def _sentence(span: Evidence, basis: Basis) -> str:
    text = basis.text(span.document)
    return text[slice(*around(text, span.start, span.end))]


def _of_eyes(text: str) -> str:
    """The last character for the eye that words name: both, right, left or none."""
    right, left = RIGHT.search(text), LEFT.search(text)
    if BOTH.search(text) or (right and left):
        return "3"
    return "1" if right else "2" if left else "0"


#: Types of diabetes that a record may name away from where the eyes are assessed.
KINDS = ("E10", "E11", "E13")


def _from_record(basis: Basis) -> Line:
    """The diabetes that the record names, for retinopathy assessed without it."""
    kind = next(kind for kind in KINDS if basis.said(kind))
    evidence = basis.said(kind)[:2]
    return Line(f"{kind}.9", 0.85, 0.9, evidence, evidence[0].section)


def _stated(basis: Basis) -> list[tuple[Evidence, str]]:
    out: list[tuple[Evidence, str]] = []
    for section, text in basis.within(ASSESSING):
        matches = list(RETINOPATHY.finditer(text, section.start, section.end))
        for match, after in zip_longest(matches, matches[1:]):
            end = min(
                section.end, match.end() + REACH, after.start() if after else 10**9
            )
            start = max(section.start, match.start() - 25)
            if NO_EDEMA.search(text[start : match.start()]):
                continue
            suffix = _suffix(match, text, start, end)
            if suffix:
                out.append((quoted(section, match), suffix))
    return out


def _suffix(match: re.Match[str], text: str, start: int, end: int) -> str:
    degree = (match["degree"] or "").lower()[:2]
    kind = "5" if match["pro"] else DEGREES.get(degree, "1")
    after = text[match.end() : end].split("\n\n")[0]
    edema = _edema(after)
    if kind == "1":
        return f"31{'1' if edema else '9'}"
    stable = kind == "5" and degree == "st" and not edema
    eye = _eye(after) or _eye(text[start : match.start()])
    return f"3{kind}{'5' if stable else '1' if edema else '9'}{eye or '9'}"


def _edema(after: str) -> bool:
    found = EDEMA.search(after)
    return found is not None and not NO_EDEMA.search(after[: found.start()])


def _eye(text: str) -> str:
    if BOTH.search(text):
        return "3"
    right, left = RIGHT.search(text), LEFT.search(text)
    if right and left:
        return "1" if right.start() < left.start() else "2"
    return "1" if right else "2" if left else ""
