"""Diabetes, its drugs and its causes: R37, R38 and R39.

Owns what stands beside a diabetes code. What diabetes has caused is the combinations'
concern, diabetes in pregnancy that of obstetrics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from coding import knowledge
from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.reading import record
from coding.values import Severity

DIABETES = ("E08", "E09", "E10", "E11", "E13")
#: Classes of drugs for diabetes, and the code that says one is taken for long.
DRUGS = {
    "@insulin": "Z79.4",
    "@oral_antidiabetic": "Z79.84",
    "@injectable_antidiabetic": "Z79.85",
}
#: T36 to T65: drugs and other substances that can cause diabetes.
SUBSTANCES = tuple(f"T{number}" for number in range(36, 66))


@rule(
    "R37",
    guideline="I.C.4.a.3",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Long-term insulin is coded with diabetes, and type 1 does not need it.",
    looks_at=(
        "Z79.4 without any diabetes code, and, for information only, Z79.4 with type 1,"
        " and outside inpatient care diabetes without Z79.4, Z79.84 or Z79.85 where the"
        " record names such a drug and does not say right before it that it is not"
        " taken. Whether it is taken for long it cannot tell."
    ),
)
def insulin_with_diabetes(context: Context) -> Iterator[Hit]:
    diabetes = context.starting(*DIABETES, "O24", "P70.2")
    type_one = diabetes and all(one.code.startswith("E10") for one in diabetes)
    for line in context.starting("Z79.4"):
        if not diabetes:
            yield about(
                line,
                "Z79.4 tells of long-term insulin, and no diabetes is coded.",
                "The documented diabetes, or remove Z79.4 if insulin was temporary.",
            )
        elif type_one:
            yield Hit(
                f"{diabetes[0].code} is type 1, which always needs insulin; Z79.4 adds"
                " nothing.",
                (diabetes[0].code, line.code),
                "Z79.4 may be removed.",
                subject=line.code,
                severity=Severity.INFO,
            )
    yield from _drug_without_its_code(context)


def _drug_without_its_code(context: Context) -> Iterator[Hit]:
    diabetes = context.starting("E08", "E09", "E11", "E13")
    if not diabetes or context.facts.setting.is_inpatient or context.has("O24.4"):
        return
    text = record(context)
    for code, names in _drugs():
        taken = None if context.has(code) else _taken(names, text)
        if taken is not None:
            yield Hit(
                f"The record names {taken[0].lower()}, and {code} is not on the list.",
                (diabetes[0].code,),
                f"{code}, if the drug is taken for long.",
                severity=Severity.INFO,
            )


@cache
def _drugs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each code of long-term use, the names of its drugs."""
    known = knowledge.load("drugs")
    return tuple(
        (code, re.compile(rf"\b(?:{'|'.join(map(re.escape, known[kind]))})\b", re.I))
        for kind, code in DRUGS.items()
    )


def _taken(names: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first mention of a drug that is not said to be untaken."""
    for found in names.finditer(text):
        before = text[max(found.start() - _BEFORE, 0) : found.start()]
        after = text[found.end() : found.end() + _BEFORE]
        if not _UNTAKEN.search(before) and not _NO_DRUG.match(after):
            return found
    return None


_BEFORE = 40
_UNTAKEN = re.compile(
    r"\b(?:no|not|never|without|off|den\w+|declin\w+|refus\w+|allerg\w+|intoleran\w+"
    r"|stop\w*|discontinu\w+|d/c|hold\w*|held|avoid\w*|consider\w*|start\w*|add\w*"
    r"|begin|began|initiat\w+|discuss\w*|if|may|might|would|prior|previous\w*|past"
    r"|mother|father|sister|brother|family|temporary|hospital\w*|sliding)\b[^.;\n]*$",
    re.I,
)
_NO_DRUG = re.compile(
    r"\s*(?:resist|sensit|level|naive|antibod|depend|stopped|was stopped|held|dis"
    r"|intoler|allerg|caused|made|not |\?)",
    re.I,
)


@rule(
    "R38",
    guideline="I.C.4.a.6",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "Diabetes caused by a drug names the drug, and diabetes after removal of the"
        " pancreas is E13 with E89.1 and Z90.41-."
    ),
    looks_at=(
        "E09 without any T36 to T65 code, and a removed pancreas (Z90.41-) beside"
        " E89.1 or diabetes without the rest of the three. E08 is R08's."
    ),
)
def secondary_diabetes(context: Context) -> Iterator[Hit]:
    for line in () if context.has(*SUBSTANCES) else context.starting("E09"):
        yield about(
            line,
            f"{line.code} is diabetes caused by a drug or chemical, and no code names"
            " which.",
            "The T36 to T65 code for the substance, before or after it as its use"
            " demands.",
        )
    removed = context.starting("Z90.41")
    caused = context.starting("E89.1", "E13")
    missing = [code for code in ("E89.1", "E13") if not context.has(code)]
    if removed and caused and missing:
        yield between(
            "Diabetes after removal of the pancreas takes E89.1, E13 and Z90.41-;"
            f" {missing[0]} is not on the list.",
            f"{missing[0]}, if the removal caused the diabetes.",
            *caused,
            *removed,
        )


@rule(
    "R39",
    guideline="I.C.4.a.1 (2026)",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Diabetes in remission is coded only where the provider says remission.",
    looks_at=(
        "E11.A and whether the documents that it cites, or where they are not at hand"
        " the cited text, have a sentence that says remission, neither denies it nor"
        " speaks of a cancer, a mood or substance use disorder or another disease"
        " that remits."
    ),
)
def said_to_be_in_remission(context: Context) -> Iterator[Hit]:
    texts = {document.sha256: document.text for document in context.documents}
    for line in context.starting("E11.A"):
        said = " ".join(texts.get(one.document, one.text) for one in line.evidence)
        if said and not any(map(_remits, _SENTENCE.split(said))):
            yield about(
                line,
                "E11.A needs the provider's word remission; resolved or controlled is"
                " not the same.",
                "Cite text that says remission, code E11.9, or query the provider.",
            )


_SENTENCE = re.compile(r"[.;\n]")
_DENIED = re.compile(r"\b(?:not|no|never|without)\b(?: \w+){0,3} remission", re.I)
_DIABETES = re.compile(r"diabet|\bT?[I2]*DM2?\b|a1c|glyc", re.I)
#: What else is said to be in remission.
_OTHERS = re.compile(
    r"leuk|lymphom|myelom|cancer|carcinom|tumor|depress|\bMDD\b|bipolar|alcohol"
    r"|opioid|substance|use disorder|dependence|crohn|colitis|arthrit|\bRA\b|lupus"
    r"|nephro|asthma|psoria|sclerosis",
    re.I,
)


def _remits(sentence: str) -> bool:
    """Whether a sentence says remission of nothing else than diabetes."""
    if "remission" not in sentence.lower() or _DENIED.search(sentence):
        return False
    return bool(_DIABETES.search(sentence)) or not _OTHERS.search(sentence)


FAMILY = (insulin_with_diabetes, secondary_diabetes, said_to_be_in_remission)
