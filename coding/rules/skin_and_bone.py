"""Pressure ulcers and fragile bones: R49 and R50.

Owns the stages of one ulcer and fractures beside known osteoporosis. Must not decide
how hard a fall was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.reading import beside, cited
from coding.values import CodedLine, Severity

#: Fracture categories of the sites where osteoporosis breaks bones.
FRACTURES = ("S22", "S32", "S42.2", "S42.3", "S52", "S72", "S82")
_HEALED = re.compile(
    r"(?<!not )(?<!non)(?<!non-)(?<!partially )(?<!partly )(?<!nearly )(?<!almost )"
    r"(?<!un)\bhealed\b",
    re.I,
)
#: Characters after the cited text in which the word still speaks of it.
RIGHT_AFTER = 24
ACTIVE_TREATMENT = ("A", "B", "C")


@rule(
    "R49",
    guideline="I.C.12.a",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A pressure ulcer has one code for its site and stage, and healed none.",
    looks_at=(
        "Two L89 codes of one site outside inpatient care, where an ulcer does not"
        " change its stage, and the word healed in the text that a line cites or right"
        " after it in the sentence."
        " Unstageable ulcers are not looked at."
    ),
)
def one_stage_for_a_site(context: Context) -> Iterator[Hit]:
    for line in context.starting("L89"):
        after = " ".join(one for _, one in beside(context, line, RIGHT_AFTER))
        if _HEALED.search(f"{cited(line)} {after}"):
            yield about(
                line,
                f"{line.code} rests on text that says healed: a pressure ulcer that is"
                " completely healed has no code.",
                f"Text that shows it is still healing, or remove {line.code}.",
            )
    if context.facts.setting.is_inpatient:
        return
    for one, other in combinations(context.starting("L89"), 2):
        if one.code != other.code and one.code[:6] == other.code[:6]:
            yield between(
                f"{one.code} and {other.code} give one site two stages.",
                "Keep the highest stage documented at this visit; both only if the"
                " record shows two ulcers.",
                one,
                other,
            )


@rule(
    "R50",
    guideline="I.C.13.d",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "With known osteoporosis a fracture that normal bone would have withstood is"
        " M80, not an injury."
    ),
    looks_at=(
        "M81 beside a fracture of spine, pelvis, arm, hip or leg under active"
        " treatment. How hard the fall was it cannot see."
    ),
)
def fragile_bone(context: Context) -> Iterator[Hit]:
    osteoporosis = context.starting("M81")
    for line in context.starting(*FRACTURES) if osteoporosis else ():
        if _in_treatment(line):
            yield between(
                f"{osteoporosis[0].code} is osteoporosis without a fracture, and"
                f" {line.code} is one: after a minor fall both are one M80 code.",
                "M80 in place of both, or text that shows a force that would break"
                " normal bone.",
                osteoporosis[0],
                line,
            )


def _in_treatment(line: CodedLine) -> bool:
    return len(line.code) == 8 and line.code.endswith(ACTIVE_TREATMENT)


FAMILY = (one_stage_for_a_site, fragile_bone)
