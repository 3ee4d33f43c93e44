"""The quadrant of a breast that has a cancer, where the record tells it elsewhere.

Owns reading one quadrant beside one breast ("mass in the UOQ of the left breast") into
the code of that breast (I.B.14). Must not find a cancer, nor choose a side.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import Basis, quoted
from coding.draft import Draft, Line, spans
from coding.values import Evidence

#: The last but one characters of C50 by the words for a quadrant.
QUADRANTS = (
    ("2", re.compile(r"\bupper[- ]?inner\b|\bUIQ\b", re.I)),
    ("3", re.compile(r"\blower[- ]?inner\b|\bLIQ\b", re.I)),
    ("4", re.compile(r"\bupper[- ]?outer\b|\bUOQ\b", re.I)),
    ("5", re.compile(r"\blower[- ]?outer\b|\bLOQ\b", re.I)),
)
SIDES = {"1": "right", "2": "left"}
UNPLACED = ("C50.911", "C50.912")
#: How far from its quadrant a breast may be named, in characters.
NEAR = 40


def quadrants(draft: Draft, basis: Basis) -> Draft:
    """The draft with the quadrant, where the record names one of that breast."""
    for line in draft.starting(*UNPLACED):
        told = _told(line, basis)
        if len({at for at, _ in told}) != 1:
            continue
        at, found = told[0]
        why = "The record tells the quadrant."
        evidence = spans((*line.evidence[:3], found))
        code = f"C50.{at}1{line.code[-1]}"
        placed = replace(line, code=code, evidence=evidence, rationale=why, exact=False)
        draft = draft.without(line.code).with_line(placed)
    return draft


def _told(line: Line, basis: Basis) -> list[tuple[str, Evidence]]:
    """The quadrants that are named beside the breast of a line."""
    side = SIDES[line.code[-1]]
    breast = re.compile(rf"\b{side}[ -](?:\w+ )?breast", re.I)
    return [
        (at, quoted(section, match))
        for section in basis.sections
        for at, words in QUADRANTS
        for match in words.finditer(
            basis.text(section.document), section.start, section.end
        )
        if breast.search(
            basis.text(section.document),
            max(section.start, match.start() - NEAR),
            min(section.end, match.end() + NEAR),
        )
    ]
