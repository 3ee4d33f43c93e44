"""Dictated US notes: what their headings, operations and habits are read as."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


@pytest.mark.parametrize("heading", ["Postoperative diagnosis", "POSTOPERATIVE DX"])
def test_the_diagnosis_of_an_operation_is_under_active_treatment(codes, heading):
    text = f"{heading}: Left distal radius fracture.\nProcedure: open reduction."
    assert codes(text) == ["S52.502A"]


def test_a_fracture_after_its_operation_is_seen_again(codes):
    assert codes("Assessment: left distal radius fracture, 2 weeks postoperative.") == [
        "S52.502D"
    ]


def test_a_heading_is_no_word_of_what_stands_under_it(codes):
    text = "Social history: Positive for tobacco use.\nAssessment: COPD."
    assert codes(text) == ["J44.9"]


def test_a_heading_that_is_the_habit_itself_is_read_with_what_it_heads(codes):
    assert codes("Tobacco: quit 1990.\nAssessment: COPD.") == ["J44.9", "Z87.891"]


@pytest.mark.parametrize("now", ["currently smoking", "still smokes"])
def test_a_history_of_smoking_that_goes_on_is_dependence(codes, now):
    text = f"Social history: history of smoking, {now} half a pack per day."
    assert codes(f"{text}\nAssessment: COPD.") == ["J44.9", "F17.210"]


def test_who_does_not_smoke_now_has_smoked(codes):
    text = "Social history: history of smoking, not currently smoking."
    assert codes(f"{text}\nAssessment: COPD.") == ["J44.9", "Z87.891"]


def test_what_one_is_status_post_is_an_old_infarction(codes):
    assert codes("Impression: CAD, status post anterior wall MI 07/07.") == [
        "I25.10",
        "I25.2",
    ]


def test_an_infarction_of_the_last_four_weeks_is_not_old(codes):
    assert codes("Impression: CAD, status post MI two weeks ago.") == ["I25.10"]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("a wide trunk as can be seen with pulmonary hypertension", "I27.20"),
        ("it is unknown whether the patient has a history of diabetes", "E11.9"),
        ("spondylosis and potentially unstable cervical spine", "M53.2X2"),
    ],
)
def test_what_an_image_goes_with_or_nobody_knows_is_no_diagnosis(engine, said, left):
    coded = code(note(f"Impression: {said}."), engine)
    assert left not in suggested(coded)
    assert set_aside(coded)[left] == ("uncertain", "R26")


def test_what_a_drug_is_kept_for_if_needed_is_not_there_now(codes):
    text = "Assessment: hypertension.\nPlan: p.r.n. nitroglycerin for chest pain."
    assert codes(text) == ["I10"]


def test_prescriptions_that_are_refilled_are_no_reason_for_the_visit(codes):
    assert codes("Assessment: gout. We will refill his prescription.") == ["M10.9"]


def test_swelling_around_a_torn_ligament_belongs_to_it(codes):
    text = "Impression: soft tissue swelling and tear of the medial collateral ligament"
    assert codes(f"{text}, left knee.") == ["S83.412A"]


def test_nevi_of_a_named_place_are_not_coded_once_more_without_it(codes):
    assert codes("Assessment: 1. Nevus of the left cheek. 2. Nevi.") == ["D22.39"]


def test_a_pregnancy_that_is_diagnosed_needs_no_sex_on_the_form(codes):
    assert codes("Assessment: right tubal ectopic pregnancy.") == ["O00.101"]
