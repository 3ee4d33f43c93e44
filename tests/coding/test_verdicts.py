"""Of several things said of one condition, the one about this patient decides."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


def test_the_assessment_denies_what_an_earlier_illness_was(aside):
    text = "HPI: had pneumonia in 2023, recovered.\nAssessment: asthma. No pneumonia."
    assert aside(text)["J18.9"] == ("negated", "X1")


def test_no_active_disease_says_that_it_was_before(aside):
    text = (
        "PMH: gonorrhea treated 2021.\nAssessment: hypertension. No active gonorrhea."
    )
    assert aside(text)["A54.9"] == ("historical", "R74")


def test_a_year_of_another_item_ends_nothing(aside):
    text = "PMH: gout, hip surgery 2019.\nAssessment: acute bronchitis."
    assert aside(text)["M10.9"][0] == "unsupported"


def test_a_year_of_finding_is_no_end(aside):
    text = "PMH: gallstones seen 2020.\nAssessment: acute bronchitis."
    assert aside(text)["K80.20"][0] == "unsupported"


def test_what_a_relative_has_gives_way_to_what_is_said_of_the_patient(aside):
    text = (
        "FH: mother had nasal polyps.\nAssessment: chronic sinusitis. No polyps seen."
    )
    assert aside(text)["J33.9"] == ("negated", "X1")


def test_what_a_parent_wonders_about_is_nobodys_diagnosis(aside):
    text = "HPI: mom wonders about mono.\nAssessment: strep throat."
    assert aside(text)["B27.90"] == ("unsupported", "R13")


def test_a_denial_ends_where_a_cause_is_taken_as_given(engine):
    text = "Assessment: not septic, fever from the pneumonia."
    assert "J18.9" in suggested(code(note(text), engine))


@pytest.mark.parametrize(
    "plan",
    [
        "CT chest as an outpatient for ?bronchiectasis",
        "Referral to evaluate for bronchiectasis",
    ],
)
def test_a_test_to_come_is_no_diagnosis_at_discharge(engine, plan):
    text = f"DISCHARGE DIAGNOSIS: COPD exacerbation.\nIMPRESSION: better. {plan}."
    found = code(note(text, setting="inpatient"), engine)
    assert "J47.9" not in suggested(found)
    assert set_aside(found)["J47.9"][0] == "unsupported"


def test_a_probable_diagnosis_at_discharge_is_coded_for_a_stay(engine):
    text = "DISCHARGE DIAGNOSIS: probable bronchiectasis."
    assert "J47.9" in suggested(code(note(text, setting="inpatient"), engine))
    assert "J47.9" not in suggested(code(note(text), engine))
