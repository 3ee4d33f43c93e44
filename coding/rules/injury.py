"""Injuries, drugs and what they leave behind: R18, R58, R59, R61, R62 and R63.

Owns the order of sequelae, aftercare and the drug table's three uses, which it reads
from official titles. Must not decide whether a drug was taken as prescribed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.reading import words
from coding.values import CodedLine, Severity

#: Chapters that can name what an adverse effect did, or a residual.
NATURE = (*"ABCDEFGHIJKLMNOPQRSU", "T78", "T80", "T88")
SEQUELA = ("B90", "B91", "B92", "B94", "E64", "E68", "G09", "O94")
AFTERCARE = ("Z47.8", "Z48")
#: What a poisoning commonly shows itself by.
MANIFESTATIONS = (
    *("R", "E87", "G92", "G93.1", "G93.4", "I46", "I47", "I49", "I95"),
    *("J69", "J80", "J96", "K71", "K72", "N17"),
)
#: Injuries that say the phase of care in the 7th character: burns and frostbite too.
PHASED = ("S", *(f"T{number}" for number in (*range(20, 29), 33, 34)))

#: How titles of superficial injuries begin; what follows "of" is the site.
_SUPERFICIAL = re.compile(
    r"(?:abrasion|contusion|blister|insect bite|external constriction"
    r"|superficial foreign body|(?:other|unspecified) superficial (?:injury|bite))"
    r"[^,]*?(?: of |, )([^,]+)",
    re.I,
)
_DEEPER = re.compile(r"fracture|laceration|puncture|open (?:wound|bite)|amputat", re.I)
_IDLE = frozenset({"of", "the", "and", "part", "unspecified", "other"})


@rule(
    "R18",
    guideline="I.B.10",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "What remains comes first and the sequela code second; an injury is not"
        " coded as acute and as sequela at once."
    ),
    looks_at=(
        "Sequela codes (7th character S, and the sequela categories) in the first"
        " place, and one injury with S beside another 7th character. I69, which names"
        " the residual itself, is left out."
    ),
)
def residual_first(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is not None and _is_sequela(first):
        yield about(
            first,
            f"{first.code} says what an earlier condition caused; what remains of it"
            " comes first.",
            "Put the code of the residual condition before it.",
        )
    for line in context.lines:
        if _seventh(line) == "S":
            acute = [
                one
                for one in context.starting(line.code[:7])
                if _seventh(one) not in ("", "S")
            ]
            if acute:
                yield between(
                    f"{acute[0].code} is the injury in treatment and {line.code} its"
                    " sequela; both at once contradict.",
                    "Keep the one for this phase of care.",
                    acute[0],
                    line,
                )


def _is_sequela(line: CodedLine) -> bool:
    injury = line.code.startswith(("S", "T")) and _seventh(line) == "S"
    return injury or line.code.startswith(SEQUELA)


def _seventh(line: CodedLine) -> str:
    return line.code[7] if len(line.code) == 8 else ""


@rule(
    "R58",
    guideline="I.C.19.a, I.C.21.c.7",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Aftercare of an injury is its own code with D, not an aftercare Z code.",
    looks_at=(
        "Z47.8- and Z48 beside an injury, burn or frostbite with a 7th character."
        " Whether A, D or S fits the care in the record is not looked at."
    ),
)
def aftercare_of_injury(context: Context) -> Iterator[Hit]:
    injuries = [one for one in context.starting(*PHASED) if _seventh(one)]
    for line in context.starting(*AFTERCARE) if injuries else ():
        yield between(
            f"The aftercare of {injuries[0].code} is told by its 7th character;"
            f" {line.code} is not added.",
            f"Remove {line.code}, unless it is for another condition.",
            injuries[0],
            line,
        )


@rule(
    "R59",
    guideline="I.C.19.b.1",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A superficial injury is not coded beside a deeper one of the same site.",
    looks_at=(
        "Titles: an abrasion, contusion, blister, bite or splinter, beside a fracture,"
        " open wound or amputation whose title names the same site and side. A finger"
        " of a hand, or a site named otherwise, it does not recognise."
    ),
)
def superficial_beside_deeper(context: Context) -> Iterator[Hit]:
    injuries = [(one, context.book.title(one.code)) for one in context.starting("S")]
    deeper = [(one, title) for one, title in injuries if _DEEPER.search(title)]
    for line, title in injuries:
        named = _SUPERFICIAL.match(title)
        if named is None:
            continue
        site = words(named[1]) - _IDLE
        for other, whole in deeper:
            if line.code[:2] == other.code[:2] and site <= words(whole):
                yield between(
                    f"{line.code} is a superficial injury of the site of {other.code},"
                    " which goes deeper.",
                    f"Remove {line.code}, unless it is of another place.",
                    other,
                    line,
                    subject=line.code,
                )


@rule(
    "R61",
    guideline="I.C.19.e.5.a",
    severity=Severity.WARN,
    summary="Of an adverse effect its nature comes first, then the drug.",
    looks_at=(
        "T36 to T50 codes titled adverse effect with no code of a condition before"
        " them."
    ),
)
def nature_before_drug(context: Context) -> Iterator[Hit]:
    for line in _drug(context, "adverse effect"):
        if not any(one.code.startswith(NATURE) for one in context.before(line)):
            yield about(
                line,
                f"{line.code} names the drug of an adverse effect; what it did to the"
                " patient comes first.",
                f"Put the code of the reaction before {line.code}.",
            )


@rule(
    "R62",
    guideline="I.C.19.e.5.b",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Of a poisoning the drug or substance comes first, then what it did.",
    looks_at=(
        "T36 to T65 codes titled poisoning or toxic effect behind a symptom or one of"
        " the organ failures and other effects that poisonings usually have."
    ),
)
def poisoning_before_effect(context: Context) -> Iterator[Hit]:
    for line in (*_drug(context, "poisoning"), *_drug(context, "toxic effect")):
        shown = [
            one for one in context.before(line) if one.code.startswith(MANIFESTATIONS)
        ]
        if shown:
            yield between(
                f"{line.code} is a poisoning, which comes before what it did"
                f" ({shown[0].code}).",
                f"Move {line.code} before {shown[0].code}.",
                line,
                shown[0],
            )


@rule(
    "R63",
    guideline="I.C.19.e.5.c",
    severity=Severity.BLOCK,
    summary="Underdosing is never the principal or first-listed diagnosis.",
    looks_at="A first code whose title says underdosing.",
)
def underdosing_not_first(context: Context) -> Iterator[Hit]:
    for line in _drug(context, "underdosing"):
        if context.is_first(line):
            yield about(
                line,
                f"{line.code} (underdosing) cannot be the {context.lead_word}.",
                "Put the condition that worsened first.",
            )


def _drug(context: Context, use: str) -> tuple[CodedLine, ...]:
    """T codes by what their official title says was done with the drug."""
    return tuple(
        line
        for line in context.starting("T")
        if context.book.title(line.code).lower().startswith(use)
    )


FAMILY = (
    residual_first,
    aftercare_of_injury,
    superficial_beside_deeper,
    nature_before_drug,
    poisoning_before_effect,
    underdosing_not_first,
)
