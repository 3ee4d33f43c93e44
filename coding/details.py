"""What a sentence tells further on of a disease that it names first.

Owns the stage of a kidney disease, the place of an ulcer of the foot and what disturbs
a dementia, where these words stand too far off to be part of the name. Must not find a
disease.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.parts import beside, table
from coding.values import Assertion, Evidence

#: From a name to the end of its sentence, no further than this.
FURTHER = 90
ENDS = re.compile(r"[;\n]|\.(?=\s|$)")
DENIED = re.compile(r"\b(?:no|not|without|denies|rule out|r/o|\?)\b|\?")


def details(draft: Draft, basis: Basis) -> Draft:
    """The draft with what the sentences of its lines tell further on."""
    line = draft.lines.get("N18.9")
    if line is not None:
        draft = _staged(draft, line, basis)
    for line in draft.starting("L97.5"):
        draft = _placed(draft, line, basis)
    for line in draft.starting("F01", "F02", "F03"):
        draft = _disturbed(draft, line, basis)
    return draft


def _rest(span: Evidence, basis: Basis) -> str:
    """The words of a sentence that follow a span of it."""
    text = basis.text(span.document)[span.end : span.end + FURTHER]
    over = ENDS.search(text)
    return text[: over.start()] if over else text


def _quote(span: Evidence, match: re.Match[str]) -> Evidence:
    """The words that a pattern found behind a span."""
    start, end = (span.end + at for at in match.span())
    return Evidence(span.document, start, end, match[0], 1, span.section)


def _more_exact(
    draft: Draft, line: Line, code: str, found: Evidence, basis: Basis
) -> Draft:
    if code == line.code or not basis.book.is_billable(code):
        return draft
    why = "The sentence tells it further on."
    return draft.recoded(line, code, found, rationale=why, exact=False)


# Kidneys

STAGE = re.compile(
    r"\bstage (?:(3 ?a|3 ?b|[1-5])|(iii ?a|iii ?b|iii|ii|iv|v|i))\b", re.I
)
#: What else goes by stages.
ANOTHERS = re.compile(
    r"[ ,]*(?:\w+ )?(?:hypertension|htn|cancer|carcinoma|ulcer|fibrosis|lymphoma|heart"
    r"|copd|pressure)",
    re.I,
)
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iiia": "3a", "iiib": "3b", "iv": "4"}
STAGES = {"1": "N18.1", "2": "N18.2", "3": "N18.30", "3a": "N18.31", "3b": "N18.32"}
LATE = {"4": "N18.4", "5": "N18.5"}
#: Another disease named in between may be the one that has the stage.
BETWEEN = re.compile(
    r"\b(?:cancer|carcinoma|lymphoma|ulcer|copd|melanoma|injury)\b", re.I
)


def _staged(draft: Draft, line: Line, basis: Basis) -> Draft:
    """ "CKD due to hypertension, currently stage 3a" (index, Disease, kidney)."""
    for span in line.evidence:
        rest = _rest(span, basis)
        match = STAGE.search(rest)
        if match is None or ANOTHERS.match(rest, match.end()):
            continue
        before = rest[: match.start()]
        if BETWEEN.search(before) or DENIED.search(before.lower()):
            continue
        said = (match[1] or match[2]).lower().replace(" ", "")
        stage = ROMAN.get(said, said.replace("v", "5"))
        code = {**STAGES, **LATE}.get(stage, "")
        return _more_exact(draft, line, code, _quote(span, match), basis)
    return draft


# Ulcers

PLACE = re.compile(
    r"\b(?:of|on|at|over|to|located on|involving)(?: (?:the|his|her))?"
    r"(?: (right|left))? (?:posterior |plantar |lateral |medial )?(heel|midfoot)\b",
    re.I,
)


def _placed(draft: Draft, line: Line, basis: Basis) -> Draft:
    """ "Foot ulcer of the left heel": the heel is told apart from the foot (L97.4)."""
    for span in line.evidence:
        match = PLACE.search(_rest(span, basis))
        if match is None:
            continue
        side = {"right": "1", "left": "2"}.get((match[1] or "").lower(), line.code[5])
        code = f"L97.4{side}{line.code[6:]}"
        return _more_exact(draft, line, code, _quote(span, match), basis)
    return draft


# Dementia

#: A mood or a temper beside a dementia may be another's; what follows "with" is not.
WITH, BESIDE = re.compile(r"\bwith\b", re.I), re.compile(r"\b(?:with|and)\b", re.I)
OWN = ("18", "2")


def _disturbed(draft: Draft, line: Line, basis: Basis) -> Draft:
    """ "Dementia with paranoia" (the inclusion terms of F03.92 and its like)."""
    if line.code[5:] != "0":
        return draft
    for span in line.evidence:
        rest = _rest(span, basis)
        for words, kind in table("disturbed")["kinds"]:
            start = (BESIDE if kind in OWN else WITH).search(rest)
            match = re.compile(words, re.I).search(rest, start.end()) if start else None
            if match is None or DENIED.search(rest[: match.start()].lower()):
                continue
            told = _quote(span, match)
            draft = _more_exact(draft, line, line.code[:5] + kind, told, basis)
            draft = _named_so(draft, told, basis)
            if re.match("wander", match[0], re.I):
                why = "The wandering in the dementia."
                draft = draft.with_line(beside("Z91.83", (told,), why, "I.B.7"))
            return draft
    return draft


def _named_so(draft: Draft, told: Evidence, basis: Basis) -> Draft:
    """Without the code of what the dementia's code says by now."""
    for line in draft.starting(*table("disturbed")["said"]):
        own = all(
            one.document == told.document and one.start < told.end
            and told.start < one.end
            for one in line.evidence
        )  # fmt: skip
        if own and line.assertion is Assertion.PRESENT:
            draft = draft.without(line.code)
    return draft
