"""Pregnancy, delivery and the newborn: R52 to R57.

Owns the order and company of chapters 15 and 16 and of Z37, Z38 and Z3A. Reads weeks
and trimester from codes and titles; must not read them from the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.values import CodedLine, Severity

DELIVERY = ("O80", "O82")
DIABETES = ("E08", "E09", "E10", "E11", "E13")
PREEXISTING_DIABETES = ("O24.0", "O24.1", "O24.8")
DIABETES_DRUGS = ("Z79.4", "Z79.84", "Z79.85")
NO_WEEKS = ("O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08", "Z33.2")
SEQUELA = "O94"
#: Titles of codes that are used only where the delivery took place in the encounter.
_DELIVERED = re.compile(
    r"in childbirth|complicating childbirth|labor and delivery complicated"
    r"|with preterm delivery|laceration during delivery",
    re.I,
)
_PUERPERAL = re.compile(r"puerperium|postpartum|puerperal", re.I)
NOT_PREGNANT = (*NO_WEEKS, SEQUELA)
_TRIMESTER = re.compile(r"\b(first|second|third) trimester\b")


@rule(
    "R52",
    guideline="I.C.15.a.1",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Chapter 15 codes come before the codes of other chapters.",
    looks_at=(
        "A chapter 15 code other than O94 (sequelae, which follow what remains) behind"
        " a first code of another chapter that is no Z code."
        " Whether a pregnancy was incidental to the visit is not looked at."
    ),
)
def pregnancy_first(context: Context) -> Iterator[Hit]:
    pregnancy = [one for one in context.starting("O") if one.code != SEQUELA]
    first = context.first
    if first is not None and pregnancy and not first.code.startswith(("O", "Z")):
        yield between(
            f"{pregnancy[0].code} is a code of pregnancy, which comes before"
            f" {first.code}.",
            f"Put {pregnancy[0].code} first; if the pregnancy was incidental and the"
            " provider says so, Z33.1 takes its place.",
            pregnancy[0],
            first,
        )


@rule(
    "R53",
    guideline="I.C.15.a.2, I.C.16.a.1",
    severity=Severity.BLOCK,
    summary=(
        "Pregnancy codes stay off the newborn's record, and perinatal codes off the"
        " mother's."
    ),
    looks_at="Chapter 15 beside chapter 16 codes, and chapter 15 at an age of 0.",
)
def mother_or_newborn(context: Context) -> Iterator[Hit]:
    mother, newborn = context.starting("O", "Z37"), context.starting("P", "Z38")
    if mother and newborn:
        yield between(
            f"{mother[0].code} belongs on the mother's record and {newborn[0].code} on"
            " the newborn's.",
            "Keep the codes of the patient whose record this is.",
            *mother,
            *newborn,
        )
    elif context.facts.age == 0:
        for line in mother:
            yield about(
                line,
                f"{line.code} belongs on the mother's record; this patient is under"
                " one year old.",
                "Code the newborn's own condition, or correct the age.",
            )


@rule(
    "R54",
    guideline="I.C.15.b.5, I.C.15.n, I.C.21.c.11",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary=(
        "A delivery record carries an outcome (Z37), never first; O80 is first, with"
        " Z37.0 and no other chapter 15 code."
    ),
    looks_at=(
        "O80, O82 and codes whose titles say that the delivery took place (in"
        " childbirth, labor and delivery complicated, preterm delivery, laceration"
        " during delivery) without Z37, the place of Z37 and O80, and what stands"
        " beside O80. Other deliveries are not recognised."
    ),
)
def delivery(context: Context) -> Iterator[Hit]:
    outcomes = context.starting("Z37")
    for line in () if outcomes else _deliveries(context):
        yield about(
            line,
            f"{line.code} is a delivery, and no Z37 code tells its outcome.",
            "The Z37 code for the documented outcome.",
        )
    for line in outcomes:
        if context.is_first(line):
            yield about(
                line,
                f"{line.code} tells the outcome of a delivery and cannot be the"
                f" {context.lead_word}.",
                "Put the chapter 15 code first.",
            )
    for line in context.starting("O80"):
        yield from _normal_delivery(context, line)


def _deliveries(context: Context) -> Iterator[CodedLine]:
    """The first code that says the patient delivered in this encounter."""
    for line in context.starting("O"):
        titled = _DELIVERED.search(context.book.title(line.code))
        if line.code.startswith(DELIVERY) or titled:
            yield line
            return


def _normal_delivery(context: Context, line: CodedLine) -> Iterator[Hit]:
    if not context.is_first(line):
        yield about(
            line,
            "O80 is only ever the principal or first-listed diagnosis.",
            "Put O80 first, or use the chapter 15 code for what complicated it.",
        )
    others = [one for one in context.starting("O") if one.code != "O80"]
    others += [one for one in context.starting("Z37") if one.code != "Z37.0"]
    if others:
        yield between(
            "O80 is a full-term normal delivery of one live child, which"
            f" {others[0].code} contradicts.",
            "Remove O80, or the codes that contradict it.",
            line,
            *others,
        )


@rule(
    "R55",
    guideline="I.C.15.g, I.C.15.h, I.C.15.i",
    severity=Severity.WARN,
    summary=(
        "Diabetes in pregnancy is O24 first, with its type; gestational diabetes"
        " stands alone in O24 and carries its own control."
    ),
    looks_at=(
        "O24 codes, E08 to E13 and Z79.4, Z79.84 and Z79.85, and their order, and E08"
        " to E13 beside other chapter 15 codes but without O24."
    ),
)
def diabetes_in_pregnancy(context: Context) -> Iterator[Hit]:
    gestational = context.starting("O24.4")
    for line in gestational:
        yield from _gestational(context, line)
    diabetes = context.starting(*DIABETES)
    if diabetes and not context.has("O24"):
        yield from _diabetes_outside(context, diabetes[0])
    for line in () if diabetes else context.starting(*PREEXISTING_DIABETES):
        yield about(
            line,
            f"{line.code} asks for the type of diabetes, and no code from E08 to E13"
            " names it.",
            f"The code from E08 to E13, after {line.code}.",
        )
    pregnancy = context.starting(*PREEXISTING_DIABETES)
    if pregnancy and diabetes and diabetes[0] in context.before(pregnancy[0]):
        yield between(
            f"In pregnancy {pregnancy[0].code} comes before {diabetes[0].code}.",
            f"Move {diabetes[0].code} after {pregnancy[0].code}.",
            pregnancy[0],
            diabetes[0],
        )


def _diabetes_outside(context: Context, diabetes: CodedLine) -> Iterator[Hit]:
    known = [o for o in context.starting("O") if not o.code.startswith(NOT_PREGNANT)]
    for line in known[:1]:
        yield between(
            f"{line.code} says that the patient is or was just pregnant, and"
            f" {diabetes.code} stands without an O24 code.",
            f"The O24 code first, with {diabetes.code} after it.",
            diabetes,
            line,
        )


def _gestational(context: Context, line: CodedLine) -> Iterator[Hit]:
    others = [
        one
        for one in context.starting("O24")
        if not one.code.startswith(("O24.4", "O24.9"))
    ]
    if others:
        yield between(
            f"{line.code} is diabetes that began in pregnancy; {others[0].code} says"
            " it was there before.",
            "Keep the one that the record supports.",
            line,
            *others,
        )
    drugs = context.starting(*DIABETES_DRUGS)
    if drugs:
        yield between(
            f"{line.code} already tells how the diabetes is controlled;"
            f" {drugs[0].code} is not added.",
            f"Remove {drugs[0].code}.",
            line,
            *drugs,
        )


@rule(
    "R56",
    guideline="I.C.15.a.3, I.C.21.c.11",
    severity=Severity.WARN,
    summary=(
        "Trimester and weeks of gestation agree, and weeks are not given with an"
        " abortive outcome or after the delivery."
    ),
    looks_at=(
        "Z3A codes beside chapter 15 codes whose titles name one trimester, beside O00"
        " to O08 or Z33.2, and beside codes of the puerperium alone."
    ),
)
def weeks_agree(context: Context) -> Iterator[Hit]:
    later = _all_puerperal(context)
    for weeks in context.starting("Z3A"):
        if later is not None:
            yield between(
                f"{weeks.code} (weeks of gestation) is not used with {later.code},"
                " a condition of the time after the delivery.",
                f"Remove {weeks.code}, or add the codes of the delivery.",
                later,
                weeks,
            )
        for line in context.starting(*NO_WEEKS):
            yield between(
                f"{weeks.code} (weeks of gestation) is not used with {line.code}.",
                f"Remove {weeks.code}.",
                line,
                weeks,
            )
        counted = _trimester_of_weeks(weeks.code)
        for line in context.starting("O", "Z34") if counted else ():
            named = _trimester_in_title(context, line.code)
            if named and named != counted:
                yield between(
                    f"{line.code} says the {named} trimester, and {weeks.code} is in"
                    f" the {counted}.",
                    "Correct the trimester or the weeks, by the record.",
                    line,
                    weeks,
                )


def _all_puerperal(context: Context) -> CodedLine | None:
    """The first code of the puerperium, where no code of pregnancy is beside it."""
    pregnancy = context.starting("O", "Z33", "Z34", "Z37")
    titles = (context.book.title(one.code) for one in pregnancy)
    if pregnancy and all(map(_PUERPERAL.search, titles)):
        return pregnancy[0]
    return None


def _trimester_of_weeks(code: str) -> str:
    """First before week 14, second before week 28, then third; "" if not stated."""
    ending = code.removeprefix("Z3A.")
    if not ending.isdigit() or ending == "00":
        return ""
    weeks = int(ending)
    return "first" if weeks < 14 else "second" if weeks < 28 else "third"


def _trimester_in_title(context: Context, code: str) -> str:
    named = set(_TRIMESTER.findall(context.book.title(code).lower()))
    return named.pop() if len(named) == 1 else ""


@rule(
    "R57",
    guideline="I.C.16.a.2",
    severity=Severity.BLOCK,
    summary="Z38 is the principal diagnosis of the birth record, given once.",
    looks_at="The place and number of Z38 codes, and the age where it is known.",
)
def birth(context: Context) -> Iterator[Hit]:
    births = context.starting("Z38")
    for line in births:
        if not context.is_first(line) and len(births) == 1:
            yield about(
                line,
                f"{line.code} is the principal diagnosis of the birth record and"
                " stands nowhere else.",
                f"Put {line.code} first; on a later record, remove it.",
            )
        if context.facts.age:
            yield about(
                line,
                f"{line.code} is for the birth itself; this patient is"
                f" {context.facts.age} years old.",
                f"Remove {line.code}, or correct the age.",
            )
    if len(births) > 1:
        yield between(
            "More than one Z38 code is listed; a birth is reported once.",
            "Keep the one that the record supports, first.",
            *births,
        )


FAMILY = (
    pregnancy_first,
    mother_or_newborn,
    delivery,
    diabetes_in_pregnancy,
    weeks_agree,
    birth,
)
