"""The order of a visit's codes: R75 and R76.

Owns what section IV of the guidelines says of the first-listed diagnosis. Must not
decide what a patient came for.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.reading import sections
from coding.values import CodedLine, Role, Severity

#: Circumstances that describe a patient and are hardly ever what a visit is for.
CIRCUMSTANCES = (
    *("Z66", "Z67", "Z78", "Z79", "Z80", "Z81", "Z82", "Z83", "Z84", "Z88", "Z89"),
    *("Z90", "Z92", "Z94", "Z95", "Z97", "Z98", "Z99"),
)
#: Z codes that lead a visit together with the reason for it.
BEFORE_SURGERY = ("Z01.81",)


@rule(
    "R75",
    guideline="IV.A, IV.G",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary=(
        "The first-listed diagnosis of a visit is what chiefly occasioned it; there is"
        " no principal diagnosis outside a stay."
    ),
    looks_at=(
        "A status or history code in the first place with other diagnoses behind it,"
        " and a line called principal, outside inpatient care. What the patient came"
        " for it does not see."
    ),
)
def chiefly_responsible(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is None or context.facts.setting.is_inpatient:
        return
    others = [line for line in context.lines if not line.code.startswith("Z")]
    if first.code.startswith(CIRCUMSTANCES) and others:
        yield between(
            f"{first.code} describes the patient and leads, before {others[0].code}.",
            "Put first what chiefly occasioned the visit.",
            first,
            others[0],
        )
    for line in context.lines:
        if line.role is Role.PRINCIPAL:
            yield about(
                line,
                f"{line.code} is called principal, which only a stay has.",
                "Call it first-listed.",
            )


@rule(
    "R76",
    guideline="IV.K, IV.L, IV.M, IV.N",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary=(
        "Visits for tests, treatment, clearance or surgery have an order of their own:"
        " clearance is followed by its reason, surgery coded by what it found."
    ),
    looks_at=(
        "Z01.81- without any further code, and lines cited only from a preoperative"
        " diagnosis where others cite the postoperative one. Visits for a test or a"
        " treatment alone are not told apart; clearance that does not lead is R66's."
    ),
)
def order_of_the_visit(context: Context) -> Iterator[Hit]:
    if context.facts.setting.is_inpatient:
        return
    for line in context.starting(*BEFORE_SURGERY):
        if len(context.lines) == 1:
            yield about(
                line,
                f"{line.code} is clearance for surgery, and no reason for the surgery"
                " follows.",
                "Add the condition that the surgery is for.",
            )
    yield from _found_otherwise(context)


def _found_otherwise(context: Context) -> Iterator[Hit]:
    found = [line for line in context.lines if _cites(line, "postop_diagnosis")]
    for line in context.lines if found else ():
        if _cites(line, "preop_diagnosis"):
            yield between(
                f"{line.code} is the diagnosis before surgery, and {found[0].code} the"
                " one after it, which is the most definite.",
                f"Remove {line.code}, unless the postoperative diagnosis confirms it.",
                line,
                found[0],
                subject=line.code,
            )


def _cites(line: CodedLine, kind: str) -> bool:
    return sections(line) == {kind}


FAMILY = (chiefly_responsible, order_of_the_visit)
