"""Operations of long ago that took an organ: what they left (I.C.21.c.3).

Owns telling an operation that is past, by its year or by the list that it stands in,
from one that is planned. Which operation leaves what, and by which words, is data in
``knowledge/operated.toml``. Must not read an operation of this very stay, nor what
stands outside the assessment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from coding import knowledge
from coding.basis import ASSESSING, Basis, quoted
from coding.draft import Draft
from coding.parts import beside
from coding.sentences import around
from coding.values import Evidence
from coding.wordlists import either

#: What begins a list of what was done; it goes on to the end of its sentence.
LEAD = re.compile(rf"\b{either('operated', 'around', 'lead')}\b", re.I)
#: Right behind an operation, when it was.
WHEN = re.compile(rf"[^.,;\n]{{0,12}}\b{either('operated', 'around', 'when')}\b", re.I)
#: What turns a list to what is not done, or to another person.
TURNED = re.compile(rf"\b{either('operated', 'around', 'turned')}\b", re.I)
ANOTHERS = re.compile(rf"\b{either('operated', 'around', 'anothers')}\b", re.I)
#: How far in front of an operation, in its sentence, its list may begin: characters.
BEFORE = 90


def operated(draft: Draft, basis: Basis) -> Draft:
    """The draft with what past operations left, where no line says so yet."""
    if basis.facts.setting.is_inpatient:
        return draft
    why = "An operation of the past, by what the words tell."
    for stem, found in _past(basis):
        if draft.starting(stem.rstrip("-")[:6]) or _is_said(stem, draft):
            continue
        if stem == STENT and "stent" in found.text[:5] and not draft.starting(*HEART):
            continue  # a stent of whatever
        if stem == CATARACT:
            draft = _without_lens(draft, found)
        for code in _sided(stem, found.text):
            if basis.book.is_billable(code):
                draft = draft.with_line(beside(code, (found,), why, "I.C.21.c.3"))
    return draft


#: Two whose words stand for more: a disease, and any vessel or duct.
CATARACT, STENT = "Z98.4-", "Z95.5"
HEART = ("I25", "I20", "I21", "Z95.1", "Z98.61")


def _without_lens(draft: Draft, found: Evidence) -> Draft:
    """A cataract in a list of operations is one that was taken out."""
    for line in draft.starting("H25", "H26"):
        if all(_overlap(one, found) for one in line.evidence):
            draft = draft.without(line.code)
    return draft


def _overlap(one: Evidence, other: Evidence) -> bool:
    inside = one.start < other.end and other.start < one.end
    return one.document == other.document and inside


#: A code of disease says that a thyroid or a lens is gone, and more.
SAID = {"Z90.89": ("E89.0", "C73"), "Z98.4-": ("Z96.1", "H59", "H27.0")}


def _is_said(stem: str, draft: Draft) -> bool:
    """Whether the code of a disease says it already."""
    return bool(draft.starting(*SAID.get(stem, ("?",))))


SIDES = (
    re.compile(r"\b(?:right|rt|r|od)\b", re.I),
    re.compile(r"\b(?:left|lt|l|os)\b", re.I),
)
BOTH = re.compile(r"\b(?:bilateral(?:ly)?|both|ou)\b|cataracts\b", re.I)


def _sided(stem: str, words: str) -> tuple[str, ...]:
    """The codes of the sides that the words name; of eyes there is none for both."""
    if stem[-1] != "-":
        return (stem,)
    stem = stem[:-1]
    if BOTH.search(words):
        return (f"{stem}1", f"{stem}2") if stem[:3] != "Z96" else (f"{stem}3",)
    side = next((str(n) for n, one in enumerate(SIDES, 1) if one.search(words)), "9")
    return (stem + side,)


@cache
def _operations() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = knowledge.load("operated")["left"].items()
    return tuple((code, re.compile(words, re.I)) for code, words in rows)


def _past(basis: Basis) -> Iterator[tuple[str, Evidence]]:
    """What each operation that an assessment tells as past has left, and its words."""
    for section, text in basis.within(ASSESSING):
        if not _names_one(text[section.start : section.end].lower()):
            continue  # a cheap look: most assessments name no operation
        for code, pattern in _operations():
            for match in pattern.finditer(text, section.start, section.end):
                if _is_past(text, section.start, match):
                    yield code, quoted(section, match)


def _names_one(text: str) -> bool:
    return any(word in text for word in _look())


@cache
def _look() -> tuple[str, ...]:
    return tuple(knowledge.load("operated")["look"]["words"].split())


def _is_past(text: str, first: int, match: re.Match[str]) -> bool:
    """By its year, or in a list of what was done; not planned, denied, another's."""
    begin, _ = around(text, match.start(), match.end(), BEFORE)
    own = text[max(first, begin) : match.start()]
    lead = LEAD.search(own)
    since = own[lead.start() :] if lead else own
    if TURNED.search(since) or ANOTHERS.search(own):
        return False
    return lead is not None or WHEN.match(text, match.end()) is not None
