"""Cancer, past and present: R34, R35 and R36.

Owns the pairs of a history code and the active code of the same primary site. Must not
judge from drugs whether a cancer is active.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.values import Severity

#: History of a primary site, and the categories of that site while active.
SAME_SITE = {
    "Z85.01": ("C15",),
    "Z85.02": ("C16",),
    "Z85.03": ("C18",),
    "Z85.04": ("C19", "C20", "C21"),
    "Z85.05": ("C22",),
    "Z85.06": ("C17",),
    "Z85.07": ("C25",),
    "Z85.11": ("C34",),
    "Z85.12": ("C33",),
    "Z85.21": ("C32",),
    "Z85.22": ("C30", "C31"),
    "Z85.23": ("C37",),
    "Z85.3": ("C50",),
    "Z85.41": ("C53",),
    "Z85.42": ("C54", "C55"),
    "Z85.43": ("C56",),
    "Z85.44": ("C51", "C52"),
    "Z85.4A": ("C57.0",),
    "Z85.46": ("C61",),
    "Z85.47": ("C62",),
    "Z85.48": ("C63.0",),
    "Z85.51": ("C67",),
    "Z85.52": ("C64", "C7A.093"),
    "Z85.53": ("C65",),
    "Z85.54": ("C66",),
    "Z85.6": ("C91", "C92", "C93", "C94", "C95"),
    "Z85.71": ("C81",),
    "Z85.72": ("C82", "C83", "C84", "C85"),
    "Z85.79": ("C88", "C90", "C96"),
    "Z85.810": ("C01", "C02"),
    "Z85.820": ("C43",),
    "Z85.821": ("C4A",),
    "Z85.830": ("C40", "C41"),
    "Z85.831": ("C49",),
    "Z85.840": ("C69",),
    "Z85.841": ("C71",),
    "Z85.848": ("C70", "C72"),
    "Z85.850": ("C73",),
    "Z85.858": ("C74", "C75"),
}
TREATMENT_ONLY = ("Z51.0", "Z51.11", "Z51.12")
NEOPLASM = ("C", "D0", "D1", "D2", "D3", "D4")


@rule(
    "R34",
    guideline="I.C.2.m, I.C.21.c.4",
    severity=Severity.SECOND_REVIEW,
    reach=Reach.PARTIAL,
    summary="A primary cancer is either active or history, not both.",
    looks_at=(
        "Z85 beside an active code of the same site. Skin cancers other than melanoma"
        " and Merkel cell, of which many patients have several, and Z85 codes of no"
        " single site are left out. Treatment in the record is R83's."
    ),
)
def active_or_history(context: Context) -> Iterator[Hit]:
    for history, active in SAME_SITE.items():
        known = context.starting(*active)
        for line in context.starting(history) if known else ():
            yield between(
                f"{known[0].code} says the cancer is active and {line.code} that it"
                " is history.",
                "Keep the active code only while the cancer is present or treated;"
                " both only if they are two primaries of that site.",
                known[0],
                line,
            )


@rule(
    "R35",
    guideline="I.C.2.c.1, I.C.2.c.2",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Anaemia of chemotherapy names the drug, and anaemia of cancer the cancer.",
    looks_at=(
        "D64.81 without T45.1X5-, and D63.0 without any neoplasm code. Which of them"
        " the encounter was for is not looked at; their order is R84's."
    ),
)
def anaemia_names_its_cause(context: Context) -> Iterator[Hit]:
    for line in () if context.has("T45.1X5") else context.starting("D64.81"):
        yield about(
            line,
            f"{line.code} is an adverse effect of chemotherapy, and no T45.1X5- code"
            " names the drug.",
            f"T45.1X5A, after {line.code}.",
        )
    for line in () if context.has(*NEOPLASM) else context.starting("D63.0"):
        yield about(
            line,
            f"{line.code} is anaemia of a neoplasm, and no code names the neoplasm.",
            f"The code of the neoplasm, before {line.code}.",
        )


@rule(
    "R36",
    guideline="I.C.2.e, I.C.21.c.7",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="An encounter for cancer treatment names the cancer that is treated.",
    looks_at=(
        "Z51.0, Z51.11 and Z51.12 without any neoplasm code. Whether treatment was the"
        " only reason for the encounter is not looked at; their place is R66's."
    ),
)
def treatment_names_the_cancer(context: Context) -> Iterator[Hit]:
    for line in () if context.has(*NEOPLASM) else context.starting(*TREATMENT_ONLY):
        yield about(
            line,
            f"{line.code} is treatment of a neoplasm, and no code names it.",
            f"The code of the neoplasm that is treated, after {line.code}.",
        )


FAMILY = (active_or_history, anaemia_names_its_cause, treatment_names_the_cancer)
