"""Complications of care: R23 and R70.

Owns the codes that say care brought something about, and the words by which a record
says so. Must not decide whether a complication was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.reading import around
from coding.values import CodedLine, Severity

COMPLICATIONS = ("T80", "T81", "T82", "T83", "T84", "T85", "T86", "T87", "T88")
_DURING_CARE = re.compile(
    r"postprocedural|intraoperative|complicating a procedure", re.I
)

#: Words that tie a condition to care, or name the care: any of them will do.
_LINK = re.compile(
    r"complicat|due to|d/t|2/2|secondary|caus|because|result|relat|associat|after"
    r"|post|follow|s/p|since|reject|malfunc|loos|dislocat|leak|displac"
    r"|graft|stent|prosthe|implant|device|cathet|\bline\b|port\b|pump|lead|wound"
    r"|surg|incis|anasto|fusion|inject|anesth|vaccin|dialys|fistula|shunt|mesh"
    r"|stoma|transplant|hardware|screw|plate|suture|staple|stump|amputat|tube",
    re.I,
)
#: What is done for an illness like any other: by itself it makes none a complication.
_TREATMENT = re.compile(
    r"\b(?:NG|OG|nasogastric|orogastric|rectal)[- ]?tubes?\b|\bIV lines?\b"
    r"|\bsurg\w+ (?:consult\w*|aware|follow\w*)\b",
    re.I,
)
#: Complications of the devices themselves.
OF_DEVICES = ("T82", "T83", "T84", "T85")
REACH = 240

INFECTED = ("T80.2", "T81.4", "T82.6", "T82.7", "T83.5", "T83.6", "T84.5", "T84.6")
INFECTED_TOO = ("T84.7", "T85.7", "T86.03", "T86.13", "T86.23", "T86.43")
INFECTIONS = (
    *("A40", "A41", "B37", "I33", "K65", "L02", "L03", "M00", "M86", "N10", "N30"),
    *("N39.0", "R65.2", "R78.81"),
)


@rule(
    "R23",
    guideline="I.B.16",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A complication of care is coded when the provider ties it to the care.",
    looks_at=(
        "T80 to T88 and codes titled postprocedural, intraoperative or complicating a"
        " procedure, when near the cited text no word names the care or a cause."
        " A tube or line by which an illness is treated is no such word. Whether one"
        " means a complication it does not judge."
    ),
)
def tied_to_the_care(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        near = around(context, line, REACH) if _of_care(context, line) else ""
        if not line.code.startswith(OF_DEVICES):
            near = _TREATMENT.sub("", near)
        if near and not _LINK.search(near):
            yield about(
                line,
                f"{line.code} is a complication of care, and the text cited for it does"
                " not tie it to any.",
                "Text in which the provider names the cause, a query, or the code of"
                " the condition itself.",
            )


def _of_care(context: Context, line: CodedLine) -> bool:
    titled = _DURING_CARE.search(context.book.title(line.code))
    return line.code.startswith(COMPLICATIONS) or bool(titled)


@rule(
    "R70",
    guideline="II.G",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Of an admission for a complication its code comes first.",
    looks_at=(
        "Inpatient sets led by an infection with a code later that says care or a"
        " device caused one, present on admission. Other complications, and what the"
        " admission was for, it does not see."
    ),
)
def complication_first(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is None or not context.facts.setting.is_inpatient:
        return
    for line in context.starting(*INFECTED, *INFECTED_TOO):
        if first.code.startswith(INFECTIONS) and line.poa == "Y":
            yield between(
                f"{line.code} says what caused an infection that was present on"
                f" admission, and {first.code} leads.",
                f"Put {line.code} first, unless {first.code} has another cause.",
                first,
                line,
            )


FAMILY = (tied_to_the_care, complication_first)
