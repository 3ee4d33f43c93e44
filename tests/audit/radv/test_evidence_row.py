"""The columns of the evidence row against the list of what is to be in it.

The list is that of the specification's section A.7, name by name in its order; where a
column is called otherwise, or stands as several, it is said here.
"""

import re
from pathlib import Path

from audit.radv import columns
from audit.radv.values import Purpose

ASKED = {
    "identity": "enrollee_key mbi beneficiary_last beneficiary_first dob sex"
    " contract_id pbp ma_org sample_id payment_year data_collection_year audited_hcc"
    " hcc_model hcc_map_version hcc_map_sha256 hierarchy_position trumped_by",
    "diagnosis": "icd10cm icd_release official_title dx_role poa status",
    "encounter": "encounter_id icn_or_claim_control_no linked dos_from dos_through"
    " facility_type visit_type cpt_hcpcs_eligibility modality place_of_service",
    "provider": "rendering_npi name credential cms_specialty_code"
    " specialty_acceptable_for_py list_version signature_present signature_type"
    " signature_datetime authentication_phrase signature_days_after_dos attestation_id"
    " attestation_eligible",
    "document": "document_id document_version document_sha256 page_no section"
    " char_start char_end exact_text exact_text_sha256 context_before context_after"
    " normalised_text_version pdf_bbox meat_tags negation temporality experiencer"
    " certainty",
    "validity": "test_1 test_2 test_3 test_4 test_5 test_6 test_7 test_8",
    "AI": "suggestion_id model_name model_version prompt_template_id"
    " prompt_template_hash code_set_version retrieval_index_version params confidence"
    " rationale evidence_spans alternatives exclusions_checked",
    "human": "coder_id coder_name credentials credential_number"
    " credential_status_at_decision decision final_code reason_code reason_text"
    " guideline_citation decided_at record_viewed_at seconds_on_task"
    " ai_visible_before_decision second_reviewer adjudicator supersedes_decision_id",
    "integrity": "leaf_index leaf_hash inclusion_proof checkpoint export_manifest"
    " exporter_identity app_commit schema_version rules_version",
    "package": "cover_sheet_id record_rank intake_status intake_reject_reason outcome"
    " round appeal_level appeal_due",
}
TESTS = (
    "beneficiary",
    "source",
    "specialty",
    "face_to_face",
    "collection_year",
    "signature_and_credential",
    "attestation",
    "coding",
)
#: Called otherwise, or said by several columns.
CALLED = {
    "cpt_hcpcs_eligibility": "cpt_hcpcs cpt_hcpcs_eligible cpt_hcpcs_list",
    "name": "provider_name",
    "credential": "provider_credential",
    "list_version": "specialty_list",
    "credentials": "credential credential_issuer credential_expires",
    "second_reviewer": "second_reviewer_id second_reviewer_name second_review_at"
    " second_review_result",
    "adjudicator": "adjudicator_id adjudicator_name adjudicated_at adjudication",
    "leaf_index": "decision_leaf signed_leaf",
    "leaf_hash": "decision_leaf_hash signed_leaf_hash",
    "inclusion_proof": "decision_inclusion_proof",
    "checkpoint": "log_origin log_size log_root",
    "exporter_identity": "exported_by",
    # A package is made by an installed version, not by a working copy.
    "app_commit": "app_version",
    **{
        f"test_{n}": " ".join(f"{name}_{said}" for said in columns.TOLD)
        for n, name in enumerate(TESTS, 1)
    },
}
#: Beside what was asked for.
MORE = set(
    "hcc_label hcc_map_approximate audited_diagnoses icd_release_sha256 dx_hccs"
    " document_name extraction_confidence result_sha256 hcc_visible_before_decision"
    " signed_at recipient purpose times_sent".split()
)


def wanted():
    asked = (name for names in ASKED.values() for name in names.split())
    return {each for name in asked for each in CALLED.get(name, name).split()}


def test_every_column_that_is_asked_for_is_there_and_no_other_unless_said():
    held = columns.columns(Purpose.APPEAL)
    assert len(held) == len(set(held))
    assert set(held) == wanted() | MORE


def test_the_tests_of_validity_are_the_eight_in_their_order():
    assert tuple(columns.VALIDITY) == TESTS


def test_a_submission_leaves_out_times_typed_words_and_second_readings():
    left = set(columns.columns(Purpose.APPEAL)) - set(
        columns.columns(Purpose.SUBMISSION)
    )
    assert left == {
        "seconds_on_task",
        "reason_text",
        *CALLED["second_reviewer"].split(),
        *CALLED["adjudicator"].split(),
    }


def test_every_column_is_documented_and_nothing_else_is():
    page = Path(__file__).parents[3] / "docs" / "evidence-row.md"
    told = re.findall(r"^\| `([a-z0-9_]+)` \|", page.read_text(), re.M)
    assert told == list(columns.columns(Purpose.APPEAL))


def test_number_name_and_birth_date_are_masked_only_where_nobody_needs_them():
    row = {
        "mbi": "1S00E10AA00",
        "dob": "1957-04-11",
        "beneficiary_last": "Quillfeather",
        "beneficiary_first": "Ann",
        "context_before": "Ann Quillfeather, born 04/11/1957. Assessment: ",
        "context_after": ", stable. Signed for Ann Quillfeather.",
    }
    for purpose in Purpose:
        shown = columns.masked(row, purpose)
        hidden = purpose is Purpose.INTERNAL
        assert (shown["mbi"] == "*******AA00") is hidden
        assert (shown["beneficiary_first"] == "***") is hidden
        assert ("Quill" in shown["beneficiary_last"]) is not hidden
        assert any("Quill" in cell for cell in shown.values()) is not hidden
        assert any("1957" in cell for cell in shown.values()) is not hidden


def test_a_masked_birth_date_does_not_tell_the_day():
    assert (
        columns.masked({"dob": "1957-04-11"}, Purpose.INTERNAL)["dob"] == "****-**-**"
    )
