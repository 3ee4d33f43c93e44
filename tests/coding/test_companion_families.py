"""Drugs, births, pregnancies and cancers: what the chart's own words add to a code."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note

# ---- drugs


def test_a_drug_taken_is_coded_and_one_that_was_stopped_is_set_aside(codes, aside):
    taken = "HPI: on apixaban.\nAssessment: paroxysmal atrial fibrillation."
    stopped = "Assessment: paroxysmal atrial fibrillation.\nPlan: stop apixaban."
    assert "Z79.01" in codes(taken)
    assert "Z79.01" not in codes(stopped)
    assert aside(stopped)["Z79.01"] == ("unsupported", "R13")


def test_insulin_in_type_1_diabetes_needs_no_code_of_its_own(codes, aside):
    text = "Medications: insulin lispro.\nAssessment: type 1 diabetes."
    assert "Z79.4" not in codes(text)
    assert aside(text)["Z79.4"][0] == "unsupported"


def test_a_drug_that_the_provider_blames_adds_its_code(codes):
    text = "Assessment: 1. Diarrhea due to methotrexate.\n2. Rheumatoid arthritis."
    assert {"K52.1", "T45.1X5A"} <= set(codes(text))


def test_a_drug_that_only_stands_near_is_not_blamed(codes):
    text = "Assessment: Cancer pain from bone mets, controlled on oxycodone."
    assert not [one for one in codes(text) if one.startswith("T")]


def test_a_code_that_says_drug_induced_names_the_drug(codes):
    assert {"E09.9", "T38.0X5A"} <= set(codes("Assessment: steroid induced diabetes."))


@pytest.mark.parametrize(
    ("why", "reason"),
    [("she could not afford it", "Z91.120"), ("she forgets", "Z91.138")],
)
def test_doses_missed_are_underdosing_with_the_reason(codes, why, reason):
    text = f"Assessment: epilepsy, seizure after missed doses of lamotrigine, {why}."
    assert {"T42.6X6A", reason} <= set(codes(text))


def test_doses_not_missed_are_no_underdosing(codes):
    text = "Assessment: epilepsy. No missed doses of lamotrigine, cost no problem."
    assert not [one for one in codes(text) if one.startswith(("T", "Z91"))]


# ---- vaccines, tobacco


@pytest.mark.parametrize("text", ["Tdap given today.", "Flu shot given.", "\n- HepA"])
def test_a_vaccine_given_at_the_visit_is_a_reason_for_it(codes, text):
    assert "Z23" in codes(f"Assessment and plan: well child visit. {text}")


@pytest.mark.parametrize(
    "text", ["Flu shot declined.", "Tdap due next visit.", "Flu vaccine discussed."]
)
def test_a_vaccine_for_another_day_is_not(codes, text):
    assert "Z23" not in codes(f"Assessment and plan: hypertension. {text}")


def test_nicotine_dependence_of_a_smoker_is_of_cigarettes(codes):
    text = "Social history: 1 ppd.\nAssessment: nicotine dependence."
    assert codes(text) == ["F17.210"]


# ---- births and pregnancies

BIRTH = (
    "Newborn discharge summary\nBorn at this hospital by {how} at 36w3d. "
    "BW 2410 g.\nDischarge diagnoses: preterm female, observed for sepsis, none found."
)


@pytest.mark.parametrize(
    ("how", "first"), [("vaginal delivery", "Z38.00"), ("cesarean section", "Z38.01")]
)
def test_a_birth_record_is_coded_by_how_how_heavy_and_how_early(codes, how, first):
    found = codes(BIRTH.format(how=how), setting="inpatient", age=0)
    assert found[0] == first
    assert {"P07.18", "P07.39", "Z05.1"} <= set(found)


def test_a_grown_patients_own_birth_is_no_birth_record(codes):
    text = "Birth history: born at 36 weeks, BW 2410 g.\nAssessment: hypertension."
    assert codes(text, setting="inpatient", age=40) == ["I10"]


def test_a_delivery_has_an_outcome_and_its_weeks(codes):
    text = (
        "Delivery note\nNSVD of a live female, Apgars 8/9.\n"
        "Discharge diagnoses: term pregnancy delivered 39w1d, second degree laceration"
    )
    found = set(codes(text, setting="inpatient", sex="F", age=29))
    assert {"O70.1", "Z37.0", "Z3A.39"} <= found
    assert "O80" not in found


def test_a_delivery_without_complication_is_o80(codes):
    text = "Delivery note: NSVD at 39w1d, viable male.\nDischarge diagnosis: delivered."
    assert {"O80", "Z37.0"} <= set(codes(text, setting="inpatient", sex="F", age=29))


def test_a_disease_in_pregnancy_is_called_by_chapter_15_and_named_too(codes):
    text = "Prenatal visit at 20 weeks gestation.\nAssessment: pregnancy; mild asthma."
    found = codes(text, sex="F", age=30)
    assert "O99.512" in found
    assert [one for one in found if one.startswith("J45")]


# ---- cancers


def test_a_cancer_removed_and_gone_is_history_and_its_visit_is_follow_up(codes, aside):
    text = (
        "Annual surveillance visit. Prostate cancer, status post prostatectomy 2017.\n"
        "Assessment: prostate cancer removed 2017. No evidence of disease."
    )
    assert codes(text)[0] == "Z08"
    assert "Z85.46" in codes(text)
    assert aside(text)["C61"][0] == "historical"


def test_a_cancer_under_treatment_is_not_history(codes):
    text = "Assessment: continue letrozole for left breast cancer, no recurrence."
    found = codes(text, sex="F")
    assert "C50.912" in found
    assert "Z85.3" not in found


def test_a_cycle_given_today_is_the_reason_for_the_visit(codes):
    text = "Infusion visit, C7D1 FOLFOX.\nAssessment: colon cancer, give cycle 7 today."
    assert codes(text)[0] == "Z51.11"


def test_receptors_are_told_for_a_breast_cancer_only(codes):
    breast = "Assessment: hormone receptor positive, HER2 negative left breast cancer."
    assert "Z17.411" in codes(breast, sex="F")
    assert not [one for one in codes("Assessment: HR+ HER2-, gout") if "Z17" in one]


# ---- what the record calls its own past


def test_what_the_note_calls_copied_is_past(codes, aside):
    text = (
        "HPI: better.\n[Text below copied forward from 02/11]\n"
        "Left leg DVT on warfarin.\n[End of copied text]\nAssessment: hypertension."
    )
    assert codes(text) == ["I10"]
    assert "historical" in {reason for reason, _ in aside(text).values()}


def test_a_differential_diagnosis_is_a_list_of_doubts(codes, aside):
    text = "Differential diagnosis: pneumonia, asthma.\nAssessment: cough."
    assert codes(text) == ["R05.9"]
    assert aside(text)["J18.9"][0] == "uncertain"


# ---- ulcers, germs, circumstances


def test_a_diabetic_ulcer_is_named_by_place_side_and_depth(codes):
    text = (
        "Exam: ulcer into fat, no bone.\n"
        "Assessment: type 2 diabetes with ulcer of left forefoot."
    )
    assert {"E11.621", "L97.522"} <= set(codes(text))


def test_a_stage_told_by_a_nurse_makes_a_pressure_ulcer_exact(codes):
    text = "Nursing note: sacral wound, stage 3.\nAssessment: sacral pressure ulcer."
    assert codes(text) == ["L89.153"]


def test_pneumonia_takes_the_code_of_the_germ_in_its_sentence(codes):
    assert codes("Assessment: pneumonia due to Klebsiella.") == ["J15.0"]
    assert "J18.9" in codes("HPI: Klebsiella in urine 2019.\nAssessment: pneumonia.")


def test_how_where_and_as_what_an_injury_came_about(codes):
    text = (
        "HPI: tripped at work in the kitchen and hit her head on the counter.\n"
        "Assessment: scalp laceration."
    )
    found = set(codes(text))
    assert {"S01.01XA", "W01.190A", "Y92.000", "Y99.0"} <= found


def test_the_place_is_told_at_the_first_encounter_only(codes):
    text = (
        "HPI: slipped on ice in her driveway six weeks ago.\n"
        "Assessment: right ankle sprain, healing."
    )
    found = codes(text)
    assert "W00.0XXD" in found
    assert not [one for one in found if one.startswith("Y92")]


def test_words_of_a_relative_about_the_patient_are_the_patients(codes):
    text = "HPI: per daughter, confusion.\nAssessment: per wife, cough and wheezing."
    assert set(codes(text)) == {"R05.9", "R06.2"}


def test_of_two_quotations_one_inside_the_other_the_longer_is_kept(engine):
    coded = code(note("Assessment: right knee pain. Pain, right knee pain."), engine)
    for one in coded.suggestions:
        spans = [(span.start, span.end) for span in one.evidence]
        inside = [
            a for a in spans for b in spans if a != b and b[0] <= a[0] < a[1] <= b[1]
        ]
        assert inside == []
