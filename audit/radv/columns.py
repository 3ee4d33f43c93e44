"""Which columns an evidence row has, by purpose, and how a cell is made safe.

Owns the list of columns and the least of them that each purpose needs (45 CFR
164.502(b)). A cell that a spreadsheet would run as a formula is written so that it does
not. Must not import Django.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from audit.radv.values import Purpose
from audit.spreadsheets import safe

#: The eight tests that make a record valid, and which of ours make up each: reviewer
#: guidance, then guidelines and AHA Coding Clinic of the encounter date.
VALIDITY: Mapping[str, tuple[str, ...]] = {
    "beneficiary": ("P01",),
    "source": ("P02",),
    "specialty": ("P03",),
    "face_to_face": ("P04",),
    "collection_year": ("P05",),
    "signature_and_credential": ("P06", "P07"),
    "attestation": ("P08",),
    "coding": ("P10", "P11"),
}
#: What is said of each of them.
TOLD = ("result", "settled_by", "settled_at", "source")

#: In the order in which they are written, by what they tell of; what each holds stands
#: in ``docs/evidence-row.md``.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "identity": (
        "enrollee_key",
        "mbi",
        "beneficiary_last",
        "beneficiary_first",
        "dob",
        "sex",
    ),
    "audit": (
        "contract_id",
        "pbp",
        "ma_org",
        "sample_id",
        "payment_year",
        "data_collection_year",
        "audited_hcc",
        "hcc_label",
        "hcc_model",
        "hcc_map_version",
        "hcc_map_sha256",
        "hcc_map_approximate",
        "hierarchy_position",
        "trumped_by",
        "audited_diagnoses",
    ),
    "diagnosis": (
        "icd10cm",
        "icd_release",
        "icd_release_sha256",
        "official_title",
        "dx_role",
        "poa",
        "dx_hccs",
        "status",
    ),
    "encounter": (
        "encounter_id",
        "icn_or_claim_control_no",
        "linked",
        "dos_from",
        "dos_through",
        "facility_type",
        "visit_type",
        "cpt_hcpcs",
        "cpt_hcpcs_eligible",
        "cpt_hcpcs_list",
        "modality",
        "place_of_service",
    ),
    "provider": (
        "rendering_npi",
        "provider_name",
        "provider_credential",
        "cms_specialty_code",
        "specialty_acceptable_for_py",
        "specialty_list",
        "signature_present",
        "signature_type",
        "signature_datetime",
        "authentication_phrase",
        "signature_days_after_dos",
        "attestation_id",
        "attestation_eligible",
    ),
    "document": (
        "document_id",
        "document_name",
        "document_version",
        "document_sha256",
        "page_no",
        "section",
        "char_start",
        "char_end",
        "exact_text",
        "exact_text_sha256",
        "context_before",
        "context_after",
        "normalised_text_version",
        "pdf_bbox",
        "meat_tags",
        "negation",
        "temporality",
        "experiencer",
        "certainty",
    ),
    "validity": tuple(f"{test}_{said}" for test in VALIDITY for said in TOLD),
    "machine": (
        "suggestion_id",
        "model_name",
        "model_version",
        "prompt_template_id",
        "prompt_template_hash",
        "code_set_version",
        "retrieval_index_version",
        "params",
        "confidence",
        "extraction_confidence",
        "rationale",
        "evidence_spans",
        "alternatives",
        "exclusions_checked",
        "result_sha256",
    ),
    "human": (
        "coder_id",
        "coder_name",
        "credential",
        "credential_number",
        "credential_issuer",
        "credential_expires",
        "credential_status_at_decision",
        "decision",
        "final_code",
        "reason_code",
        "guideline_citation",
        "decided_at",
        "record_viewed_at",
        "ai_visible_before_decision",
        "hcc_visible_before_decision",
        "supersedes_decision_id",
        "signed_at",
    ),
    "second": (
        "second_reviewer_id",
        "second_reviewer_name",
        "second_review_at",
        "second_review_result",
        "adjudicator_id",
        "adjudicator_name",
        "adjudicated_at",
        "adjudication",
    ),
    "work": ("seconds_on_task", "reason_text"),
    "integrity": (
        "decision_leaf",
        "decision_leaf_hash",
        "decision_inclusion_proof",
        "signed_leaf",
        "signed_leaf_hash",
        "log_origin",
        "log_size",
        "log_root",
        "export_manifest",
        "exported_by",
        "recipient",
        "purpose",
        "app_version",
        "schema_version",
        "rules_version",
    ),
    "package": (
        "cover_sheet_id",
        "record_rank",
        "intake_status",
        "intake_reject_reason",
        "times_sent",
        "outcome",
        "round",
        "appeal_level",
        "appeal_due",
    ),
}

#: What a purpose leaves out whole: CMS needs neither working times nor the words that
#: people typed nor how the house checks its coders; a review inside the house needs
#: nobody's identity, which is masked.
LEFT_OUT: Mapping[Purpose, frozenset[str]] = {
    Purpose.SUBMISSION: frozenset({"work", "second"}),
    Purpose.APPEAL: frozenset(),
    Purpose.INTERNAL: frozenset(),
}
#: Cells that are masked rather than left out where identity is not needed. What stands
#: around a quotation may be the head of the note, with the name in it.
MASKED = (
    "mbi",
    "beneficiary_last",
    "beneficiary_first",
    "dob",
    "context_before",
    "context_after",
)


def columns(purpose: Purpose) -> tuple[str, ...]:
    """The names of the columns, in order."""
    out = LEFT_OUT[purpose]
    return tuple(
        c for group, names in GROUPS.items() if group not in out for c in names
    )


def shows_identity(purpose: Purpose) -> bool:
    """Whether the Medicare number, the name and the birth date are written out."""
    return purpose is not Purpose.INTERNAL


def masked(row: Mapping[str, str], purpose: Purpose) -> dict[str, str]:
    """The columns of the purpose, identity masked where it is not needed."""
    shown = {name: row.get(name, "") for name in columns(purpose)}
    if not shows_identity(purpose):
        shown |= {name: mask(name, shown[name]) for name in MASKED}
    return shown


def mask(name: str, value: str) -> str:
    """A number but for its last four characters; of a name or a date nothing at all."""
    if name == "mbi" and len(value) > 4:
        return "*" * (len(value) - 4) + value[-4:]
    return _HIDDEN.get(name, "***") if value else ""


_HIDDEN = {"dob": "****-**-**"}


def as_csv(rows: Iterable[Mapping[str, str]], names: Sequence[str]) -> bytes:
    """The rows as UTF-8 CSV with a heading, every cell quoted and safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([safe(row[name].replace("\0", "")) for name in names])
    return out.getvalue().encode("utf-8")
