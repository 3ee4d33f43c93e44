"""HIV, sepsis and resistant organisms: R28, R29, R30, R31 and R33.

Owns the order and the company of these codes. Must not decide whether a patient
meets criteria for sepsis.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, listed, rule
from coding.values import CodedLine, Severity

SEVERE_SEPSIS = ("R65.2",)
SHOCK = ("R65.21", "T81.12")
SYSTEMIC_INFECTION = (
    "A02.1",
    "A20.7",
    "A21.7",
    "A22.7",
    "A24.1",
    "A26.7",
    "A32.7",
    "A39.2",
    "A39.3",
    "A39.4",
    "A40",
    "A41",
    "A42.7",
    "A48.3",
    "A54.86",
    "B00.7",
    "B37.7",
    "O03.37",
    "O03.87",
    "O04.87",
    "O07.37",
    "O08.82",
    "O75.3",
    "O85",
    "O86.04",
    "P36",
    "T80.2",
    "T81.44",
    "T88.0",
    "U07.1",
)
#: Organ dysfunctions that a severe sepsis code is commonly followed by.
ORGAN_DYSFUNCTION = (
    "D65",
    "G72.81",
    "G92",
    "G93.4",
    "I46",
    "I50",
    "I5A",
    "J80",
    "J95.82",
    "J96",
    "K72",
    "K76.7",
    "K76.82",
    "N17",
    "R41.0",
    "R57",
    "D69.6",
    "E87.2",
    "I95",
    "R40",
)
SEPSIS = ("A02.1", "A32.7", "A40", "A41", "A42.7", "B37.7")
LOCAL_INFECTION = (
    *("J12", "J13", "J14", "J15", "J16", "J18", "J69.0", "J85", "J86"),
    *("L02", "L03", "M00", "M86.0", "M86.1", "N10", "N12", "N13.6", "N15.1", "N30.0"),
    *("N39.0", "K35", "K57.0", "K57.2", "K57.4", "K57.8", "K65", "K81.0", "K83.0"),
)


@rule(
    "R28",
    guideline="I.C.1.a.2",
    severity=Severity.WARN,
    summary="B20, Z21 and R75 exclude one another; once B20, always B20.",
    looks_at="B20, Z21 and R75 on one list. Earlier encounters are not seen.",
)
def one_hiv_code(context: Context) -> Iterator[Hit]:
    lines = context.starting("B20", "Z21", "R75")
    if len({line.code for line in lines}) > 1:
        keep = "B20" if context.has("B20") else "Z21"
        yield between(
            f"{listed(line.code for line in lines)} exclude one another: HIV disease,"
            " infection without symptoms and an inconclusive test are three states.",
            f"Keep {keep}, if the record supports it.",
            *lines,
        )


@rule(
    "R29",
    guideline="I.C.1.d.1, I.C.1.d.3",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary=(
        "Severe sepsis follows the code of the systemic infection and is joined by"
        " the organ dysfunction."
    ),
    looks_at=(
        "The place of R65.2-, whether a systemic infection code stands before it, and,"
        " for R65.20, whether a code of the usual organ dysfunctions is listed (a"
        " missing one is only a warning, because that list is not complete). Septic"
        " shock, R65.21, is an organ dysfunction itself."
    ),
)
def severe_sepsis_in_company(context: Context) -> Iterator[Hit]:
    for line in context.starting(*SEVERE_SEPSIS):
        infections = [
            one
            for one in context.before(line)
            if one.code.startswith(SYSTEMIC_INFECTION)
        ]
        if not infections:
            yield about(
                line,
                f"{line.code} must follow the code of the infection that caused it;"
                " none stands before it.",
                "The systemic infection first, such as a code from A40 or A41; if it"
                " is not documented, a query.",
            )
        elif line.code == "R65.20" and not context.has(*ORGAN_DYSFUNCTION):
            yield Hit(
                f"{line.code} says that an organ failed, but no code names which.",
                (line.code, infections[0].code),
                "The code of the organ dysfunction that the provider linked to sepsis.",
                subject=line.code,
                severity=Severity.WARN,
            )


@rule(
    "R30",
    guideline="I.C.1.d.2, I.C.1.d.5.c",
    severity=Severity.BLOCK,
    summary=(
        "Septic shock is never first, and R65.21 is not used with T81.12-, which"
        " already says it."
    ),
    looks_at="The place of R65.21 and T81.12-, and whether both are listed.",
)
def septic_shock(context: Context) -> Iterator[Hit]:
    shock = context.starting(*SHOCK)
    for line in shock:
        if context.is_first(line):
            yield about(
                line,
                f"{line.code} (septic shock) cannot be the {context.lead_word}.",
                "Put the code of the infection, or of the infected procedure, first.",
            )
    if context.has("R65.21") and context.has("T81.12"):
        yield between(
            "T81.12- already reports septic shock after a procedure; R65.21 repeats"
            " it.",
            "Remove R65.21.",
            *shock,
        )


@rule(
    "R31",
    guideline="I.C.1.d.4",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "Sepsis present on admission comes before its localised infection, and after"
        " it where it developed later."
    ),
    looks_at=(
        "Inpatient sets led by a common infection of lungs, skin, bone, abdomen or"
        " urinary tract with a sepsis code whose POA is not N, and those led by sepsis"
        " whose POA is N."
    ),
)
def sepsis_before_site(context: Context) -> Iterator[Hit]:
    first = context.first
    if not context.facts.setting.is_inpatient or first is None:
        return
    if first.code.startswith(SEPSIS) and first.poa == "N":
        yield from _developed_later(context, first)
    sepsis = [one for one in context.starting(*SEPSIS) if one.poa != "N"]
    if sepsis and first.code.startswith(LOCAL_INFECTION):
        yield between(
            f"{sepsis[0].code} and {first.code}: when both were present on admission,"
            " sepsis is sequenced first.",
            f"Put {sepsis[0].code} first, or give it POA N if it developed later.",
            first,
            *sepsis,
        )


def _developed_later(context: Context, first: CodedLine) -> Iterator[Hit]:
    for local in context.starting(*LOCAL_INFECTION)[:1]:
        yield between(
            f"{first.code} was not present on admission, and sepsis that developed"
            f" later follows the infection of its site, {local.code}.",
            f"Put {local.code} first, or give {first.code} the POA that the record"
            " supports.",
            first,
            local,
        )


@rule(
    "R33",
    guideline="I.C.1.e",
    severity=Severity.WARN,
    summary="A combination code for MRSA stands without B95.62 and Z16.11.",
    looks_at="B95.62 and Z16.11 beside A41.02, A49.02 or J15.212.",
)
def mrsa_once(context: Context) -> Iterator[Hit]:
    combined = context.starting("A41.02", "A49.02", "J15.212")
    for line in context.starting("B95.62", "Z16.11") if combined else ():
        yield between(
            f"{combined[0].code} already names the resistant organism; {line.code}"
            " says it again.",
            f"Remove {line.code}, unless it belongs to another infection.",
            combined[0],
            line,
        )


FAMILY = (
    one_hiv_code,
    severe_sepsis_in_company,
    septic_shock,
    sepsis_before_site,
    mrsa_once,
)
