"""Ulcers of the skin by site, side and depth, and pressure ulcers by stage.

Owns L97 beside a diabetic ulcer, and the depth or stage that is told elsewhere in the
record (any clinician may document it, I.B.14). Must not find an ulcer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.parts import beside, set_aside, told
from coding.values import Evidence

#: The fourth character of L97 by the words for the place, the more exact first.
SITES = (
    ("4", re.compile(r"\b(?:heel|midfoot|mid-foot)\b", re.I)),
    ("3", re.compile(r"\b(?:ankle|malleol\w+)\b", re.I)),
    ("2", re.compile(r"\b(?:calf)\b", re.I)),
    ("1", re.compile(r"\b(?:thigh)\b", re.I)),
    (
        "5",
        re.compile(
            r"\b(?:toe|hallux|forefoot|plantar|met(?:atarsal)? head|MTH?|foot)", re.I
        ),
    ),
)
RIGHT = re.compile(r"\b(?:[Rr]ight|RIGHT|[Rr](?!/)|RT|rt)\b")
LEFT = re.compile(r"\b(?:[Ll]eft|LEFT|[Ll]|LT|lt)\b")
#: The last character of L97 by how deep the ulcer is said to go.
DEPTHS = (
    (
        "4",
        re.compile(
            r"\bnecrosis of (?:the )?bone|\bbone necrosis|\bnecrotic bone", re.I
        ),
    ),
    ("3", re.compile(r"\bnecrosis of (?:the )?muscle|\bmuscle necrosis", re.I)),
    ("6", re.compile(r"\bbone (?:exposed|visible|palpable)|\bprobes to bone", re.I)),
    ("5", re.compile(r"\b(?:muscle|tendon) exposed", re.I)),
    (
        "2",
        re.compile(
            r"\bfat(?:ty)? (?:layer|tissue)|\binto (?:the )?fat\b|\bsubcutaneous tissue"
            r" exposed|\bfull[- ]thickness|\bto subcutaneous",
            re.I,
        ),
    ),
    (
        "1",
        re.compile(
            r"\bbreakdown of skin|\bpartial[- ]thickness|\bsuperficial ulcer", re.I
        ),
    ),
)
STAGES = (
    ("4", re.compile(r"\bstage (?:4|iv)\b", re.I)),
    ("3", re.compile(r"\bstage (?:3|iii)\b", re.I)),
    ("2", re.compile(r"\bstage (?:2|ii)\b", re.I)),
    ("1", re.compile(r"\bstage (?:1|i)\b", re.I)),
    ("0", re.compile(r"\bunstageable\b", re.I)),
    ("6", re.compile(r"\bdeep tissue (?:pressure )?injury|\bDTI\b", re.I)),
    # without a stage, the words of the inclusion terms at L89
    ("3", re.compile(r"\bfull[- ]thickness\b", re.I)),
    ("2", re.compile(r"\bpartial[- ]thickness\b", re.I)),
)
PRESSURE = re.compile(r"\b(?:pressure|decubit\w+|sacral|bedsore)", re.I)
DIABETIC = ("E08.62", "E09.62", "E10.62", "E11.62", "E13.62")
AROUND = 70
#: Diseases of veins that ask for the ulcer in addition.
OF_VEINS = (
    "I70.23",
    "I70.24",
    "I83.0",
    "I83.2",
    "I87.01",
    "I87.03",
    "I87.2",
    "I87.31",
    "I87.33",
)
ULCER = re.compile(r"^[^.;\n]{0,40}\bulcer", re.IGNORECASE)
NOT = re.compile(r"\b(?:no|not|without|denies)\b[^.;\n]{0,24}$", re.I)


def ulcers(draft: Draft, basis: Basis) -> Draft:
    """The draft with its ulcers told by place and depth."""
    for line in draft.starting(*DIABETIC):
        if line.code[-2:] in ("21", "22") and not draft.starting("L97", "L98.4", "L89"):
            draft = _named(draft, line, basis)
    for line in draft.starting(*OF_VEINS):
        told_so = any(ULCER.search(span.text) for span in _widened(line, basis))
        if told_so and not draft.starting("L97"):
            draft = _named(draft, line, basis)
    draft = _venous(draft, basis)
    for line in draft.starting("L97"):
        if line.code[-1] == "9":
            draft = _deeper(draft, line, DEPTHS, basis)
    for line in draft.starting("L89"):
        if line.code[-1] == "9" and told(PRESSURE, basis) is not None:
            draft = _deeper(draft, line, STAGES, basis)
    return draft


#: Right before or within the words for an ulcer.
VENOUS = re.compile(r"\b(?:venous|stasis)\b", re.I)
VEINS = ("I83", "I87")


def _venous(draft: Draft, basis: Basis) -> Draft:
    """A venous ulcer without varicose veins is of an insufficiency (index, Ulcer)."""
    for line in draft.starting("L97") if not draft.starting(*VEINS) else ():
        for span in line.evidence:
            words = basis.text(span.document)[max(0, span.start - 14) : span.end]
            if VENOUS.search(words):
                why = "The words say what the ulcer comes from."
                return draft.with_line(beside("I87.2", (span,), why, "I.B.7"))
    return draft


def _widened(line: Line, basis: Basis) -> tuple[Evidence, ...]:
    """The words of a line with a little of what follows them."""
    return tuple(
        replace(span, text=basis.text(span.document)[span.start : span.end + 12])
        for span in line.evidence
    )


def _named(draft: Draft, line: Line, basis: Basis) -> Draft:
    """The ulcer that a diabetic's combination code asks for in addition."""
    for span in line.evidence:
        text = basis.text(span.document)[max(0, span.start - 10) : span.end + AROUND]
        site = next((one for one, words in SITES if words.search(text)), "")
        code = f"L97.{site}{_side(text)}9"
        if site and basis.book.is_billable(code):
            why = "The ulcer that the diabetes code asks for."
            return draft.with_line(beside(code, (span,), why, "I.C.4.a"))
    return draft


def _side(text: str) -> str:
    right, left = RIGHT.search(text), LEFT.search(text)
    if right and left:
        return "1" if right.start() < left.start() else "2"
    return "1" if right else "2" if left else "0"


def _deeper(
    draft: Draft,
    line: Line,
    table: tuple[tuple[str, re.Pattern[str]], ...],
    basis: Basis,
) -> Draft:
    """The code with the depth or stage that the record states."""
    for digit, words in table:
        span = basis.first(words, NOT)
        code = f"{line.code[:-1]}{digit}"
        if span is None or not basis.book.is_billable(code):
            continue
        why = "Depth or stage as documented."
        message = f"{code} says how deep."
        aside = set_aside(line, basis, "unsupported", "R12", "I.B.14", message)
        return draft.recoded(line, code, span, aside=aside, rationale=why)
    return draft
