"""Diagnoses for an age: R79.

Owns reading the age edit of the Medicare Code Editor where it is loaded, and else a few
families of it whose codes can be told by their beginning. Must not block: ages are
mistyped, and edits change every year.
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

AGE = "age:"
SETTLES = "Correct the age, or choose the code for a patient of this age."


@rule(
    "R79",
    guideline="Medicare Code Editor, age conflict",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A diagnosis for newborns, children, mothers or adults fits the age.",
    looks_at=(
        "Where the age is known, the age lists of the Medicare Code Editor in the"
        " newest loaded edition. Without one: chapter 15, newborn and child"
        " examinations, neonatal conditions, age-related cataract and atherosclerosis"
        " of the limbs, which is not the whole edit."
    ),
)
def fits_the_age(context: Context) -> Iterator[Hit]:
    age, listed = context.facts.age, context.lists.mce
    if age is None:
        return
    if listed is None:
        yield from _by_family(context, age)
        return
    for line in context.lines:
        spans = listed.said(line.code, AGE)
        if spans and not line.code.startswith("Z38") and not _holds(spans, age):
            yield about(
                line,
                f"{line.code} is a diagnosis of patients aged"
                f" {' or '.join(map(_years, spans))}; this patient is {age}"
                f" ({listed}).",
                SETTLES,
            )


def _by_family(context: Context, age: int) -> Iterator[Hit]:
    for ages in AGES:
        if ages.youngest <= age <= ages.oldest:
            continue
        for line in context.starting(*ages.prefixes):
            yield about(
                line,
                f"{line.code} is a diagnosis of {ages.name}; this patient is {age}.",
                SETTLES,
            )


def _holds(spans: tuple[str, ...], age: int) -> bool:
    """Whether one of the spans ("age:0-17") holds the age."""
    ends = (span.removeprefix(AGE).split("-") for span in spans)
    return any(int(youngest) <= age <= int(oldest) for youngest, oldest in ends)


def _years(span: str) -> str:
    youngest, oldest = span.removeprefix(AGE).split("-")
    return youngest if youngest == oldest else f"{youngest} to {oldest}"


FAMILY = (fits_the_age,)
