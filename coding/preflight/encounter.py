"""What kind of meeting a record is of, and when: P01, P02, P04, P05, P15.

Owns the tests that the facts of the encounter decide, and the agreement of names.
"""

from __future__ import annotations

import re
import unicodedata

from coding.preflight.base import (
    Answer,
    Beneficiary,
    Reach,
    Record,
    asks,
    fails,
    idle,
    passes,
    test,
)
from coding.preflight.provider import GUIDANCE
from coding.preflight.signature import surname
from coding.rules.record import LAST_UNLINKED_YEAR, PLACES

#: Kinds of document that are no record of a meeting, in any spelling of their kind.
NO_RECORD = re.compile(
    r"problem list|diagnosis list|super ?bill|claim form|encounter form|coding summary"
    r"|\blab(?:oratory)?\b|pathology report|radiology|x-?ray|imaging report"
    r"|medication list|patient[- ](?:reported|written)|\bDME\b|485|home health"
    r"|hospice|ambulance|nursing|query",
    re.I,
)


@test(
    "P01",
    "right beneficiary",
    source=GUIDANCE,
    looks_at=(
        "The Medicare number and birth date of the list against those of the chart, and"
        " whether the last name stands in every document."
    ),
    settles="Take out documents of another person, or have the chart sent in again"
    " under the right one; a senior coder overrides it where a page bears no name.",
)
def beneficiary(record: Record) -> Answer:
    listed, known = record.listed, record.known
    if listed is not None:
        if listed.mbi and known.mbi and _plain(listed.mbi) != _plain(known.mbi):
            return fails("The chart is of another Medicare number.")
        days = (listed.birth_date, known.birth_date)
        if all(days) and days[0] != days[1]:
            return fails("The birth dates of list and chart differ.")
    name = (listed.name if listed and listed.name else known.name).strip()
    if not name:
        return asks("No name is known to look for in the documents.")
    bearing = sum(_names(document.text, name) for document in record.documents)
    total = len(record.documents)
    if bearing < total:
        return asks(f"The last name stands in {bearing} of {total} documents.")
    return passes(_agreed(listed, known, total))


def _agreed(listed: Beneficiary | None, known: Beneficiary, total: int) -> str:
    """Only what was really compared is said to agree."""
    parts = []
    if listed and listed.mbi and known.mbi:
        parts.append("Medicare number")
    if listed and listed.birth_date and known.birth_date:
        parts.append("birth date")
    said = f"{' and '.join(parts)} agree; " if parts else ""
    whole = f"{said}the last name stands in all {total} documents."
    return whole[0].upper() + whole[1:]


def _names(text: str, name: str) -> bool:
    last = _folded(surname(name))
    return bool(re.search(rf"\b{re.escape(last)}\b", _folded(text))) if last else False


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    # Asked once of each letter that occurs, however long the text.
    marks = {ord(each) for each in set(apart) if unicodedata.combining(each)}
    return apart.translate(dict.fromkeys(marks)) if marks else apart


def _plain(number: str) -> str:
    return "".join(each for each in number.upper() if each.isalnum())


@test(
    "P02",
    "acceptable source",
    source=GUIDANCE,
    looks_at="Setting, place of service, and the kinds of the documents by name.",
    settles="Correct the setting, place or kind of document if it is wrong; else code"
    " it from the record of a hospital or a practitioner.",
)
def source(record: Record) -> Answer:
    place = record.facts.place_of_service
    if place in PLACES:
        return fails(f"The place of service {place} is {PLACES[place]}.")
    kinds = [each.kind or each.name for each in record.documents]
    refused = [kind for kind in kinds if NO_RECORD.search(kind)]
    if kinds and len(refused) == len(kinds):
        return fails("Every document is of a kind that does not stand alone.")
    if record.is_inpatient:
        if record.facts.admission_date is None:
            return fails("A stay without its admission is not whole.")
        return passes("Hospital inpatient stay, from admission to discharge.")
    if not any(kinds):
        return asks("The kinds of the documents are not known.")
    return passes("Physician or hospital outpatient record.")


@test(
    "P04",
    "face to face",
    source="CMS memo of 2020-04-10 on telehealth; 42 CFR 422.310",
    looks_at="The modality among the facts: in person, audio and video, or audio only.",
    settles="Correct the modality if the claim says another; else code it from a visit"
    " in person or by audio and video.",
)
def meeting(record: Record) -> Answer:
    modality = record.facts.modality
    if modality in ("audio-only", "none"):
        what = "by audio only" if modality == "audio-only" else "without a meeting"
        return fails(f"The encounter was {what}.")
    if modality in ("in-person", "audio-video"):
        return passes(f"The encounter was {modality.replace('-', ' ')}.")
    if record.is_inpatient:
        return passes("An inpatient stay is face to face.")
    return asks("How the encounter took place is not known.")


@test(
    "P05",
    "date in the collection year",
    source="42 CFR 422.310; RADV Methods and Instructions",
    reach=Reach.EXACT,
    always=False,
    looks_at=(
        "The through date, for stays the discharge, against the calendar year before"
        " the payment year."
    ),
)
def dated(record: Record) -> Answer:
    day, year = record.facts.service_date, record.year - 1
    if day.year != year:
        return fails(f"The service ended on {day}; {year} is collected.")
    return passes(f"The service ended on {day}, within {year}.")


@test(
    "P15",
    "encounter link",
    source="CY2027 Rate Announcement, source of diagnoses",
    reach=Reach.EXACT,
    looks_at=(
        "From payment year 2027 on: the number of the accepted claim, unless the member"
        " came from another organisation; audio alone never."
    ),
    settles="Enter the claim control number of the accepted encounter.",
)
def linked(record: Record) -> Answer:
    if record.facts.service_date.year <= LAST_UNLINKED_YEAR:
        return idle(f"Not asked for payment year {record.year}.")
    if record.sought is None and not record.facts.contract:
        return idle("The chart is of no contract.")
    if record.facts.modality == "audio-only":
        return fails("Diagnoses by audio alone are not counted from 2026 on.")
    if record.facts.claim_control_number:
        return passes("The record is linked to an encounter by its claim number.")
    if record.switched:
        return passes("Not linked; the member came from another organisation.")
    return fails("No claim number links the record to an accepted encounter.")


FAMILY = (beneficiary, source, meeting, dated, linked)
