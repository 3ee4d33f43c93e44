"""Z codes and findings with a fixed place: R22, R66, R67 and R68.

Owns which of them may stand first or second, and with whom. Must not ask for a status
code that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.neoplasm import SAME_SITE
from coding.values import CodedLine, Severity

SOCIAL = ("Z55", "Z56", "Z57", "Z58", "Z59", "Z60", "Z62", "Z63", "Z64", "Z65")
#: Alcohol level (Y90) is an external cause and falls under R64.
NEVER_FIRST = ("Z68", "R40.2", "R29.7", *SOCIAL)
#: Diagnoses that body mass index commonly describes.
WEIGHT = (
    "E40",
    "E41",
    "E42",
    "E43",
    "E44",
    "E45",
    "E46",
    "E65",
    "E66",
    "E67",
    "E68",
    "E88.81",
    "E88.82",
    "F50",
    "K95",
    "O26.0",
    "O99.21",
    "O99.84",
    "R62.5",
    "R62.7",
    "R63",
    "R64",
    "Z98.84",
)
#: Metastases, which may be of the cancer that is followed up.
SPREAD = ("C77", "C78", "C79", "C7B", "C80")
FIRST_ONLY = (
    "Z00",
    "Z01",
    "Z02",
    "Z04",
    "Z31.81",
    "Z31.83",
    "Z31.84",
    "Z33.2",
    "Z34",
    "Z39",
    "Z40",
    "Z42",
    "Z51.0",
    "Z51.1",
    "Z52",
    "Z76.1",
    "Z76.2",
    "Z99.12",
)
NOT_FIRST_ONLY = ("Z00.6", "Z52.9")

#: Transplant status, and the complication codes that already say it.
TRANSPLANTS = {
    "Z94.0": ("T86.1",),
    "Z94.1": ("T86.2", "T86.3"),
    "Z94.2": ("T86.3", "T86.81"),
    "Z94.3": ("T86.3",),
    "Z94.4": ("T86.4",),
    "Z94.5": ("T86.82",),
    "Z94.6": ("T86.83",),
    "Z94.7": ("T86.84",),
    "Z94.81": ("T86.0",),
    "Z94.82": ("T86.85",),
    "Z94.84": ("T86.5",),
}


@rule(
    "R22",
    guideline="I.B.14, I.C.21.c.3",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "Body mass index, coma and stroke scales and social determinants are never"
        " first; body mass index needs a weight diagnosis and is not used in pregnancy."
    ),
    looks_at=(
        "The first code, which blocks, and Z68 without one of the diagnoses commonly"
        " tied to weight or with a pregnancy code."
    ),
)
def describes_another(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is not None and first.code.startswith(NEVER_FIRST):
        yield Hit(
            f"{first.code} describes another diagnosis or a circumstance and cannot be"
            f" the {context.lead_word}.",
            (first.code,),
            "Put the diagnosis that it describes, or the reason for the visit, first.",
            subject=first.code,
            severity=Severity.BLOCK,
        )
    pregnancy = context.starting("O")
    for line in context.starting("Z68"):
        if pregnancy:
            yield between(
                f"{line.code} is not used in pregnancy.",
                f"Remove {line.code}.",
                line,
                pregnancy[0],
            )
        elif not context.has(*WEIGHT):
            yield about(
                line,
                f"{line.code} (body mass index) needs a diagnosis that the provider"
                " made of it, such as obesity or malnutrition.",
                f"The documented diagnosis, or remove {line.code}.",
            )


@rule(
    "R66",
    guideline="I.C.21.c.16",
    severity=Severity.WARN,
    summary="Some Z codes may only be the first-listed or principal diagnosis.",
    looks_at=(
        "Z00 to Z02, Z04, Z34, Z39, Z40, Z42, Z51.0, Z51.1-, Z52 and the others of"
        " that list in a later place, unless another of them leads. Z38 is R57's."
    ),
)
def only_first(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is None or _only_first(first):
        return
    for line in context.starting(*FIRST_ONLY):
        if _only_first(line):
            yield about(
                line,
                f"{line.code} is the reason for a visit and may only be the"
                f" {context.lead_word}.",
                f"Put {line.code} first, or remove it if it was not the reason.",
            )


def _only_first(line: CodedLine) -> bool:
    return line.code.startswith(FIRST_ONLY) and not line.code.startswith(NOT_FIRST_ONLY)


@rule(
    "R67",
    guideline="I.C.21.c.3",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A status code does not stand beside a code that already says it.",
    looks_at="Transplant status (Z94) beside a complication of the same transplant.",
)
def status_said_already(context: Context) -> Iterator[Hit]:
    for status, complications in TRANSPLANTS.items():
        known = context.starting(*complications)
        for line in context.starting(status) if known else ():
            yield between(
                f"{known[0].code} already says that the organ was transplanted;"
                f" {line.code} says it again.",
                f"Remove {line.code}, unless it is for another organ.",
                known[0],
                line,
            )


@rule(
    "R68",
    guideline="I.C.21.c.8",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A follow-up code says that the condition is gone.",
    looks_at=(
        "Z08 beside an active malignancy, unless the Z85 codes beside it are of other"
        " sites. Z09 is not looked at."
    ),
)
def followed_up_and_active(context: Context) -> Iterator[Hit]:
    active = [line for line in context.starting("C") if _may_return(context, line)]
    for line in context.starting("Z08") if active else ():
        yield between(
            f"{line.code} says that treatment of the malignancy is complete, and"
            f" {active[0].code} that one is active.",
            "Keep the one that the record supports; both only if they are two"
            " different malignancies.",
            line,
            active[0],
        )


def _may_return(context: Context, active: CodedLine) -> bool:
    """Whether a cancer may be the one followed up: of that site, or it is not told."""
    told = context.starting(*SAME_SITE)
    if not told or len(told) < len(context.starting("Z85")):
        return True
    return active.code.startswith(SPREAD) or any(
        active.code.startswith(SAME_SITE[site])
        for line in told
        for site in SAME_SITE
        if line.code.startswith(site)
    )


FAMILY = (describes_another, only_first, status_said_already, followed_up_and_active)
