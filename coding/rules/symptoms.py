"""Symptoms beside the disease that explains them: R14 and R69.

Owns a table of symptoms that a diagnosis usually explains, wider than R15's of those
that always belong to it, and so asks instead of telling. Must not judge the cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, between, rule
from coding.rules.combinations import INTEGRAL
from coding.values import CodedLine, Severity

#: Diagnoses, and symptoms that they usually explain without always causing them.
EXPLAINS = (
    (("I26",), ("R06.0", "R07.1", "R07.9")),
    (("I44.2", "I49.5"), ("R55", "R00.1")),
    (("I25.11", "I25.7"), ("R07.2", "R07.89", "R07.9")),
    (("N13.2", "N20", "N23"), ("R10.3", "R10.9", "R10.A", "R31")),
    (("K80.0", "K80.1", "K81", "K85"), ("R10.1", "R10.9")),
    (("K57.12", "K57.32", "K37"), ("R10.30", "R10.32", "R10.9")),
    (("K70.3", "K74.6", "K80.5", "K83"), ("R17",)),
    (("C67", "C64", "N30.01", "N30.91"), ("R31",)),
    (("G92", "G93.4", "F05"), ("R41.0", "R41.82", "R40.4")),
    (("H81",), ("R42",)),
    (("G44",), ("R51",)),
    (("G56.0",), ("R20",)),
    (("C34",), ("R91.1",)),
    (("C50",), ("R92", "N63")),
    (("C61",), ("R97.20",)),
)


@rule(
    "R14",
    guideline="I.B.4, I.C.18.a",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A symptom is coded while no related diagnosis is established; where one is,"
        " it usually says enough."
    ),
    looks_at=(
        "A short table of diagnoses and the symptoms they usually explain. Whether"
        " the symptom has another cause it cannot see."
    ),
)
def symptom_explained(context: Context) -> Iterator[Hit]:
    for diagnosis, symptom in _pairs(context, EXPLAINS):
        if _leads_a_stay(context, symptom):
            continue
        yield between(
            f"{symptom.code} is a symptom that {diagnosis.code} usually explains.",
            f"Remove {symptom.code}, unless the record gives it another cause.",
            diagnosis,
            symptom,
            subject=symptom.code,
        )


@rule(
    "R69",
    guideline="II (definition of principal diagnosis), II.A",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A symptom is not the principal diagnosis of a stay that established what"
        " caused it."
    ),
    looks_at=(
        "An inpatient set led by a symptom, beside a diagnosis that by the tables of"
        " R14 and R15 explains it. What was found after study it cannot see otherwise."
    ),
)
def condition_after_study(context: Context) -> Iterator[Hit]:
    for diagnosis, symptom in _pairs(context, (*EXPLAINS, *INTEGRAL)):
        if _leads_a_stay(context, symptom):
            yield between(
                f"{symptom.code} is a symptom and leads; {diagnosis.code}, which"
                " explains it, was established.",
                f"Put the condition that occasioned the stay first, such as"
                f" {diagnosis.code} if it was present on admission.",
                symptom,
                diagnosis,
            )


Table = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def _pairs(context: Context, table: Table) -> Iterator[tuple[CodedLine, CodedLine]]:
    """Each symptom of the set with the first diagnosis that explains it."""
    for diagnoses, symptoms in table:
        known = context.starting(*diagnoses)
        for line in context.starting(*symptoms) if known else ():
            yield known[0], line


def _leads_a_stay(context: Context, line: CodedLine) -> bool:
    inpatient = context.facts.setting.is_inpatient
    return inpatient and context.is_first(line) and line.code.startswith("R")


FAMILY = (symptom_explained, condition_after_study)
