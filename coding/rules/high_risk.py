"""Diagnoses that audits most often find unsupported: the families, R46 and R83.

Owns the families as plain data, with the settings in which each is risky, for the rules
here, for routing, and for the risk class in the trail. The patterns are those of the
Office of Inspector General's toolkit of December 2023. Must not decide a lane.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coding.rules.base import Context, Hit, Reach, about, rule
from coding.values import Setting, Severity

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
        "An acute infarction or sepsis at a visit is a pattern that audits rarely"
        " find supported."
    ),
    looks_at=(
        "I21, I22 and sepsis codes at office and telehealth visits. The other"
        " families (embolism, cancer, depression, pressure ulcer, claudication) need"
        " treatment seen in the record: they are sent to full review by routing."
    ),
)
def hospital_condition_at_a_visit(context: Context) -> Iterator[Hit]:
    if context.facts.setting not in (Setting.OUTPATIENT, Setting.TELEHEALTH):
        return
    for line in context.lines:
        family = family_of(line.code, context.facts.setting)
        if family and family.name in ("acute myocardial infarction", "sepsis"):
            yield about(
                line,
                f"{line.code} ({family.name}) is treated in hospital; at a visit the"
                " record usually describes an earlier one.",
                "Text that shows it is present and treated at this visit, or the code"
                " for a past or resolved condition.",
            )


FAMILY = (acute_stroke_at_a_visit, hospital_condition_at_a_visit)
