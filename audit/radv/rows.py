"""Evidence rows: one for each quotation of each diagnosis of each chosen record.

Owns putting a row together from a dossier and the history of its charts. Every column
of ``audit.radv.columns`` is filled, or empty because it is not known; nothing is made
up. Knows no database.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from audit import events
from audit.radv.history import History
from audit.radv.values import Diagnosis, Dossier, Quote, RecordPart

#: So many characters before and after a quotation.
CONTEXT = 120
Row = dict[str, str]


def rows(dossier: Dossier, histories: Mapping[str, History]) -> list[Row]:
    """All rows of a dossier; one without a quotation where no record was chosen."""
    made = [
        row
        for record in dossier.records
        for row in _of_record(dossier, record, histories[record.chart])
    ]
    return made or [_of_audit(dossier)]


def _of_audit(dossier: Dossier) -> Row:
    return {
        **dossier.identity,
        **dossier.audit,
        **dossier.hcc,
        **dossier.versions,
        "exported_by": dossier.exported_by,
        "recipient": dossier.recipient,
        "purpose": dossier.purpose.value,
    }


def _of_record(dossier: Dossier, record: RecordPart, history: History) -> Iterator[Row]:
    base = {
        **_of_audit(dossier),
        **record.encounter,
        **record.provider,
        **(record.intake or {}),
        **_validity(record),
        "record_rank": str(record.rank),
        "attestation_sha256": " ".join(a.sha256 for a in record.attestations),
    }
    for diagnosis in record.diagnoses:
        told = {**base, **_diagnosis(diagnosis), **_said(history, diagnosis.code)}
        second = (told.get("second_review", ""), history.second_on(diagnosis.code))
        told["second_review"] = _listed(filter(None, second))
        for quote in diagnosis.quotes:
            yield {
                **told,
                **_quoted(record, quote),
                "meat_tags": _listed(diagnosis.meat),
            }


def _validity(record: RecordPart) -> Row:
    counted = Counter(each.result for each in record.tests)
    names = {
        "tests_passed": "pass",
        "tests_failed": "fail",
        "tests_open": "ask",
        "tests_not_applicable": "not_applicable",
    }
    return {column: str(counted[result]) for column, result in names.items()}


def _diagnosis(diagnosis: Diagnosis) -> Row:
    return {
        "icd10cm": diagnosis.code,
        "official_title": diagnosis.title,
        "dx_role": diagnosis.role,
        "poa": diagnosis.poa,
        "assertion": diagnosis.assertion,
        "dx_hccs": _listed(diagnosis.hccs),
    }


def _quoted(record: RecordPart, quote: Quote) -> Row:
    page = next(each for each in record.pages if each.sha256 == quote.document)
    text = page.text[quote.start : quote.end]
    return {
        "document_id": page.sha256[:16],
        "document_name": page.name,
        "document_sha256": page.sha256,
        "page_no": str(quote.page),
        "section": quote.section,
        "char_start": str(quote.start),
        "char_end": str(quote.end),
        "exact_text": text,
        "exact_text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "context_before": page.text[max(quote.start - CONTEXT, 0) : quote.start],
        "context_after": page.text[quote.end : quote.end + CONTEXT],
        "text_version": "UTF-8, byte order mark dropped, nothing else changed",
    }


def _said(history: History, code: str) -> Row:
    """What machine and coder said of a code, as the log has it."""
    return {**_machine(history, code), **_human(history, code), **_signed(history)}


def _machine(history: History, code: str) -> Row:
    coded = history.coded
    if coded is None or not isinstance(coded.fact, events.ChartCoded):
        return {}
    fact = coded.fact
    found = next((each for each in fact.codes if each.code == code), None)
    said = {
        "suggestion_run": fact.run,
        "engine": fact.engine,
        "engine_version": fact.engine_version,
        "profile": fact.profile,
        "icd_release": fact.release,
        "icd_release_sha256": fact.release_sha256,
        "rationale_result_sha256": fact.result,
        "prompt_sha256": _listed(each.sha256 for each in fact.model.prompts)
        if fact.model
        else "",
        "exclusions_checked": _listed(
            f"{each.code} {each.rule} {each.reason}" for each in fact.excluded
        ),
    }
    if found is None:
        return said
    others = (f"{a.code} {a.confidence / 10_000:.2f}" for a in found.alternatives)
    return {
        **said,
        "confidence": _part(found.confidence),
        "extraction_confidence": _part(found.extraction_confidence),
        "alternatives": _listed(others),
    }


def _human(history: History, code: str) -> Row:
    told = history.decision_on(code)
    if told is None or not isinstance(told.fact, events.DecisionMade):
        return {}
    fact, by = told.fact, history.who(told.event)
    held = fact.credential
    return {
        "coder_id": by["id"],
        "coder_name": by["name"],
        "credential": held.type,
        "credential_number": held.number,
        "credential_issuer": held.issuer or "",
        "credential_expires": held.expires or "",
        "decision": fact.kind.value,
        "final_code": fact.final_code or "",
        "reason_what": fact.what or "",
        "reason_why": fact.why or "",
        "decided_at": told.event.content["occurred_at"],
        "machine_visible_before_decision": _yes(fact.origin == "machine"),
        "hcc_visible_before_decision": _yes(fact.hcc_visible),
        "supersedes_decision": fact.supersedes or "",
        "seconds_on_task": "" if fact.seconds is None else str(fact.seconds),
        "decision_leaf": str(told.proven.index),
        "decision_leaf_hash": told.hash,
    }


def _signed(history: History) -> Row:
    told = history.signed
    if told is None:
        return {}
    return {
        "signed_at": told.event.content["occurred_at"],
        "signed_leaf": str(told.proven.index),
        "signed_leaf_hash": told.hash,
    }


def _part(ten_thousandths: int | None) -> str:
    return "" if ten_thousandths is None else f"{ten_thousandths / 10_000:.4f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _listed(these: Iterable[str]) -> str:
    return "; ".join(these)
