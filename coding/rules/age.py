"""Diagnoses for an age: R79.

Owns a few families of the age edit of the Medicare Code Editor whose codes can be told
by their beginning. Must not block: ages are mistyped, and edits change every year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coding.rules.base import Context, Hit, Reach, about, rule
from coding.values import Severity


@dataclass(frozen=True, slots=True)
class Ages:
    """Codes for patients from ``youngest`` to ``oldest`` years."""

    name: str
    prefixes: tuple[str, ...]
    youngest: int
    oldest: int


#: Z38 is left to R57, which also knows its place.
AGES = (
    Ages("newborns", ("A33", "E84.11", "H04.53", "N47.0", "Z00.11", "Z05"), 0, 0),
    Ages("children", ("Z00.12",), 0, 17),
    Ages("mothers", ("O",), 9, 64),
    Ages("adults", ("H25", "I70.2"), 15, 124),
)


@rule(
    "R79",
    guideline="Medicare Code Editor, age conflict",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A diagnosis for newborns, children, mothers or adults fits the age.",
    looks_at=(
        "Chapter 15, newborn and child examinations, neonatal conditions, age-related"
        " cataract and atherosclerosis of the limbs, where the age is known. It is"
        " not the whole edit."
    ),
)
def fits_the_age(context: Context) -> Iterator[Hit]:
    age = context.facts.age
    if age is None:
        return
    for ages in AGES:
        if ages.youngest <= age <= ages.oldest:
            continue
        for line in context.starting(*ages.prefixes):
            yield about(
                line,
                f"{line.code} is a diagnosis of {ages.name}; this patient is {age}.",
                "Correct the age, or choose the code for a patient of this age.",
            )


FAMILY = (fits_the_age,)
