"""Ischaemic heart disease: R45 and R47.

Owns the combinations of coronary disease with angina and the four weeks of an acute
infarction. Must not decide when an infarction happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.values import CodedLine, Severity

CORONARY = ("I25.1", "I25.7")
#: A later infarction is coded to I22 only beside these.
TYPE_ONE_OR_UNSPECIFIED = ("I21.0", "I21.1", "I21.2", "I21.3", "I21.4", "I21.9")


@rule(
    "R45",
    guideline="I.C.9.b",
    severity=Severity.WARN,
    summary="Coronary artery disease with angina is one combination code.",
    looks_at=(
        "I20 beside I25.1- or I25.7-. It cannot see a statement that the angina has"
        " another cause."
    ),
)
def angina_with_coronary_disease(context: Context) -> Iterator[Hit]:
    coronary = context.starting(*CORONARY)
    for line in context.starting("I20") if coronary else ():
        yield between(
            f"Angina with coronary artery disease is presumed due to it: a code from"
            f" I25.11- or I25.7- takes the place of {line.code} and"
            f" {coronary[0].code}.",
            "One I25.11- or I25.7- code, or a statement that the angina has another"
            " cause.",
            line,
            *coronary,
        )


@rule(
    "R47",
    guideline="I.C.9.e",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A subsequent infarction needs the first one beside it, and an old one is"
        " not coded with it as new."
    ),
    looks_at=(
        "I22 without a type 1 or unspecified I21 code, and I21 or I22 where right after"
        " the cited text stands a year before the date of service or a time of more"
        " than four weeks ago. Other ways to date an infarction it does not read."
    ),
)
def subsequent_infarction(context: Context) -> Iterator[Hit]:
    for line in context.starting("I21", "I22"):
        if told := _long_ago(context, line):
            yield about(
                line,
                f"{line.code} is an infarction of the last four weeks; the text cited"
                f' for it goes on "{told}".',
                "I25.2, or the code of what is treated now.",
            )
    yield from _without_the_first(context)


def _without_the_first(context: Context) -> Iterator[Hit]:
    if context.has(*TYPE_ONE_OR_UNSPECIFIED):
        return
    other = context.starting("I21.A", "I21.B")
    for line in context.starting("I22"):
        yield between(
            f"{line.code} is a second infarction within four weeks of a type 1 or"
            " unspecified one, and no such I21 code is listed.",
            "The I21 code of the first infarction, or an I21 code in place of"
            f" {line.code}.",
            line,
            *other,
        )


_AGO = re.compile(
    r"[\s,(]*(?:(?:was|about|approximately|over|more than|some|~)\s*)*"
    r"((\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|several|many|a|one)"
    r"\s+(week|month|year)s?\s+ago)\b",
    re.I,
)
_IN_YEAR = re.compile(
    r"[\s,(]*((?:in|from|since|of)?\s*((?:19|20)\d\d))\b(?![/-])", re.I
)
_FEW = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
#: The least number of each that is more than four weeks.
_LONG = {"week": 5, "month": 2, "year": 1}


def _long_ago(context: Context, line: CodedLine) -> str:
    """The words right after the cited text that put it beyond four weeks, or ""."""
    texts = {document.sha256: document.text for document in context.documents}
    for evidence in line.evidence:
        text = texts.get(evidence.document, "")
        following = text[evidence.end : evidence.end + _FOLLOWING]
        if (ago := _AGO.match(following)) and _is_long(ago[2].lower(), ago[3].lower()):
            return ago[1]
        year = _IN_YEAR.match(following)
        if year and int(year[2]) < context.facts.service_date.year:
            return year[1].strip()
    return ""


_FOLLOWING = 60


def _is_long(number: str, unit: str) -> bool:
    count = int(number) if number.isdigit() else _FEW.get(number, 5)
    return count >= _LONG[unit]


FAMILY = (angina_with_coronary_disease, subsequent_infarction)
