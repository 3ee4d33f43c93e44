"""Why a visit takes place: to look after an operation, or for what is over.

Owns surveillance colonoscopies, aftercare of a joint that was replaced, follow-up of a
disease that is cured (I.C.21.c.5, c.7, c.8) and the drug behind a test of its level.
What words name a joint and which disease leaves which history is data in
``knowledge/visits.toml``. Must not add a disease.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from coding import knowledge
from coding.basis import ASSESSING, Basis, quoted
from coding.draft import Draft
from coding.parts import beside
from coding.sentences import around, lines_around
from coding.values import Assertion, Evidence, Mention
from coding.wordlists import either

#: Where a visit says what it is for, beside the sections that assess.
ANNOUNCED = frozenset({"indication", "chief_complaint", "procedure", "opening"})


def visits(draft: Draft, basis: Basis) -> Draft:
    """The draft with the purposes of the visit that its words tell."""
    draft = _surveillance(draft, basis)
    draft = _joint(draft, basis)
    draft = _followed(draft, basis)
    return _drug_level(draft, basis)


def _told() -> dict[str, Any]:
    return knowledge.load("visits")


def _purpose(
    pattern: re.Pattern[str], basis: Basis, after: re.Pattern[str] | None = None
) -> Iterator[Evidence]:
    """Words that tell a purpose, where purposes are told, and not for another day."""
    for section, text in basis.within(ANNOUNCED | ASSESSING):
        for match in pattern.finditer(text, section.start, section.end):
            start, end = match.span()
            later = LATER.search(text[max(section.start, start - AROUND) : start])
            later = later or DUE.match(text[end : end + AROUND])
            if later is None:
                yield quoted(section, match)


AROUND = 48
#: Words that say that something is for another time.
LATER = re.compile(
    rf"\b{either('visits', 'around', 'later')}\b[^.;\n]*$", re.IGNORECASE
)
DUE = re.compile(rf"[^.;\n]*?\b{either('visits', 'around', 'due')}\b", re.IGNORECASE)

SURVEILLANCE = re.compile(
    r"\bsurveillance colonoscopy|\bcolonoscop(?:y|ic) (?:for )?surveillance", re.I
)
#: What is past and looked for anew: a cancer is followed, polyps are screened for.
BOWEL = ("Z85.03", "Z85.04")
POLYPS = "Z86.010"


def _surveillance(draft: Draft, basis: Basis) -> Draft:
    """A colonoscopy because of what was there before (I.C.21.c.5, c.8)."""
    found = next(_purpose(SURVEILLANCE, basis), None)
    if found is None or draft.starting("Z08", "Z09", "Z12.11"):
        return draft
    if draft.starting(*BOWEL):
        why = "A colonoscopy to look for a cancer that is over."
        return draft.with_line(beside("Z08", (found,), why, "I.C.21.c.8"))
    past = [code for code in basis.stated if code.startswith(POLYPS)]
    if not past or draft.starting("K50", "K51"):
        return draft
    why = "Surveillance of one who had polyps is a screening."
    draft = draft.with_line(beside("Z12.11", (found,), why, "I.C.21.c.5"))
    for code in past if not draft.starting(POLYPS) else ():
        draft = draft.with_line(beside(code, basis.stated[code], why, "I.C.21.c.4"))
    return draft


# Joints


@cache
def _joints() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each joint that is replaced the stem of its code, and its words."""
    rows = _told()["joints"].items()
    return tuple((stem, re.compile(words, re.IGNORECASE)) for stem, words in rows)


#: Without one of these no joint is told to be replaced: a cheap look, in lower case.
PUT_IN = re.compile(r"replacement|arthroplasty|total (?:knee|hip)|t[kh][ar]\b")

SIDE = re.compile(r"\b(?:(right|rt|r)|(left|lt|l)|(bilateral|both))\b", re.IGNORECASE)
#: What is said of a joint some weeks after it was put in.
AFTERCARE = re.compile(
    r"\baftercare\b|\b(?:routine |first |initial )?(?:post-?\s?op(?:erative)?|wound)"
    r"(?: (?:visit|check|follow-?\s?up|f/u|appointment|recheck|care))"
    r"|\b(?:weeks?|wks?|days?|months?|mos?) (?:s/p|status post|post-?\s?op\w*|out from"
    r"|after|following|since)\b|\b(?:weeks?|wks?|days?) ago\b",
    re.IGNORECASE,
)
#: What is wrong with a joint is not routine care.
TROUBLE = ("T84", "T81", "M97", "T82", "M96")


def _joint(draft: Draft, basis: Basis) -> Draft:
    """Care after a joint's replacement, with the joint that is there (I.C.21.c.7)."""
    if draft.starting(*TROUBLE) or basis.facts.setting.is_inpatient:
        return draft
    for code, found in _replaced(basis):
        aftercare = draft.lines.get("Z47.1")
        cared = _care(found, basis)
        if aftercare is None and cared is None:
            continue
        quoted = (found,) if cared is None else (found, cared)
        why = "Care after the replacement of a joint."
        if aftercare is None:
            draft = draft.with_line(beside("Z47.1", quoted, why, "I.C.21.c.7"))
        if not draft.starting(code[:6]):
            why = "The joint that was put in."
            draft = draft.with_line(beside(code, (found,), why, "I.C.21.c.3"))
    return draft


