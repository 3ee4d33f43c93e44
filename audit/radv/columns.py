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

#: In the order in which they are written, by what they tell of.
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
        "ma_organisation",
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
        "status",
    ),
    "diagnosis": (
        "icd10cm",
        "icd_release",
        "icd_release_sha256",
        "official_title",
        "dx_role",
        "poa",
        "dx_hccs",
    ),
    "encounter": (
        "encounter_id",
        "claim_control_number",
        "linked",
        "dos_from",
        "dos_through",
        "facility_type",
        "visit_type",
        "cpt_hcpcs_eligible",
        "modality",
        "place_of_service",
    ),
    "provider": (
        "rendering_npi",
        "provider_name",
        "provider_credential",
        "cms_specialty_code",
        "specialty_acceptable",
        "specialty_list",
        "signature_present",
        "signature_type",
        "signature_at",
        "authentication_phrase",
        "signature_days_after_dos",
        "attestation_sha256",
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
        "text_version",
        "meat_tags",
        "assertion",
    ),
    "validity": ("tests_passed", "tests_failed", "tests_open", "tests_not_applicable"),
    "machine": (
        "suggestion_run",
        "engine",
        "engine_version",
        "profile",
        "prompt_sha256",
        "confidence",
        "extraction_confidence",
        "rationale_result_sha256",
        "alternatives",
        "exclusions_checked",
    ),
    "human": (
        "coder_id",
        "coder_name",
        "credential",
        "credential_number",
        "credential_issuer",
        "credential_expires",
        "decision",
        "final_code",
        "reason_what",
        "reason_why",
        "decided_at",
        "record_viewed_at",
        "machine_visible_before_decision",
        "hcc_visible_before_decision",
        "second_review",
        "supersedes_decision",
        "signed_at",
    ),
    "work": ("seconds_on_task", "reason_text"),
    "integrity": (
        "decision_leaf",
        "decision_leaf_hash",
        "signed_leaf",
        "signed_leaf_hash",
        "log_origin",
        "log_size",
        "exported_by",
        "recipient",
        "purpose",
        "application",
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

#: What a purpose leaves out whole: CMS needs nobody's working times, and a review
#: inside the house nobody's identity.
LEFT_OUT: Mapping[Purpose, frozenset[str]] = {
    Purpose.SUBMISSION: frozenset({"work"}),
    Purpose.APPEAL: frozenset(),
    Purpose.INTERNAL: frozenset(),
}
#: Cells that are masked rather than left out where identity is not needed.
MASKED = ("mbi", "beneficiary_last", "beneficiary_first", "dob")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
        for name in MASKED:
            shown[name] = mask(shown[name])
    return shown


def mask(value: str) -> str:
    """All but the last four characters hidden; a short value whole."""
    if len(value) <= 4:
        return "*" * len(value)
    return "*" * (len(value) - 4) + value[-4:]


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe is put first."""
    if cell.lstrip(" \u00a0\ufeff\u200b").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def as_csv(rows: Iterable[Mapping[str, str]], names: Sequence[str]) -> bytes:
    """The rows as UTF-8 CSV with a heading, every cell quoted and safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([safe(row[name].replace("\0", "")) for name in names])
    return out.getvalue().encode("utf-8")
