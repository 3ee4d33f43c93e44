"""What an old burn has left: a scar with the burn as its sequela.

Owns the code of a burn that is over behind a scar or contracture (I.C.19.d.7, the note
at L90.5). Which words name which part of the body is data in ``knowledge/scars.toml``.
Must not find a scar, nor a burn that is treated now.
"""

from __future__ import annotations

import re
from functools import cache

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft
from coding.parts import beside
from coding.sentences import around
from coding.values import Evidence

SCARS = ("L90.5", "L91.0", "L76.8")
BURN = re.compile(r"\b(?:burns?|scald)\b", re.IGNORECASE)
#: A burn behind a scar: old, or what the scar is of.
OVER = re.compile(
    r"\b(?:old|prior|previous|remote|past|childhood|healed|hx of|h/o|history of|s/p"
    r"|status post|after|from|due to|secondary to|following|2/2|d/t)\b[^.;\n]{0,40}$",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r"^[ -]?(?:scar|contracture|(?:[^.;\n]{0,24}\b(?:ago|in (?:19|20)\d\d)))", re.I
)
SIDES = (
    ("1", re.compile(r"\b(?:right|rt|R)\b", re.I)),
    ("2", re.compile(r"\b(?:left|lt|L)\b", re.I)),
)


def scars(draft: Draft, basis: Basis) -> Draft:
    """The draft with the sequela of the burn that left a scar."""
    draft = _contracted(draft, basis)
    for line in draft.starting(*SCARS):
        for span in line.evidence:
            burn = _burn(span, basis)
            code = _sequela(burn, basis) if burn else ""
            if burn is not None and basis.book.is_billable(code):
                why = "The burn that left the scar."
                draft = draft.with_line(beside(code, (burn,), why, "I.C.19.d.7"))
                for fresh in draft.starting(f"{code[:-1]}A"):
                    draft = draft.without(fresh.code)
    return draft


def _contracted(draft: Draft, basis: Basis) -> Draft:
    """A contracture of a scar is the scar's, not a joint's (index, Contracture)."""
    for line in draft.starting("M24.5") if draft.starting("L90.5") else ():
        if all(
            basis.text(one.document)[: one.start].lower().endswith("scar ")
            for one in line.evidence
        ):
            draft = draft.without(line.code)
    return draft


def _burn(scar: Evidence, basis: Basis) -> Evidence | None:
    """The words for an old burn in a scar's sentence, with its part of the body."""
    whole = basis.text(scar.document)
    start, end = around(whole, scar.start, scar.end)
    text = whole[start:end]
    for match in BURN.finditer(text):
        past = OVER.search(text[: match.start()]) or BEHIND.match(text[match.end() :])
        sites = (words.search(text) for _, words in _sites())
        site = next((one for one in sites if one), None)
        if past and site:
            sides = [one for _, words in SIDES for one in words.finditer(text)]
            named = [match, site, *sides]
            first = start + min(one.start() for one in named)
            last = start + max(one.end() for one in named)
            return Evidence(
                scar.document, first, last, whole[first:last], 1, scar.section
            )
    return None


@cache
def _sites() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = knowledge.load("scars")["sites"].items()
    return tuple((stem, re.compile(rf"\b(?:{words})\b", re.I)) for stem, words in rows)


def _sequela(burn: Evidence, basis: Basis) -> str:
    """The code of a burn of no told degree at the part that is named, as sequela."""
    stem = next((one for one, words in _sites() if words.search(burn.text)), "")
    side = next((one for one, words in SIDES if words.search(burn.text)), "9")
    codes = (f"{stem}{side}S", f"{stem}XS", f"{stem}S")
    return next((one for one in codes if basis.book.is_billable(one)), "")
