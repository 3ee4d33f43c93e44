"""Whether the words prove the diagnosis: P09 to P14, P16.

Owns the tests of evidence, codes, support and category. The element tags of MEAT are an
industry's reading aid and never the legal basis: without one a person is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from coding import sections
from coding.preflight import meat
from coding.preflight.base import Answer, Reach, Record, asks, fails, idle, passes, test
from coding.preflight.provider import GUIDANCE
from coding.publications import fiscal_year
from coding.rules.base import listed
from coding.values import Assertion, CodedLine, Evidence, Severity

GUIDELINES = "ICD-10-CM Official Guidelines and AHA Coding Clinic at the encounter date"
#: Sections that tell of a condition without saying that it was dealt with.
ELSEWHERE = frozenset(
    {"problem_list", "past_history", "family_history", "surgical_history"}
)


@test(
    "P09",
    "evidence unchanged",
    source="the trail: documents are named by the sha256 of their text",
    reach=Reach.EXACT,
    looks_at="Each quoted document hashed again, and the quoted place in it.",
    settles="Quote the words that prove the code from a document of this chart.",
)
def unchanged(record: Record) -> Answer:
    texts = {each.sha256: each.text for each in record.documents}
    hashes = {
        name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()
    }
    spans = [span for line in record.lines for span in line.evidence]
    if not spans:
        return fails("Nothing is quoted for the diagnosis.")
    for span in spans:
        text = texts.get(span.document)
        if text is None or hashes[span.document] != span.document:
            return fails("A quoted document is no longer what it was.")
        if not 0 <= span.start < span.end <= len(text):
            return fails("A quotation lies outside its document.")
    return passes(f"{len(spans)} quotations stand where they stood.")


@test(
    "P10",
    "codes valid",
    source="ICD-10-CM release of the encounter date",
    reach=Reach.EXACT,
    looks_at="Each code in the release that was valid on the through date.",
    settles="Change the code to one that is valid on the date of service, or have the"
    " release of that date loaded.",
)
def valid(record: Record) -> Answer:
    day, release = record.facts.service_date, record.book.release
    if not record.lines:
        return fails("No diagnosis is named.")
    if record.provisional or not release.effective_from <= day <= release.effective_to:
        return fails(f"No release that covers {day} is loaded.")
    wrong = [x.code for x in record.lines if not record.book.is_billable(x.code)]
    if wrong:
        return fails(f"Not valid in {release}: {listed(wrong)}.")
    near = " (that edition is close before its exact dates)"
    return passes(f"Valid in {release}{near if day < release.exact_from else ''}.")


@test(
    "P11",
    "guidelines of the date",
    source=GUIDELINES,
    reach=Reach.EXACT,
    always=False,
    looks_at="Findings of the coding rules on these codes that nobody answered for.",
)
def guided(record: Record) -> Answer:
    edition = f"guidelines of fiscal year {fiscal_year(record.facts.service_date)}"
    codes = {line.code for line in record.lines}
    about = [x for x in record.findings if codes & {*x.codes, x.subject}]
    block = [x.rule for x in about if x.severity is Severity.BLOCK]
    second = [x.rule for x in about if x.severity is Severity.SECOND_REVIEW]
    if block:
        return fails(f"Against the {edition}: {listed(block)}.")
    if second:
        return asks(f"Wants a second review by the {edition}: {listed(second)}.")
    return passes(f"Nothing against the {edition} is open.")


@test(
    "P12",
    "support (MEAT)",
    source="industry practice from guideline IV.J; one element is enough",
    looks_at=(
        "Words of monitoring, evaluating, assessing or treating in the passages quoted"
        " for the diagnosis."
    ),
    settles="Quote the passage that monitors, evaluates, assesses or treats it.",
)
def supported(record: Record) -> Answer:
    found = meat.tags(record.documents, record.lines)
    if found:
        return passes(f"The quoted passages hold: {listed(sorted(found))}.")
    return asks("No word of monitoring, evaluating, assessing or treating is near.")


@test(
    "P13",
    "stated as present",
    source=f"{GUIDANCE}; guidelines II.H, III.C, IV.H, IV.J",
    looks_at=(
        "How the text asserts the diagnosis, and whether it stands only in a problem"
        " list or a history."
    ),
    settles="Quote where the note states it as present, or reject the code.",
)
def present(record: Record) -> Answer:
    stays = record.is_inpatient
    certain = {Assertion.PRESENT, *({Assertion.UNCERTAIN} if stays else ())}
    wrong = [x.code for x in record.lines if x.assertion not in certain]
    if wrong:
        return fails(f"Not stated as the patient's present condition: {listed(wrong)}.")
    places = _places(record)
    if places and places <= ELSEWHERE:
        return asks("It stands only in a problem list or a history; case by case.")
    return passes("Stated as present, in the note's own narrative.")


def _places(record: Record) -> set[str]:
    return {_section(record, span) for line in record.lines for span in line.evidence}


def _section(record: Record, span: Evidence) -> str:
    if span.section:
        return span.section
    document = next((d for d in record.documents if d.sha256 == span.document), None)
    held: Iterator[str] = (
        each.kind
        for each in (sections.split(document) if document else ())
        if each.start <= span.start < each.end
    )
    return next(held, "")


@test(
    "P14",
    "the audited HCC",
    source="CMS-HCC map and hierarchy of the model and payment year",
    reach=Reach.EXACT,
    always=False,
    looks_at="The HCCs of these codes by the map of that model and year, or one above.",
)
def category(record: Record) -> Answer:
    sought = record.sought
    if sought is None:
        return idle("Nothing is audited.")
    if not sought.map.is_loaded:
        return fails(f"No {sought.model} map for payment year {record.year} is loaded.")
    codes = [x for x in record.lines if set(_hccs(record, x)) & sought.enough]
    if not codes:
        return fails(f"No diagnosis falls into {sought.model} HCC {sought.hcc}.")
    names = listed(x.code for x in codes)
    hccs = {hcc for x in codes for hcc in _hccs(record, x)} & sought.enough
    above = "" if sought.hcc in hccs else f", above it: HCC {listed(sorted(hccs))}"
    near = "; the map is approximate" if sought.map.approximate else ""
    return passes(f"{names} proves HCC {sought.hcc}{above}{near}.")


def _hccs(record: Record, line: CodedLine) -> tuple[str, ...]:
    return record.sought.by_code.get(line.code, ()) if record.sought else ()


@test(
    "P16",
    "coded by a certified coder",
    source="CMS HPMS memo of January 2026: decisions stay with certified coders",
    reach=Reach.EXACT,
    always=False,
    looks_at="Whether a coder with a valid credential signed these codes.",
)
def coded(record: Record) -> Answer:
    if record.signed is None:
        return idle("The chart is being signed now.")
    if not record.signed:
        return fails("No certified coder has signed this chart yet.")
    return passes("A certified coder signed these codes.")


FAMILY = (unchanged, valid, guided, supported, present, category, coded)
