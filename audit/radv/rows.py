"""Evidence rows: one for each quotation of each diagnosis of each chosen record.

Owns putting a row together from a dossier and the history of its charts. Every column
of ``audit.radv.columns`` is filled, or empty because it is not known; nothing is made
up. Knows no database. What log and machine said is ``audit.radv.said``'s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from audit.radv import pdf, said
from audit.radv.columns import VALIDITY
from audit.radv.history import History
from audit.radv.said import Row, Said
from audit.radv.values import Diagnosis, Dossier, Quote, RecordPart, TestTold

#: So many characters before and after a quotation.
CONTEXT = 120
#: What an assertion says of the four things that a reviewer asks of a diagnosis.
_ASSERTED = {
    "present": ("not negated", "current", "patient", "certain"),
    "negated": ("negated", "current", "patient", "certain"),
    "family": ("not negated", "current", "family", "certain"),
    "historical": ("not negated", "historical", "patient", "certain"),
    "uncertain": ("not negated", "current", "patient", "uncertain"),
    "hypothetical": ("not negated", "hypothetical", "patient", "uncertain"),
    "someone_else": ("not negated", "current", "someone else", "certain"),
}
_FLAGS = ("negation", "temporality", "experiencer", "certainty")
#: Of several tests that make up one, the gravest answer counts.
_GRAVEST = ("fail", "ask", "pass", "not_applicable")


def rows(
    dossier: Dossier, histories: Mapping[str, History], told: Said = said.NOTHING
) -> list[Row]:
    """All rows of a dossier; one without a quotation where no record was chosen."""
    made = [
        row
        for record in dossier.records
        for row in _of_record(dossier, record, histories[record.chart], told)
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


def _of_record(
    dossier: Dossier, record: RecordPart, history: History, told: Said
) -> Iterator[Row]:
    base = {
        **_of_audit(dossier),
        **record.encounter,
        **record.provider,
        **(record.intake or {}),
        **_validity(record.tests),
        "record_rank": str(record.rank),
        "attestation_id": " ".join(a.sha256 for a in record.attestations),
    }
    drawn = pdf.places(record)
    for diagnosis in record.diagnoses:
        known = {
            **base,
            **_diagnosis(diagnosis),
            **said.of_code(history, diagnosis.code, told),
        }
        for quote in diagnosis.quotes:
            yield {**known, **_quoted(record, quote), "pdf_bbox": drawn[quote]}


def _validity(tests: Iterable[TestTold]) -> Row:
    """The eight tests of validity: what each came to, who said so, when, from where."""
    held = {each.test: each for each in tests}
    made: Row = {}
    for name, parts in VALIDITY.items():
        there = [held[part] for part in parts if part in held]
        made |= {
            f"{name}_result": _gravest(there),
            f"{name}_settled_by": _joined(each.settled_by for each in there),
            f"{name}_settled_at": _joined(each.settled_at for each in there),
            f"{name}_source": _joined(each.source for each in there),
        }
    return made


def _gravest(tests: Iterable[TestTold]) -> str:
    results = {each.result for each in tests}
    return next((each for each in _GRAVEST if each in results), "")


def _diagnosis(diagnosis: Diagnosis) -> Row:
    flags = _ASSERTED.get(diagnosis.assertion, ("",) * len(_FLAGS))
    return {
        "icd10cm": diagnosis.code,
        "official_title": diagnosis.title,
        "dx_role": diagnosis.role,
        "poa": diagnosis.poa,
        "dx_hccs": _joined(diagnosis.hccs),
        "meat_tags": _joined(diagnosis.meat),
        **dict(zip(_FLAGS, flags, strict=True)),
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
        "normalised_text_version": "UTF-8, byte order mark dropped, nothing else"
        " changed",
    }


def _joined(these: Iterable[str]) -> str:
    """Each once, in order, what is empty left out."""
    return "; ".join(dict.fromkeys(filter(None, these)))
