"""Ischaemic heart disease: R45 and R47.

Owns the combinations of coronary disease with angina and the four weeks of an acute
infarction. Must not decide when an infarction happened.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, between, rule
from coding.values import Severity

CORONARY = ("I25.1", "I25.7")
#: A later infarction is coded to I22 only beside these.
TYPE_ONE_OR_UNSPECIFIED = ("I21.0", "I21.1", "I21.2", "I21.3", "I21.4", "I21.9")


@rule(
    "R45",
    guideline="I.C.9.b",
    severity=Severity.WARN,
    summary="Coronary artery disease with angina is one combination code.",
    looks_at=(
        "I20 beside I25.1- or I25.7-. It cannot see a statement that the angina has"
        " another cause."
    ),
)
def angina_with_coronary_disease(context: Context) -> Iterator[Hit]:
    coronary = context.starting(*CORONARY)
    for line in context.starting("I20") if coronary else ():
        yield between(
            f"Angina with coronary artery disease is presumed due to it: a code from"
            f" I25.11- or I25.7- takes the place of {line.code} and"
            f" {coronary[0].code}.",
            "One I25.11- or I25.7- code, or a statement that the angina has another"
            " cause.",
            line,
            *coronary,
        )


@rule(
    "R47",
    guideline="I.C.9.e",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A subsequent infarction needs the first one beside it, and an old one is"
        " not coded with it as new."
    ),
    looks_at=(
        "I22 without a type 1 or unspecified I21 code. The date of the infarction is"
        " not looked at."
    ),
)
def subsequent_infarction(context: Context) -> Iterator[Hit]:
    if context.has(*TYPE_ONE_OR_UNSPECIFIED):
        return
    other = context.starting("I21.A", "I21.B")
    for line in context.starting("I22"):
        yield between(
            f"{line.code} is a second infarction within four weeks of a type 1 or"
            " unspecified one, and no such I21 code is listed.",
            "The I21 code of the first infarction, or an I21 code in place of"
            f" {line.code}.",
            line,
            *other,
        )


FAMILY = (angina_with_coronary_disease, subsequent_infarction)
