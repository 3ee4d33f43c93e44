"""Symptoms beside the disease they belong to.

Owns setting aside what is integral to a coded disease, by the table of
``knowledge/families.toml`` or because the provider says what the symptom comes from.
Must not add a code.
"""

from __future__ import annotations

from coding.basis import Basis
from coding.causes import laid_to
from coding.draft import Draft, Line
from coding.parts import set_aside, table


def integral(draft: Draft, basis: Basis) -> Draft:
    """A symptom that belongs to a coded disease is not coded too (R15, I.B.5)."""
    chapters = {code[0] for code in draft.lines}
    for symptom, diseases in table("integral").items():
        if symptom[0] not in chapters:
            continue  # most of them, most of the time
        for line in draft.starting(symptom):
            if line.code in NEVER_INTEGRAL:
                continue
            causes = draft.starting(*diseases) if diseases else ()
            causes = tuple(one for one in causes if not _elsewhere(line, one, basis))
            if line.code.startswith(SYMPTOMS) and not causes:
                causes = laid_to(line, draft, basis)
            if causes and _told_together(line, causes[0]):
                draft = draft.without(
                    line.code,
                    set_aside(
                        line,
                        basis,
                        "integral",
                        "R15",
                        "I.B.5",
                        f"A sign of {causes[0].code}, which is coded.",
                    ),
                )
    return _stated_integral(draft, basis)


#: Joints by the words of titles for them; what lies together hurts together.
JOINTS = (
    frozenset({"shoulder", "humerus", "rotator", "clavicle"}),
    frozenset({"elbow", "radius", "ulna", "humerus"}),
    frozenset(
        {"wrist", "hand", "finger", "thumb", "radius", "ulna", "carpometacarpal"}
    ),
    frozenset({"hip", "femur", "pelvic", "thigh"}),
    frozenset({"knee", "patella", "meniscus", "cruciate", "leg", "tibia", "femur"}),
    frozenset({"ankle", "foot", "toe", "toes", "leg", "fibula", "calcaneus", "tibia"}),
)
OF_JOINTS = ("M25.4", "M25.5", "M25.6")


def _elsewhere(symptom: Line, disease: Line, basis: Basis) -> bool:
    """Whether a joint's symptom is of another joint or side than the disease."""
    if not symptom.code.startswith(OF_JOINTS):
        return False
    hurts, sick = (
        frozenset(basis.book.title(one.code).lower().replace(",", " ").split())
        for one in (symptom, disease)
    )
    mine = [joint for joint in JOINTS if joint & hurts]
    its = [joint for joint in JOINTS if joint & sick]
    if mine and its and not any(joint in its for joint in mine):
        return True
    sides = ({"right", "left"} & hurts) | ({"right", "left"} & sick)
    return bool(mine and its) and len(sides) == 2


#: Signs with a weight of their own, whatever they come from.
NEVER_INTEGRAL = ("R45.851", "R45.850", "R65.20", "R65.21")


def _told_together(symptom: Line, disease: Line) -> bool:
    """In a text without headings, a symptom belongs to what stands near it."""
    if symptom.section != "opening" or disease.section != "opening":
        return True
    return any(
        one.document == other.document and abs(one.start - other.start) < TOGETHER
        for one in symptom.evidence
        for other in disease.evidence
    )


TOGETHER = 150
#: What may be called a symptom of something; severe sepsis (R65) may not.
SYMPTOMS = (
    "R0",
    "R1",
    "R2",
    "R3",
    "R4",
    "R50",
    "R51",
    "R52",
    "R53",
    "R55",
    "R60",
    "M25",
)


#: Chapters whose codes may be part of another disease.
TOLD = "RMHKLE"


def _stated_integral(draft: Draft, basis: Basis) -> Draft:
    """Symptoms named elsewhere in the chart, kept as considered and set aside."""
    told = table("integral")
    for code, evidence in basis.stated.items():
        if code[0] not in TOLD or code in draft.lines or code in draft.excluded:
            continue
        for symptom, diseases in told.items():
            if not code.startswith(symptom):
                continue
            causes = draft.starting(*diseases) if diseases else ()
            if causes:
                line = Line(code, 0.5, 0.9, evidence[:2], evidence[0].section)
                message = f"A sign of {causes[0].code}, which is coded."
                draft = draft.with_exclusion(
                    set_aside(line, basis, "integral", "R15", "I.B.5", message)
                )
                break
    return draft