def _replaced(basis: Basis) -> Iterator[tuple[str, Evidence]]:
    """Joints that an assessment says were replaced, each with its code."""
    for section, text in basis.within(ASSESSING):
        if PUT_IN.search(text[section.start : section.end].lower()) is None:
            continue
        for stem, pattern in _joints():
            for match in pattern.finditer(text, section.start, section.end):
                first = max(section.start, match.start() - AROUND)
                code = f"{stem}{_side(match[0])}"
                later = LATER.search(text[first : match.start()])
                if later is None and basis.book.is_billable(code):
                    yield code, quoted(section, match)


def _side(words: str) -> str:
    said = SIDE.search(words)
    if said is None:
        return "9"
    return "1" if said[1] else "2" if said[2] else "3"


def _care(found: Evidence, basis: Basis) -> Evidence | None:
    """Words of routine care in the sentence that names the joint."""
    text = basis.text(found.document)
    match = AFTERCARE.search(text, *around(text, found.start, found.end))
    if match is None:
        return None
    first, last = match.span()
    quote = text[first:last]
    return Evidence(found.document, first, last, quote, 1, found.section)


# What is over

FOLLOW_UP = re.compile(
    r"\b(?:(?:hospital|ED|ER|discharge|post-?hospital|post-?discharge|hosp)\s+)?"
    r"(?:follow(?:ed|ing)?[- ]?up|f/u|recheck|re-check|test of cure|TOC)\b",
    re.IGNORECASE,
)
#: A visit may be told to be a follow-up where it begins.
OPENING = 160


def _followed(draft: Draft, basis: Basis) -> Draft:
    """A visit after treatment of what is cured: Z09, its history (I.C.21.c.8)."""
    over = list(_over(basis))
    opening = _announced_follow_up(basis) if over else None
    told: dict[tuple[str, int, int], Evidence | None] = {}  # a line may name a thousand
    for mention, known, code in over:
        if draft.starting(known[:3]):
            continue
        span = mention.evidence
        text = basis.text(span.document)
        line = (span.document, *lines_around(text, span.start, span.end))
        if line not in told:
            told[line] = _follow_up(*line, span.section, basis) or opening
        purpose = told[line]
        if purpose is None or not basis.book.is_billable(code):
            continue
        why = "A visit after treatment of what is over."
        spans = (mention.evidence, *((mention.cue,) if mention.cue else ()))
        draft = draft.with_line(beside("Z09", (purpose, *spans), why, "I.C.21.c.8"))
        draft = draft.with_line(beside(code, spans, "It is over.", "I.C.21.c.4"))
    return draft


def _over(basis: Basis) -> Iterator[tuple[Mention, str, str]]:
    """What an assessment calls over: its mention, its code, and its history's."""
    for mention, candidates in basis.read:
        code = _history(candidates[0].code) if candidates else ""
        if mention.section in ASSESSING and code and _is_over(mention):
            yield mention, candidates[0].code, code


def _history(code: str) -> str:
    """The history that a disease leaves; the longest beginning speaks."""
    rows: dict[str, str] = _told()["followed"]
    known = (code[:size] for size in range(len(code), 2, -1))
    return next((rows[one] for one in known if one in rows), "")


ENDED = ("resolved", "cured", "cleared", "recovered", "gone", "healed")


def _is_over(mention: Mention) -> bool:
    cue = mention.cue.text.lower() if mention.cue else ""
    past = mention.assertion is Assertion.HISTORICAL
    return past and any(word in cue for word in ENDED)


def _announced_follow_up(basis: Basis) -> Evidence | None:
    """Where the beginning of the visit says follow-up."""
    for one in basis.sections:
        if one.kind in ANNOUNCED | {"hpi"}:
            stop = min(one.end, one.start + OPENING)
            found = _follow_up(one.document, one.start, stop, one.kind, basis)
            if found is not None:
                return found
    return None


def _follow_up(
    document: str, start: int, stop: int, kind: str, basis: Basis
) -> Evidence | None:
    """The words for a follow-up in a stretch of a document."""
    whole = basis.text(document)
    match = FOLLOW_UP.search(whole, start, stop)
    if match is None:
        return None
    first, last = match.span()
    return Evidence(document, first, last, whole[first:last], 1, kind)


# Drugs

TESTED = re.compile(r"\b(?:INR|anti-?coag\w*|warfarin|coumadin)\b", re.IGNORECASE)


def _drug_level(draft: Draft, basis: Basis) -> Draft:
    """A test of how blood clots is one of a drug that is taken (I.C.21.c.3)."""
    line = draft.lines.get("Z51.81")
    tested = [one for one in line.evidence if TESTED.search(one.text)] if line else ()
    if not tested or "Z79.01" in draft.lines:
        return draft
    why = "The drug whose effect is measured."
    return draft.with_line(beside("Z79.01", tuple(tested), why, "I.C.21.c.3"))
