"""A side that the assessment names and the rest of the record contradicts.

Owns finding it: the complaint and the findings name the other side only. The code goes
back to the unspecified side, and the gap for the side asks which (guideline I.B.13).
Must not choose the other side: which of two statements holds is the provider's to say.
"""

from __future__ import annotations

import re

from coding import knowledge
from coding.basis import ASSESSING, Basis
from coding.counterparts import sibling
from coding.draft import Draft, Line
from coding.parts import set_aside
from coding.values import Assertion, Evidence

OTHER = {"right": "left", "left": "right"}
SIDE = re.compile(r"\b(right|left)\b", re.IGNORECASE)
#: Parts of the body of which there are two, as titles and notes name them.
PARTS: tuple[str, ...] = tuple(knowledge.load("sides")["others"]["opposed"])
#: Where a complaint or a finding of this encounter is told.
TOLD = frozenset({"chief_complaint", "hpi", "opening", "exam", "imaging", "indication"})


def opposed(draft: Draft, basis: Basis) -> Draft:
    """The draft without sides that complaint and findings contradict."""
    for line in tuple(draft.lines.values()):
        side = _only_side(basis.book.title(line.code))
        part = _part(basis.book.title(line.code)) if side else ""
        plain = _unsided(line.code, side, basis) if part else ""
        if not plain or plain in draft.lines:
            continue
        found = _told_of(OTHER[side], part, basis)
        if found is not None and not _named(side, part, basis):
            draft = _opened(draft, line, plain, found, basis)
    return draft


def _opened(
    draft: Draft, line: Line, plain: str, found: Evidence, basis: Basis
) -> Draft:
    said = "History or examination name only the other side."
    aside = set_aside(line, basis, "unsupported", "R13", "I.B.13", said)
    evidence = (*line.evidence, found)
    return draft.recoded(line, plain, aside=aside, evidence=evidence, exact=False)


def _only_side(title: str) -> str:
    sides = {match.lower() for match in SIDE.findall(title)}
    return sides.pop() if len(sides) == 1 else ""


def _part(title: str) -> str:
    words = re.findall(r"[a-z]+", title.lower())
    return next((part for part in PARTS if part in words), "")


def _unsided(code: str, side: str, basis: Basis) -> str:
    """The code of the same condition without a side."""
    plain = SIDE.sub("unspecified", basis.book.title(code)).lower()
    found = sibling(code, plain, basis.book)
    return found if basis.book.is_billable(found) else ""


def _told_of(side: str, part: str, basis: Basis) -> Evidence | None:
    """A complaint or finding of this side of a part."""
    for mention, candidates in basis.read:
        if mention.assertion is not Assertion.PRESENT or mention.section not in TOLD:
            continue
        title = basis.book.title(candidates[0].code) if candidates else ""
        if _only_side(title) == side and _part(title) == part:
            return mention.evidence
    return None


def _named(side: str, part: str, basis: Basis) -> bool:
    """Whether the record names this side of a part where nothing is assessed."""
    short = side[0].upper()
    pattern = re.compile(
        rf"\b(?:(?i:{side}|{side[0]}t)|{short})\b[.:]?[ -](?:\w+[ -]){{0,2}}(?i:{part})"
        rf"|\b(?i:{part})s?,? (?:(?i:{side})|{short}\b)|\b(?i:bilateral|both) "
        + (r"|\bO[DSU]\b" if part == "eye" else "")
    )
    return any(
        pattern.search(basis.text(one.document), one.start, one.end)
        for one in basis.sections
        if one.kind not in ASSESSING
    )
