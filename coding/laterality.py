"""The side of a coded condition where only the rest of the record names it.

Owns finding it: the record speaks of one side of that part of the body and never of the
other (I.B.13, I.B.14). Must not choose between two sides, nor look where operations and
diseases of earlier years, or of relatives, are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from coding import knowledge, parts
from coding.basis import Basis
from coding.counterparts import titled
from coding.draft import Draft, Line, spans
from coding.sentences import around
from coding.values import Evidence

SIDES = ("right", "left")
UNSAID = re.compile(r"\bunspecified\b", re.IGNORECASE)
#: The part of the body after the side in a title, and how notes name it.
PARTS: Mapping[str, str] = knowledge.load("sides")["named"]
#: What may stand between a side and its part.
BETWEEN = r"[ -]+(?:(?!and\b|or\b|right\b|left\b)\w+[ -]+){0,2}?"
SAID = r"\b(right|left|bilateral(?:ly)?|both|rt|lt)\b" + BETWEEN
#: Eyes have names of their own.
EYES = re.compile(r"\b(O\.?D|O\.?S|O\.?U|RE|LE)\b")
EYE_SIDES = {"od": "right", "re": "right", "os": "left", "le": "left"}
#: Sections in which a side is that of something else or of another time.
PAST = frozenset(
    "past_history surgical_history family_history social_history family_social_history"
    " medications allergies immunizations ros education copied differential".split()
)
#: In a sentence with one of these the side is that of something past or planned.
OVER = re.compile(
    r"\b(?:s/p|status post|history|hx|previous\w*|prior|ago|replace\w*|arthroplasty|"
    r"prosthe\w+|amputat\w+|healed|resolved|dominant|handed|mother|father|sister|"
    r"(?<!year.|onth.|week.)(?<!ears.|nths.|eeks.)old|"
    r"brother|19\d\d|20[01]\d)\b",
    re.IGNORECASE,
)
#: Right before a side: it is that of the healthy eye, the other knee.
ANOTHER = re.compile(
    r"\b(?:un|non-?)operat\w+ $|\b(?:other|opposite|fellow|contralateral|uninvolved|"
    r"unaffected|healthy|normal) $",
    re.IGNORECASE,
)
NEAR = 16


def laterality(draft: Draft, basis: Basis) -> Draft:
    """Codes of an unspecified side with the one side that the record names.

    A text without headings does not say what is of this encounter: it is left alone.
    """
    if {section.kind for section in basis.sections} <= {"opening"}:
        return draft
    for line in tuple(draft.lines.values()):
        choices, part = next(_choices(line.code, basis), ({}, ""))
        told = {**_named(choices, basis), **_told(part, basis)} if choices else {}
        if len(told) == 1:
            side, evidence = next(iter(told.items()))
            draft = _sided(draft, line, choices.get(side, ""), evidence)
        elif part == "ear" and not told:
            draft = _of_both_ears(draft, line, basis)
    return draft


#: Tubes that are put into both ears at this visit.
TUBES = re.compile(
    r"\bbilateral (?:\w+ ){0,3}(?:myringotom|tympanostom)\w*|\bBM&?T\b", re.IGNORECASE
)
OPERATED = frozenset({"procedure", "postop_diagnosis"})


def _of_both_ears(draft: Draft, line: Line, basis: Basis) -> Draft:
    """What both ears are operated on for is of both."""
    seen = parts.told(TUBES, basis, OPERATED)
    title = basis.book.title(line.code).lower()
    wanted = title.replace("unspecified ear", "bilateral")
    code = titled(line.code, {wanted}, basis.book)
    return _sided(draft, line, code, seen) if seen and wanted != title else draft


def _sided(draft: Draft, line: Line, code: str, evidence: Evidence) -> Draft:
    if not code:
        return draft
    return draft.recoded(
        line,
        code,
        evidence=spans((*line.evidence, evidence)),
        rationale="The record names this side of the part, and no other.",
        alternatives=tuple(one for one in line.alternatives if one.code != code),
        exact=False,
    )


def _choices(code: str, basis: Basis) -> Iterator[tuple[dict[str, str], str]]:
    """The codes of both sides and the part, for a code that leaves the side open."""
    title = basis.book.title(code)
    for unsaid in UNSAID.finditer(title):
        part = title[unsaid.end() :].split(",")[0].strip().lower()
        if part not in PARTS:
            continue
        sided = {}
        for side in SIDES:
            wanted = title[: unsaid.start()] + side + title[unsaid.end() :]
            found = titled(code, {wanted.lower()}, basis.book)
            if found:
                sided[side] = found
        if len(sided) == len(SIDES):
            yield sided, part


def _named(choices: Mapping[str, str], basis: Basis) -> dict[str, Evidence]:
    """The sides with which the same condition is named outside the assessment.

    "Preoperative diagnosis: rotator cuff tear, left": the side stands behind the name.
    """
    return {
        side: span
        for side, code in choices.items()
        for span in basis.stated.get(code, ())
        if basis.section_of(span).kind not in PAST
    }


def _told(part: str, basis: Basis) -> dict[str, Evidence]:
    """The sides of a part that the record names, each with where first."""
    told: dict[str, Evidence] = {}
    texts = {one.sha256: one.text for one in basis.note.documents}
    for section in basis.sections:
        if section.kind in PAST:
            continue
        text = texts[section.document]
        for start, end, side in _sides(part, text, section.start, section.end):
            quoted = Evidence(
                section.document, start, end, text[start:end], 1, section.kind
            )
            told.setdefault(side, quoted)
    return told


def _sides(
    part: str, text: str, start: int, end: int
) -> Iterator[tuple[int, int, str]]:
    for match in _pattern(part).finditer(text, start, end):
        if not _is_over(text, match, start, end):
            word = match[1].lower()
            side = {"r": "right", "l": "left"}.get(word[0], "both")
            yield match.start(), match.end(), side
    if part in ("eye", "orbit"):
        for match in EYES.finditer(text, start, end):
            word = match[1].lower().replace(".", "")
            yield match.start(), match.end(), EYE_SIDES.get(word, "both")


@cache
def _pattern(part: str) -> re.Pattern[str]:
    return re.compile(rf"{SAID}(?:{PARTS[part]})\b", re.IGNORECASE)


def _is_over(text: str, match: re.Match[str], begin: int, stop: int) -> bool:
    """Whether the sentence around speaks of the past, another side or somebody else.

    A heading or the title of an examination is no part of the sentence behind it.
    """
    start, end = match.span()
    first, last = around(text, start, end)
    first, last = max(first, begin), min(last, stop)
    if ANOTHER.search(text, max(first, start - NEAR), start):
        return True
    told = OVER.search(text, first, start) or OVER.search(text, end, last)
    return told is not None
