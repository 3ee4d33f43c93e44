"""What the cited text says of each code: R13, R21, R26, R27 and R74.

Owns the checks of evidence and assertion. Reads the assertion that the engine or the
coder gave a line; must not interpret the text a second time.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, rule
from coding.values import Assertion, CodedLine, Severity

#: What the cited text says when it does not say that the patient has the condition.
NOT_THE_PATIENT = {
    Assertion.NEGATED: "says that the patient does not have it",
    Assertion.FAMILY: "speaks of a family member",
    Assertion.SOMEONE_ELSE: "speaks of another person",
    Assertion.HYPOTHETICAL: "speaks of something that may happen",
}

#: Codes of a circumstance may rest on text about relatives, contacts or plans.
CIRCUMSTANCES = ("Z",)

#: Of these, what was refused or left undone rests on text that denies something.
UNDONE = ("Z28", "Z53", "Z72", "Z91")

#: Authors whose documents do not establish a diagnosis.
NOT_PROVIDERS = frozenset(
    {
        "case manager",
        "dietitian",
        "laboratory",
        "lpn",
        "lvn",
        "medical assistant",
        "nurse",
        "patient",
        "pharmacist",
        "registered nurse",
        "rn",
        "scribe",
        "social worker",
        "student",
        "technician",
    }
)

#: Codes that guideline I.B.14 lets other clinicians document.
OTHER_CLINICIANS = (
    "Z68",
    "L89",
    "L97",
    "L98.4",
    "R40.2",
    "R29.7",
    "Y90",
    "Z55",
    "Z56",
    "Z57",
    "Z58",
    "Z59",
    "Z60",
    "Z61",
    "Z62",
    "Z63",
    "Z64",
    "Z65",
    "Z28.3",
    *("W32", "W33", "W34", "X72", "X73", "X74", "X93", "X94", "X95"),
    *("Y22", "Y23", "Y24", "Y35.0", "Y38.4"),
)

#: Codes that themselves say that something is over, left behind or in remission.
PAST = ("Z", "I25.2", "I69", "B90", "B91", "B92", "B94", "E64", "E68", "G09", "O94")

#: Conditions coded only when confirmed, in every setting.
CONFIRMED_ONLY = {
    "B20": "HIV disease",
    "Z21": "HIV infection",
    "O98.7": "HIV disease",
    "U07.1": "COVID-19",
    "J12.82": "COVID-19",
    "A92.5": "Zika virus disease",
    "P35.4": "Zika virus disease",
    "J09": "avian or other novel influenza",
    "J10": "influenza with the virus identified",
}


@rule(
    "R13",
    guideline="I.A.19",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary="A diagnosis rests on the provider's own statement about this patient.",
    looks_at=(
        "Whether a line cites any text, and whether that text is marked as negated,"
        " hypothetical or about somebody else. It does not judge who wrote it."
    ),
)
def own_statement(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        if not line.evidence:
            yield about(
                line,
                f"No text in the record is cited for {line.code}.",
                "Select the words in the record that state the diagnosis, or remove"
                f" {line.code}.",
            )
        elif line.assertion in NOT_THE_PATIENT and not _is_excused(line):
            yield about(
                line,
                f"The text cited for {line.code} {NOT_THE_PATIENT[line.assertion]}.",
                "Cite text in which the provider states it of this patient, or remove"
                f" {line.code}.",
            )


def _is_excused(line: CodedLine) -> bool:
    negated = line.assertion is Assertion.NEGATED
    return line.code.startswith(UNDONE if negated else CIRCUMSTANCES)


@rule(
    "R21",
    guideline="I.B.14",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Only a few findings may be taken from clinicians who do not diagnose.",
    looks_at=(
        "The author role of the documents that a line cites, where it is known, for"
        " codes outside the list of I.B.14."
    ),
)
def author_may_diagnose(context: Context) -> Iterator[Hit]:
    roles = {one.sha256: one.author_role.lower() for one in context.documents}
    for line in context.lines:
        authors = {roles.get(evidence.document, "") for evidence in line.evidence}
        allowed = line.code.startswith(OTHER_CLINICIANS)
        if authors and authors <= NOT_PROVIDERS and not allowed:
            yield about(
                line,
                f"{line.code} is cited only from a document by a"
                f" {' and a '.join(sorted(authors))}, who does not establish"
                " diagnoses.",
                "Cite the provider's own statement, or query the provider.",
            )


@rule(
    "R26",
    guideline="IV.H",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary="Outside inpatient care a diagnosis stated as uncertain is never coded.",
    looks_at="Lines whose cited text is marked as uncertain, in every other setting.",
)
def certain_outpatient(context: Context) -> Iterator[Hit]:
    if context.facts.setting.is_inpatient:
        return
    for line in context.lines:
        if line.assertion is Assertion.UNCERTAIN:
            yield about(
                line,
                f"{line.code} rests on an uncertain statement (such as probable,"
                " suspected or rule out), which is not coded in this setting.",
                "Code the sign, symptom or reason for the visit instead, or cite text"
                " that states the diagnosis.",
            )


@rule(
    "R27",
    guideline="I.C.1.a.1, I.C.1.f, I.C.1.g.1.a, I.C.10.c",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary=(
        "HIV, COVID-19, Zika and identified influenza are coded only when confirmed,"
        " for inpatients too."
    ),
    looks_at=(
        "Inpatient lines with one of these codes whose cited text is marked as"
        " uncertain; other settings fall under R26."
    ),
)
def confirmed_only(context: Context) -> Iterator[Hit]:
    if not context.facts.setting.is_inpatient:
        return
    for line in context.starting(*CONFIRMED_ONLY):
        if line.assertion is Assertion.UNCERTAIN:
            name = next(n for p, n in CONFIRMED_ONLY.items() if line.code.startswith(p))
            yield about(
                line,
                f"The text cited for {line.code} leaves {name} uncertain; it is coded"
                " only when confirmed, in hospital as elsewhere.",
                "Cite the provider's confirmation, or code the symptoms or exposure.",
            )


@rule(
    "R74",
    guideline="III.A, IV.J",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A condition that is over is not coded as current.",
    looks_at=(
        "Lines whose cited text is marked as historical and whose code is not itself"
        " a history, status, sequela or remission code."
    ),
)
def still_current(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        if line.assertion is Assertion.HISTORICAL and not _says_past(context, line):
            yield about(
                line,
                f"The text cited for {line.code} speaks of the past; a condition no"
                " longer present or treated is not coded as current.",
                "A history code (Z80-Z87) if it matters for this visit, or text that"
                " shows it is still present or treated.",
            )


def _says_past(context: Context, line: CodedLine) -> bool:
    ends_in_sequela = len(line.code) == 8 and line.code.endswith("S")
    title = context.book.title(line.code).lower()
    return line.code.startswith(PAST) or ends_in_sequela or _remission(title)


def _remission(title: str) -> bool:
    return "remission" in title and "not having achieved" not in title


FAMILY = (
    own_statement,
    author_may_diagnose,
    certain_outpatient,
    confirmed_only,
    still_current,
)
