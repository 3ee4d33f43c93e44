"""Codes easily taken for those of the chart are set aside, with why."""

import pytest


def test_eyes_that_differ_have_no_bilateral_code(aside):
    text = (
        "Assessment: type 2 diabetes with proliferative retinopathy of the right eye,"
        " moderate nonproliferative retinopathy of the left eye without macular edema."
    )
    assert {"unsupported"} == {
        reason for code, (reason, _) in aside(text).items() if code[-1] == "3"
    }


def test_use_is_past_where_remission_is_stated(aside):
    found = aside(
        "FH: father alcoholism.\nAssessment: alcohol dependence in remission."
    )
    assert found["F10.20"] == ("historical", "R74")


def test_a_deficit_that_is_over_is_no_sequela(aside):
    text = (
        "HPI: swallows well, dysphagia resolved.\n"
        "Assessment: right hemiparesis, late effect of a stroke."
    )
    assert aside(text)["I69.391"] == ("historical", "R74")


def test_an_attack_that_is_only_asked_about_is_no_history(aside):
    found = aside("PMH: TIA? in 2020.\nAssessment: hypertension.")
    assert found["Z86.73"] == ("uncertain", "R26")


@pytest.mark.parametrize(
    ("finding", "suspected"),
    [
        ("LLL pulmonary nodule, malignancy not excluded", "C34.32"),
        ("thyroid nodule, cancer has to be ruled out", "C73"),
        ("elevated PSA, r/o cancer", "C61"),
    ],
)
def test_a_cancer_that_is_not_excluded_is_named_by_its_site(aside, finding, suspected):
    assert aside(f"Assessment: {finding}.")[suspected] == ("uncertain", "R26")


def test_a_drug_given_up_leaves_a_disease_of_the_past(aside):
    text = "HPI: pressure normal off lisinopril since 2022.\nAssessment: overweight."
    assert aside(text)["I10"] == ("historical", "R74")


def test_a_kind_of_neuropathy_that_is_not_said_is_not_coded(aside):
    found = aside("Assessment: type 2 diabetes with neuropathy.")
    assert found["E11.42"] == ("unsupported", "R13")


def test_a_relatives_cancer_in_lay_words_is_the_relatives(aside):
    found = aside('FH: father died of "prostate" at 80.\nAssessment: gout.')
    assert found["Z80.42"] == ("family", "X2")
