"""Chronic kidney disease and its stage: R51.

Owns the N18 codes and the stage that other codes ask for. Must not judge which
hypertension code is right; the hypertension rules do.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, between, rule
from coding.values import Severity

#: Codes whose own notes ask for the stage of chronic kidney disease.
ASK_FOR_STAGE = ("I12", "I13", "E08.22", "E09.22", "E10.22", "E11.22", "E13.22")


@rule(
    "R51",
    guideline="I.C.14.a",
    severity=Severity.WARN,
    summary=(
        "End-stage renal disease is coded alone, and combination codes carry a stage."
    ),
    looks_at=(
        "N18.6 beside other N18 codes, and I12, I13 or diabetic kidney disease"
        " without any N18 code. It does not read the stage from the record."
    ),
)
def stage_of_kidney_disease(context: Context) -> Iterator[Hit]:
    stages = context.starting("N18")
    others = [line for line in stages if line.code != "N18.6"]
    if len(others) < len(stages) and others:
        yield between(
            "Where a stage and end-stage renal disease are both documented, N18.6"
            " alone is reported.",
            f"Remove {' and '.join(dict.fromkeys(line.code for line in others))}.",
            *stages,
        )
    for line in () if stages else context.starting(*ASK_FOR_STAGE):
        yield between(
            f"{line.code} asks for the stage of chronic kidney disease and no N18"
            " code is on the list.",
            f"The N18 code for the documented stage, after {line.code}; N18.9 only if"
            " the record names none.",
            line,
        )


FAMILY = (stage_of_kidney_disease,)
