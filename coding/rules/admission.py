"""Present on admission: R77 and R78.

Owns the indicators of an inpatient set and the conditions that hospitals are held
responsible for. Must not propose an indicator or name what it pays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coding.rules.base import Context, Hit, Reach, about, listed, rule
from coding.rules.lists import DatedList
from coding.values import CodedLine, Severity

INDICATORS = ("Y", "N", "U", "W")
#: How an exempt code is told on a claim, or left without anything.
EXEMPT = ("1", "")
NOT_PRESENT = ("N", "U")


@dataclass(frozen=True, slots=True)
class Acquired:
    """A hospital-acquired condition that the code alone tells."""

    name: str
    codes: re.Pattern[str]


#: The categories that need a procedure to tell (infections after certain operations,
#: clots after hip and knee replacement, a pierced lung) are not among them.
ACQUIRED = (
    Acquired("foreign object left in after surgery", re.compile(r"T81\.5[0-3]")),
    Acquired("air embolism", re.compile(r"T80\.0XXA")),
    Acquired("blood incompatibility", re.compile(r"T80\.(30|31|39)")),
    Acquired(
        "pressure ulcer of stage 3 or 4",
        re.compile(r"L89\.(\d{2}|\d[A-Z])[34]|L89\.4[34]"),
    ),
    Acquired(
        "poor control of blood sugar",
        re.compile(
            r"E(08\.0[01]|08\.10|09\.0[01]|09\.10|10\.10|11\.00|13\.0[01]|13\.10)"
        ),
    ),
    Acquired("catheter-associated urinary infection", re.compile(r"T83\.511A")),
    Acquired("infection of a vascular catheter", re.compile(r"T80\.21[1-9]A")),
)


@rule(
    "R77",
    guideline="Appendix I",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary=(
        "Each diagnosis of a stay says whether it was present on admission, unless its"
        " code is exempt."
    ),
    looks_at=(
        "The indicators of an inpatient set: Y, N, U or W and, for exempt codes, none"
        " or 1. With the exempt list of the date a missing one blocks; with an older"
        " list it warns, unless a code of the category is exempt. Without a list it"
        " says only that some are missing, as information, because it cannot see which"
        " codes are exempt."
    ),
)
def says_present_or_not(context: Context) -> Iterator[Hit]:
    if not context.facts.setting.is_inpatient:
        return
    known = [line for line in context.lines if line.code in context.book]
    exempt = context.lists.poa_exempt
    for line in known:
        if (line.poa or "") not in (*INDICATORS, *EXEMPT):
            yield about(
                line,
                f"{line.poa} is no present-on-admission indicator.",
                "Y, N, U or W; none where the code is exempt.",
            )
    missing = [line for line in known if (line.poa or "") in EXEMPT]
    if exempt is None:
        yield from _cannot_tell(missing)
        return
    weight = Severity.WARN if exempt.out_of_date else Severity.BLOCK
    for line in missing:
        if not _is_exempt(exempt, line.code):
            yield Hit(
                f"{line.code} has no present-on-admission indicator and is not exempt"
                f" ({exempt}).",
                (line.code,),
                "Say whether it was present on admission: Y, N, U or W.",
                subject=line.code,
                severity=weight,
            )
    yield from _needless(known, context)


def _is_exempt(exempt: DatedList, code: str) -> bool:
    """By its category too where the list is old: new codes follow their category."""
    if exempt.out_of_date:
        return any(one.startswith(code[:3]) for one in exempt.entries)
    return code in exempt


def _cannot_tell(missing: list[CodedLine]) -> Iterator[Hit]:
    """Circumstances and external causes are mostly exempt: they are not asked about."""
    asked = [line for line in missing if not line.code.startswith(tuple("VWXYZ"))]
    if asked:
        codes = tuple(dict.fromkeys(line.code for line in asked))
        have = "have" if len(codes) > 1 else "has"
        yield Hit(
            f"{listed(codes)} {have} no present-on-admission indicator. Whether one is"
            " needed cannot be told: no list of exempt codes is loaded.",
            codes,
            "Give an indicator unless the code is exempt.",
            severity=Severity.INFO,
        )


def _needless(lines: list[CodedLine], context: Context) -> Iterator[Hit]:
    """Exempt codes with an indicator, by a list of the date alone."""
    exempt = context.lists.poa_exempt
    if exempt is None or exempt.out_of_date:
        return
    for line in lines:
        if line.poa in INDICATORS and line.code in exempt:
            yield Hit(
                f"{line.code} is exempt from the present-on-admission indicator and"
                f" has one ({exempt}).",
                (line.code,),
                "Take the indicator away.",
                subject=line.code,
                severity=Severity.WARN,
            )


@rule(
    "R78",
    guideline="Appendix I; hospital-acquired conditions",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary="A hospital-acquired condition that was not present on admission is shown.",
    looks_at=(
        "Inpatient codes with N or U of the categories that the code alone tells."
        " Falls and injuries, and those that need a procedure beside them, are left"
        " out."
    ),
)
def acquired_in_hospital(context: Context) -> Iterator[Hit]:
    if not context.facts.setting.is_inpatient:
        return
    for line in context.lines:
        kind = next((one for one in ACQUIRED if one.codes.match(line.code)), None)
        if kind is not None and line.poa in NOT_PRESENT:
            yield about(
                line,
                f"{line.code} is a hospital-acquired condition ({kind.name}) that is"
                f" reported with {line.poa}.",
                "Nothing, if the record says so; quality assurance looks at it.",
            )


FAMILY = (says_present_or_not, acquired_in_hospital)
