"""Diagnoses that audits most often find unsupported: the families, R46 and R83.

Owns the families as plain data, with the settings in which each is risky, for the rules
here, for routing, and for the risk class in the trail. The patterns are those of the
Office of Inspector General's toolkit of December 2023. Must not decide a lane.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coding.rules.base import Context, Hit, Reach, about, rule
from coding.rules.reading import record
from coding.values import CodedLine, Setting, Severity

EVERYWHERE = frozenset(Setting)
#: A stroke or infarction in progress is treated in hospital, so a professional claim
#: for one usually means an old event.
OUTSIDE_HOSPITAL = EVERYWHERE - {Setting.INPATIENT}


@dataclass(frozen=True, slots=True)
class Family:
    """Codes that share a pattern of error, and where the pattern applies."""

    name: str
    prefixes: tuple[str, ...]
    settings: frozenset[Setting] = EVERYWHERE

    def holds(self, code: str, setting: Setting) -> bool:
        """Whether a code in this setting belongs to the family."""
        return setting in self.settings and code.startswith(self.prefixes)


FAMILIES = (
    Family("acute stroke", ("I60", "I61", "I63"), OUTSIDE_HOSPITAL),
    Family("acute myocardial infarction", ("I21", "I22"), OUTSIDE_HOSPITAL),
    Family("embolism", ("I26", "I74", "I82.2", "I82.4", "I82.6", "I82.A1", "I82.B1")),
    Family("active cancer", ("C18", "C19", "C20", "C34", "C50", "C61")),
    Family(
        "sepsis",
        ("A40", "A41", "A02.1", "B37.7", "O85", "P36", "R65.2", "T81.12", "T81.44"),
    ),
    Family(
        "major depression",
        ("F32.0", "F32.1", "F32.2", "F32.3", "F32.4", "F32.5", "F32.9", "F33"),
    ),
    Family("pressure ulcer", ("L89",)),
    Family(
        "vascular claudication",
        ("I70.21", "I70.31", "I70.41", "I70.51", "I70.61", "I70.71", "I73.9"),
    ),
)

TREATED_IN_HOSPITAL = ("acute myocardial infarction", "sepsis")

#: Any word by which a record speaks of treatment or follow-up of a family.
TREATMENT = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in (
        (
            "embolism",
            r"anticoag|warfarin|coumadin|xaban|eliquis|xarelto|savaysa|dabigatran"
            r"|pradaxa|parin\b|lovenox|fondaparinux|doac|noac|\binr\b|thrombol"
            r"|thrombec|embolec|filter|\btpa\b",
        ),
        (
            "active cancer",
            r"chemo|radiat|\bxrt\b|\brt\b|tamoxifen|ozole\b|exemestane|fulvestrant"
            r"|endocrine therapy|hormon|immuno|mab\b|nib\b|clib\b|platin|taxel"
            r"|lumpect|mastect|colect|lobect|prostatect|resect|surg|excis|biops"
            r"|surveill|oncolog|tumou?r board|stag(?:e|ing)\b|metast|leuprol|lupron"
            r"|\badt\b|brachy|hospice|palliat|folfox|capecit|lutamide|abirat",
        ),
        (
            "major depression",
            r"\w(?:traline|oxetine|talopram|faxine|bupropion)|zoloft|prozac|lexapro"
            r"|celexa|effexor|cymbalta|wellbutrin|paxil|mirtaz|remeron|trazodone"
            r"|vilazod|vortiox|triptyline|lithium|lamotri|piprazole|quetiap|olanzap"
            r"|ssri|snri|antidepress|therap|counsel|cbt|psych|phq|ketamine|\bect\b"
            r"|\btms\b|suicid|\bsi\b|bupropion|duloxetine|remission",
        ),
        (
            "pressure ulcer",
            r"dressing|debrid|wound|stage|turn|offload|off-load|foam|alginate|vac\b"
            r"|cushion|mattress|pressure relie|barrier|silver|gauze",
        ),
        (
            "vascular claudication",
            r"\babi\b|ankle.brachial|cilost|pentoxi|statin|aspirin|\basa\b|clopid"
            r"|plavix|walk|exercise|vascular|stent|bypass|angiop|pulse|doppler",
        ),
    )
}


def family_of(code: str, setting: Setting) -> Family | None:
    """The high-risk family that a code belongs to in this setting, if any."""
    return next((one for one in FAMILIES if one.holds(code, setting)), None)


@rule(
    "R46",
    guideline="I.C.9.d.3",
    severity=Severity.SECOND_REVIEW,
    reach=Reach.PARTIAL,
    summary=(
        "A stroke is coded as acute only while it is treated; afterwards its deficits"
        " are I69, and without any, Z86.73."
    ),
    looks_at=(
        "Acute stroke codes (I60, I61, I63) at office and telehealth visits. Whether"
        " an I69 code rests on a documented deficit is not looked at."
    ),
)
def acute_stroke_at_a_visit(context: Context) -> Iterator[Hit]:
    if context.facts.setting in (Setting.OUTPATIENT, Setting.TELEHEALTH):
        for line in context.starting("I60", "I61", "I63"):
            yield about(
                line,
                f"{line.code} is a stroke in progress; at a visit it is usually one"
                " that is over.",
                "I69 with the deficit that remains, Z86.73 where none does, or text"
                " that shows the stroke is being treated now.",
            )


@rule(
    "R83",
    guideline="OIG toolkit of high-risk diagnoses, December 2023",
    severity=Severity.SECOND_REVIEW,
    reach=Reach.PARTIAL,
    summary=(
        "Diagnoses that audits rarely find supported: those treated in hospital, coded"
        " at a visit, and those without any sign of their treatment."
    ),
    looks_at=(
        "I21, I22 and sepsis codes at office and telehealth visits, and, where the"
        " record is at hand, embolism, active cancer, major depression, pressure ulcer"
        " and claudication outside hospital when no word of it speaks of their"
        " treatment. Whose treatment a word speaks of it does not see, and claims of"
        " other encounters are not among the facts. Stroke is R46's."
    ),
)
def rarely_supported(context: Context) -> Iterator[Hit]:
    text = record(context)
    for line in context.lines:
        family = family_of(line.code, context.facts.setting)
        if family is None or context.facts.setting.is_inpatient:
            continue
        sign = TREATMENT.get(family.name)
        if family.name in TREATED_IN_HOSPITAL and _at_a_visit(context):
            yield _elsewhere(line, family)
        elif text and sign is not None and not sign.search(text):
            yield _untreated(line, family)


def _at_a_visit(context: Context) -> bool:
    return context.facts.setting in (Setting.OUTPATIENT, Setting.TELEHEALTH)


def _elsewhere(line: CodedLine, family: Family) -> Hit:
    return about(
        line,
        f"{line.code} ({family.name}) is treated in hospital; at a visit the record"
        " usually describes an earlier one.",
        "Text that shows it is present and treated at this visit, or the code for a"
        " past or resolved condition.",
    )


def _untreated(line: CodedLine, family: Family) -> Hit:
    return about(
        line,
        f"{line.code} ({family.name}): no word in the record speaks of its treatment.",
        "Text that shows it is treated or followed now, or the code for a past or"
        " resolved condition.",
    )


FAMILY = (acute_stroke_at_a_visit, rarely_supported)
