"""Hypertension with heart and kidney disease: R42, R43 and R44.

The classification presumes that the three belong together, so the combination
categories I11, I12 and I13 replace I10. Owns these checks only; the stage that must
stand beside I12 and I13 is the kidney rules' concern.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, between, listed, rule
from coding.values import CodedLine, Severity

#: Heart failure and the I51 conditions that hypertension is presumed to cause.
HEART = ("I50", "I51.4", "I51.5", "I51.6", "I51.7", "I51.89", "I51.9")
HEART_FAILURE = ("I50",)
KIDNEY = ("N18",)
END_STAGES = ("N18.5", "N18.6")

#: The I13 code for (heart failure, stage 5 or end-stage disease).
BOTH = {
    (True, False): "I13.0",
    (False, False): "I13.10",
    (False, True): "I13.11",
    (True, True): "I13.2",
}

UNRELATED = "or a statement by the provider that they are unrelated"


@rule(
    "R42",
    guideline="I.C.9.a.1",
    severity=Severity.WARN,
    summary="Hypertension with heart failure or related heart disease is coded to I11.",
    looks_at=(
        "I10 beside I50, I51.4-I51.7, I51.89 or I51.9, and I11 beside I50. It cannot"
        " see a statement that the two are unrelated."
    ),
)
def heart_disease(context: Context) -> Iterator[Hit]:
    heart, failing = context.starting(*HEART), context.has(*HEART_FAILURE)
    if _kidney(context):
        return
    for line in context.starting("I10") if heart else ():
        right = "I11.0" if failing else "I11.9"
        yield between(
            f"Hypertension with heart disease is presumed related: {right} takes the"
            f" place of I10{_with(heart)}.",
            f"{right} in place of I10, {UNRELATED}.",
            line,
            *heart,
        )
    yield from _failure_agrees(context)


def _with(heart: tuple[CodedLine, ...]) -> str:
    kept = [line.code for line in heart if line.code.startswith(HEART_FAILURE)]
    return f", with {listed(kept)} kept after it" if kept else ""


def _failure_agrees(context: Context) -> Iterator[Hit]:
    failure = context.starting(*HEART_FAILURE)
    for line in context.starting("I11.9") if failure else ():
        yield between(
            "I11.9 says without heart failure, but heart failure is coded.",
            "I11.0 in place of I11.9, followed by the I50 code.",
            line,
            *failure,
        )
    for line in () if failure else context.starting("I11.0"):
        yield between(
            "I11.0 says with heart failure, but no I50 code names its type.",
            "The I50 code that the record supports, after I11.0.",
            line,
        )


@rule(
    "R43",
    guideline="I.C.9.a.2",
    severity=Severity.WARN,
    summary="Hypertension with chronic kidney disease is coded to I12 with the stage.",
    looks_at=(
        "I10 beside N18, and whether I12.0 or I12.9 agrees with the stage. It cannot"
        " see a statement that the kidney disease is not due to hypertension."
    ),
)
def kidney_disease(context: Context) -> Iterator[Hit]:
    kidney = context.starting(*KIDNEY)
    if not kidney or _heart(context):
        return
    right = "I12.0" if context.has(*END_STAGES) else "I12.9"
    for line in context.starting("I10"):
        yield between(
            f"Hypertension with chronic kidney disease is presumed related: {right}"
            f" takes the place of I10, with {listed(one.code for one in kidney)} kept"
            " after it.",
            f"{right} in place of I10, {UNRELATED}.",
            line,
            *kidney,
        )
    for line in context.starting("I12"):
        if line.code != right and line.code in ("I12.0", "I12.9"):
            yield between(
                f"{line.code} does not agree with {listed(one.code for one in kidney)}:"
                " I12.0 is for stage 5 and end-stage disease, I12.9 for all others.",
                f"{right}, or the stage that the record supports.",
                line,
                *kidney,
            )


@rule(
    "R44",
    guideline="I.C.9.a.3",
    severity=Severity.WARN,
    summary="Hypertension with heart and kidney disease together is coded to I13.",
    looks_at=(
        "I10, I11 and I12 when heart and kidney disease are both coded, and whether"
        " the I13 code agrees with heart failure and stage. It cannot see a statement"
        " that they are unrelated."
    ),
)
def heart_and_kidney_disease(context: Context) -> Iterator[Hit]:
    if context.has("I13"):
        yield from _beside_the_combination(context)
        yield from _combination_agrees(context)
        return
    single = context.starting("I10", "I11", "I12")
    if single and _heart(context) and _kidney(context):
        right = _both(context)
        yield between(
            "Hypertension with heart disease and chronic kidney disease is one"
            f" combination: {right} takes the place of"
            f" {' and '.join(dict.fromkeys(line.code for line in single))}.",
            f"{right}, followed by the heart failure and stage codes, {UNRELATED}.",
            *single,
            *context.starting(*HEART),
            *context.starting(*KIDNEY),
        )


def _beside_the_combination(context: Context) -> Iterator[Hit]:
    both = context.starting("I13")
    for line in context.starting("I10", "I11", "I12"):
        yield between(
            f"{both[0].code} already says hypertension with heart and kidney disease;"
            f" {line.code} says part of it again.",
            f"Remove {line.code}.",
            both[0],
            line,
        )


def _combination_agrees(context: Context) -> Iterator[Hit]:
    right = _both(context)
    beside = context.starting(*HEART_FAILURE, *KIDNEY)
    for line in context.starting("I13"):
        # Without any N18 code the stage is unknown, which the kidney rule reports.
        if line.code != right and line.code in BOTH.values() and context.has(*KIDNEY):
            yield between(
                f"{line.code} does not agree with the heart failure and stage codes"
                f" beside it, which ask for {right}.",
                f"{right}, or the heart failure and stage that the record supports.",
                line,
                *beside,
            )


def _both(context: Context) -> str:
    return BOTH[context.has(*HEART_FAILURE), context.has(*END_STAGES)]


def _heart(context: Context) -> bool:
    return context.has(*HEART, "I11")


def _kidney(context: Context) -> bool:
    return context.has(*KIDNEY, "I12")


FAMILY = (heart_disease, kidney_disease, heart_and_kidney_disease)
