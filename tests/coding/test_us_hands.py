"""US notes in many hands: what is generally true of them is read so."""

from datetime import date

import pytest

from coding.pipeline import code
from coding.values import Facts, Note, Setting
from tests.coding.notes import document, note, set_aside, suggested


def test_letters_before_a_dash_are_headings_where_there_are_several(codes):
    text = "S - cough.\nO - lungs clear.\nA - acute bronchitis.\nP - fluids."
    assert codes(text) == ["J20.9"]


def test_the_result_of_a_test_is_said_of_the_test_alone(engine):
    coded = code(
        note("Assessment: acute pharyngitis, strep neg, likely viral."), engine
    )
    assert suggested(coded) == ["J02.9"]
    assert set_aside(coded)["J02.0"] == ("negated", "X1")


def test_a_list_of_what_was_considered_is_considered_to_its_end(codes):
    text = (
        "MDM: Considered ectopic (excluded by hCG), torsion, PID, UTI, stone."
        "\nClinical impression: acute appendicitis."
    )
    assert codes(text, setting="emergency") == ["K35.80"]


def test_the_same_diagnosis_after_an_operation_is_the_one_before(codes):
    text = (
        "Preoperative diagnosis: right carpal tunnel syndrome."
        "\nPostoperative diagnosis: Same.\nProcedure: release."
    )
    assert codes(text) == ["G56.01"]


def test_a_reading_without_findings_is_coded_by_its_reason(codes):
    text = "INDICATION: cough\nFINDINGS: clear.\nIMPRESSION: No acute disease."
    assert codes(text) == ["R05.9"]


def test_a_poisoning_takes_the_intent_that_the_chart_tells(codes):
    meant = "IMP: Intentional acetaminophen overdose, suicide attempt."
    assert "T39.1X2A" in codes(meant)
    assert "T39.1X1A" in codes("IMP: Acetaminophen overdose, no suicide attempt.")


@pytest.mark.parametrize(
    ("level", "expected"), [("312", "Y90.8"), ("95", "Y90.4"), ("18", "Y90.0")]
)
def test_an_alcohol_level_stands_beside_the_disorder(codes, level, expected):
    text = f"Labs: EtOH {level} mg/dL.\nImpression: alcohol dependence."
    assert expected in codes(text)
    assert expected not in codes(f"Labs: EtOH {level} mg/dL.\nImpression: gout.")


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("Driver of a sedan, rear-ended by another car.", "V43.52XA"),
        ("Passenger in a van, side-swiped at a light.", "V43.62XA"),
        ("Fell off his bicycle on the bike path.", "V18.0XXA"),
        ("Fell off the side of her bed.", "W06.XXXA"),
        ("Lifting a 70 lb box overhead.", "X50.0XXA"),
    ],
)
def test_how_an_injury_came_about(codes, story, expected):
    assert expected in codes(f"HPI: {story}\nAssessment: strain of left shoulder.")


def test_the_chronic_of_an_abbreviation_is_of_its_own_disease(codes):
    found = codes("Assessment: CKD 3b, persistent AF.")
    assert "I48.19" in found
    assert "N18.32" in found


def test_hypertension_with_kidney_disease_and_heart_failure_is_one_code(codes):
    text = "Assessment: Hypertension with CKD 3b. Chronic diastolic heart failure."
    assert {"I13.0", "I50.32", "N18.32"} <= set(codes(text))


# ---- births


def birth(engine, text, sex="F", age=30):
    facts = Facts(
        Setting.INPATIENT,
        date(2026, 5, 4),
        admission_date=date(2026, 5, 1),
        age=age,
        sex=sex,
    )
    return suggested(
        code(Note((document(text, kind="discharge summary"),), facts), engine)
    )


def test_a_cesarean_of_twins_names_the_child_and_the_birth(engine):
    text = (
        "Dichorionic diamniotic twins at 37w0d, primary low transverse cesarean"
        " section, both living.\nDISCHARGE DIAGNOSES\n1. Twin pregnancy, breech"
        " presentation of twin A\n2. Gestational hypertension"
    )
    found = birth(engine, text)
    assert {"O30.043", "O32.1XX1", "O13.4", "Z37.2", "Z3A.37"} <= set(found)
    assert "O80" not in found


def test_a_twin_is_born_as_one(engine):
    text = (
        "NEWBORN DISCHARGE SUMMARY - TWIN B\nBorn by cesarean, birth weight 2600 g."
        "\nDIAGNOSES: Twin, cesarean."
    )
    assert "Z38.31" in birth(engine, text, sex="M", age=0)


def test_a_side_before_a_doubt_does_not_make_it_sure(codes):
    text = "IMPRESSION:\n1. Gout.\n2. Right hand, suspect carpal tunnel syndrome."
    assert codes(text) == ["M10.9"]


def test_a_drug_at_need_names_a_lasting_disease_and_no_symptom(codes):
    text = "A/P:\n1. Gout. Zofran prn nausea, albuterol prn asthma."
    assert codes(text) == ["M10.9", "J45.909"]


def test_a_heading_may_say_something_in_brackets(codes):
    text = "PMH (reviewed):\ngoiter, gout\nASSESSMENT (today)\nAcute bronchitis."
    assert codes(text) == ["J20.9"]


def test_a_woman_who_looks_well_is_no_preventive_visit(codes):
    text = "EXAM: a well nourished woman.\nASSESSMENT: gout."
    assert codes(text, sex="F") == ["M10.9"]


def test_hepatitis_a_year_ago_is_not_hepatitis_a(codes):
    assert codes("Assessment: acute hepatitis A.") == ["B15.9"]
    assert "B15.9" not in codes("Assessment: gout. Hepatitis a year ago.")
