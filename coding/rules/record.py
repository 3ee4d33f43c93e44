"""Whether a record of a Medicare Advantage enrollee proves a diagnosis: R81, R82.

Owns the tests that the facts of an encounter and the words of a signature decide. What
they find holds back the use of the record in risk adjustment, not the signing of its
codes, so both warn: a diagnosis may be true, and right on a claim, in a record that
proves nothing to an auditor. Preflight fails such a record (P02 to P07, P15); who wants
its chart unsigned closes the gate of preflight, which blocks. They name no category and
no payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from coding.rules.base import Context, Hit, Reach, rule
from coding.values import Facts, NoteDocument, Severity

#: Places of service and specialties that are no acceptable source, as commonly told;
#: the list that CMS publishes for each payment year is not loaded.
PLACES = {
    "41": "an ambulance",
    "42": "an ambulance",
    "54": "an intermediate care facility",
    "81": "an independent laboratory",
}
SPECIALTIES = {
    "30": "diagnostic radiology",
    "32": "an anesthesiologist assistant",
    "45": "a mammography centre",
    "47": "a diagnostic testing facility",
    **dict.fromkeys(
        ("51", "52", "53", "54", "55", "56", "57", "58", "87"), "a medical supplier"
    ),
    "59": "an ambulance service",
    "63": "a portable x-ray supplier",
    "69": "a clinical laboratory",
}
#: Credentials that do not establish diagnoses.
CREDENTIALS = frozenset({"RN", "LPN", "LVN", "MA", "CMA", "RD", "RDN", "RT", "PHARMD"})

_SIGNED = re.compile(
    r"signed|signature|sign(?:ing|ed)? (?:off|by)|authenticat|e-?sign|/s/|/es/|attest"
    r"|verified|finali[sz]ed by|approved by|reviewed by|electronic|dictated",
    re.I,
)
#: The last year whose diagnoses counted without a linked encounter.
LAST_UNLINKED_YEAR = 2025
UNLINKED = "not linked to a claim"


@rule(
    "R81",
    guideline="RADV reviewer guidance, validity of a record",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A record stands for a diagnosis if it is of an encounter, with an acceptable"
        " provider who signed it."
    ),
    looks_at=(
        "Charts of a Medicare Advantage contract: a modality without a meeting,"
        " audio only, places, specialty codes and credentials that are known not to"
        " be acceptable, and documents without any word of a signature. The published"
        " list of specialties, whose signature it is, and whether name and birth date"
        " agree on every page, it does not see. It warns and does not block the"
        " signing: what it blocks is the use of the record in an audit."
    ),
)
def record_is_valid(context: Context) -> Iterator[Hit]:
    if context.facts.contract and context.lines:
        faults = record_faults(context.facts, context.documents)
        if faults:
            yield Hit(
                f"This record cannot stand for a diagnosis in an audit: it is"
                f" {'; it is '.join(faults)}.",
                (),
                "Correct the fact of the encounter if it is wrong; the codes may be"
                " signed, the record cannot be submitted.",
            )


def record_faults(facts: Facts, documents: Sequence[NoteDocument]) -> tuple[str, ...]:
    """Why a record is not valid, each as what it "is"; empty where nothing is known."""
    return tuple(_faults(facts, documents))


def _faults(facts: Facts, documents: Sequence[NoteDocument]) -> Iterator[str]:
    if facts.modality == "none":
        yield "of no meeting with the patient"
    if facts.modality == "audio-only":
        yield "of a meeting by audio only"
    if facts.place_of_service in PLACES:
        yield f"from {PLACES[facts.place_of_service]}"
    if facts.specialty_code in SPECIALTIES:
        yield f"by {SPECIALTIES[facts.specialty_code]}"
    credential = facts.provider_credential.replace(".", "").strip().upper()
    if credential in CREDENTIALS:
        yield f"by a provider with the credential {facts.provider_credential.strip()}"
    if documents and not any(_SIGNED.search(one.text) for one in documents):
        yield "without a signature that can be read"


@rule(
    "R82",
    guideline="CY2027 rate announcement, source of diagnoses",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "From dates of service in 2026 a diagnosis is submitted only from a linked"
        " encounter that was not by audio alone."
    ),
    looks_at=(
        "Charts of a Medicare Advantage contract from 2026 on: whether a claim control"
        " number is known, which warns where diagnoses were billed and informs where"
        " the claim may be yet to come; audio alone is told by R81. The exception for"
        " members who came from another organisation is not among the facts. It does"
        " not block the signing: what it blocks is the submission."
    ),
)
def encounter_is_linked(context: Context) -> Iterator[Hit]:
    facts = context.facts
    if facts.contract and context.lines and UNLINKED in not_submittable(facts):
        yield Hit(
            f"The diagnoses of this chart may be supported but not submitted: the"
            f" encounter is {UNLINKED}.",
            (),
            "The claim control number of the accepted encounter, once there is one; the"
            " codes may be signed all the same.",
            severity=Severity.WARN if facts.billed else Severity.INFO,
        )


def not_submittable(facts: Facts) -> tuple[str, ...]:
    """Why no diagnosis of the encounter is submitted by the rule for its year."""
    if facts.service_date.year <= LAST_UNLINKED_YEAR:
        return ()
    return tuple(
        fault
        for fault, holds in (
            ("by audio only", facts.modality == "audio-only"),
            (UNLINKED, not facts.claim_control_number),
        )
        if holds
    )


FAMILY = (record_is_valid, encounter_is_linked)
