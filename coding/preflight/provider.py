"""Who saw the patient, and whether they signed: P03, P06, P07, P08.

Owns the tests of the practitioner. A signature obtained because an audit asked for it
counts for nothing but through CMS's own attestation form.
"""

from __future__ import annotations

from coding.preflight import signature
from coding.preflight.base import Answer, Reach, Record, asks, fails, idle, passes, test
from coding.rules.record import CREDENTIALS, SPECIALTIES

GUIDANCE = "CMS RADV Medical Record Reviewer Guidance"
ATTESTATIONS = "42 CFR 422.311(c)(1), CMS-generated attestation"
#: Later than this a signature is judged case by case.
LATE_DAYS = 180


@test(
    "P03",
    "acceptable specialty",
    source="CMS acceptable physician specialty types of the payment year",
    looks_at=(
        "The CMS specialty code of the rendering practitioner, against the list of the"
        " payment year where it is loaded; else against those known not to be on it."
    ),
    settles="Correct the specialty code of the rendering practitioner if it is wrong;"
    " else code it from a visit with one whose specialty is acceptable.",
)
def specialty(record: Record) -> Answer:
    if record.is_inpatient:
        return idle("A stay is judged by the facility, not by one specialty.")
    code, held = record.facts.specialty_code, record.specialties
    if code in SPECIALTIES:
        return fails(f"Specialty {code} is {SPECIALTIES[code]}, never acceptable.")
    if not code:
        return asks("The practitioner's CMS specialty code is not known.")
    if held is None:
        return asks(
            f"Specialty {code} is not among those known to be refused; the list of"
            f" payment year {record.year} is not loaded."
        )
    if code not in held.codes:
        return fails(f"Specialty {code} is not on the list of {held.payment_year}.")
    if held.payment_year != record.year:
        return asks(
            f"Specialty {code} is on the list of {held.payment_year}; that of"
            f" {record.year} is not loaded."
        )
    return passes(f"Specialty {code} is on the list of payment year {record.year}.")


@test(
    "P06",
    "signature",
    source=GUIDANCE,
    looks_at=(
        "Words of an authentication in the text, beside whose name, and the day it"
        " bears. It does not see handwriting, nor that a stamp was used."
    ),
    settles="Have the record sent in with the practitioner's authentication; where it"
    " is signed by hand, a senior coder overrides it and says so.",
)
def signed(record: Record) -> Answer:
    found = signature.find(record.documents, record.provider_name)
    attested = "signature" in record.attested and not record.is_inpatient
    if found is None or found.kind == "typed":
        if attested:
            return passes("A CMS-generated attestation stands for the signature.")
        missing = "only a typist is named" if found else "no signature can be read"
        return fails(f"In the record {missing}.")
    if found.kind == "plain":
        if record.is_inpatient:
            return asks("A stay needs more than a typed signature; how was it made?")
        return asks("It says signed, not how; look at the original.")
    late = found.days_after(record.facts.service_date)
    if late is not None and late > LATE_DAYS:
        return asks(f"Signed {late} days after the visit; judged case by case.")
    if record.provider_name and not _theirs(record, found):
        return asks("An electronic signature, not beside the rendering practitioner.")
    return passes("Electronic signature with the words of an authentication.")


def _theirs(record: Record, found: signature.Signature) -> bool:
    text = next(d.text for d in record.documents if d.sha256 == found.document)
    near = text[found.start : found.end + signature.REACH].casefold()
    return signature.surname(record.provider_name) in near


@test(
    "P07",
    "credential",
    source=GUIDANCE,
    looks_at=(
        "The practitioner's credential among the facts of the encounter, else behind"
        " the name at the signature."
    ),
    settles="Enter the credential of the rendering practitioner among the facts of the"
    " encounter.",
)
def credentialled(record: Record) -> Answer:
    found = signature.find(record.documents, record.provider_name)
    said = record.facts.provider_credential.strip()
    plain = said.replace(".", "").upper()
    if plain in CREDENTIALS:
        return fails(f"The credential {said} does not establish a diagnosis.")
    if found is not None and found.credential:
        return passes(f"The credential {found.credential} stands at the signature.")
    if "credential" in record.attested and not record.is_inpatient:
        return passes("A CMS-generated attestation stands for the credential.")
    if said:
        return asks(f"The credential {said} is known, but not read in the record.")
    return fails("No credential of the practitioner is known or can be read.")


@test(
    "P08",
    "attestation",
    source=ATTESTATIONS,
    reach=Reach.EXACT,
    always=False,
    looks_at="Whether an attestation is there, and whether this record may have one.",
)
def attested(record: Record) -> Answer:
    if not record.attested:
        return idle("No attestation is needed or there.")
    if record.is_inpatient:
        return fails("A stay cannot be mended by an attestation.")
    return passes(
        f"An attestation for the {' and '.join(sorted(record.attested))}; it validates"
        " neither a diagnosis nor a date."
    )


FAMILY = (specialty, signed, credentialled, attested)
