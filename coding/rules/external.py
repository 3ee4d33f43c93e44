"""External causes of morbidity, V00 to Y99: R64 and R65.

Owns where these codes may stand and whether they agree with the injury. Must not ask
for an external cause that is missing: reporting one is voluntary.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, about, between, rule
from coding.values import CodedLine, Severity

EXTERNAL = ("V", "W", "X", "Y")
INJURY = ("S", "T")
#: Place, activity and status are reported once, at the first encounter.
ONCE = {"Y92": "place", "Y93": "activity", "Y99": "status"}


@rule(
    "R64",
    guideline="I.C.20",
    severity=Severity.BLOCK,
    summary="An external cause is never the principal or first-listed diagnosis.",
    looks_at="The code in the first place.",
)
def cause_not_first(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is not None and first.code.startswith(EXTERNAL):
        yield about(
            first,
            f"{first.code} tells how it happened and cannot be the"
            f" {context.lead_word}.",
            "Put the injury or condition that it explains first.",
        )


@rule(
    "R65",
    guideline="I.C.20.a.2, I.C.20.k",
    severity=Severity.WARN,
    summary=(
        "An external cause agrees with its injury in the 7th character, and place,"
        " activity and status are given once, for the initial encounter."
    ),
    looks_at="The 7th characters of S, T and V-Y codes, and Y92, Y93 and Y99.",
)
def cause_agrees(context: Context) -> Iterator[Hit]:
    yield from _seventh_agrees(context)
    for prefix, word in ONCE.items():
        yield from _given_once(context, prefix, word)
    status = context.starting("Y99")
    if status and len(context.starting(*EXTERNAL)) == len(status):
        yield between(
            f"{status[0].code} tells the status of the person and says nothing"
            " without a code for the cause.",
            "Add the external cause, or remove the status.",
            *status,
        )


def _seventh_agrees(context: Context) -> Iterator[Hit]:
    injuries = [one for one in context.starting(*INJURY) if _seventh(one)]
    phases = {_phase(one) for one in injuries}
    for cause in context.starting(*EXTERNAL):
        if injuries and _seventh(cause) and _phase(cause) not in phases:
            yield between(
                f"{cause.code} is for another phase of care than the injury"
                f" {injuries[0].code}: their 7th characters disagree.",
                "Give the external cause the phase of the injury: initial,"
                " subsequent or sequela.",
                cause,
                *injuries,
            )


def _given_once(context: Context, prefix: str, word: str) -> Iterator[Hit]:
    lines = context.starting(prefix)
    if len({line.code for line in lines}) > 1:
        yield between(
            f"More than one code for the {word} ({prefix}) is listed.",
            "Keep the one that the record supports.",
            *lines,
        )
    injuries = [one for one in context.starting(*INJURY) if _seventh(one)]
    later = [one for one in injuries if _phase(one) != "initial"]
    if lines and injuries and len(later) == len(injuries):
        yield between(
            f"The {word} ({prefix}) is reported at the initial encounter only.",
            f"Remove {lines[0].code}, or correct the 7th character of the injury.",
            lines[0],
            *later,
        )


def _seventh(line: CodedLine) -> str:
    return line.code[7] if len(line.code) == 8 else ""


def _phase(line: CodedLine) -> str:
    """Fractures have several letters for each phase; S is always the sequela."""
    seventh = _seventh(line)
    if seventh == "S":
        return "sequela"
    return "initial" if seventh in "ABC" else "subsequent"


FAMILY = (cause_not_first, cause_agrees)
