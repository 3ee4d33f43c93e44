"""What is done or planned at this visit leaves no status yet, and no aftercare."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (
            "IMPRESSION: Successful implantation of a dual chamber pacemaker.",
            "Z95.0",
        ),
        (
            "PREOPERATIVE DIAGNOSIS: Heart block.\nINDICATIONS: She has been referred"
            " for a pacemaker implantation.",
            "Z95.0",
        ),
        ("PROCEDURE: Implantation, dual chamber ICD.", "Z95.810"),
        ("PROCEDURE: Total hip replacement.", "Z96.64"),
        (
            "POSTOPERATIVE DIAGNOSIS: Breast cancer.\nINDICATION: The patient elected"
            " to have a left modified radical mastectomy.",
            "Z90.1",
        ),
    ],
)
def test_an_operation_of_this_visit_is_no_status(said, status, engine):
    assert not [one for one in suggested(code(note(said), engine)) if status in one]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("IMPRESSION: Complete heart block, pacemaker in place.", "Z95.0"),
        ("ASSESSMENT: Status post successful implantation of a pacemaker.", "Z95.0"),
        ("ASSESSMENT: Referred for a pacemaker check.", "Z45.018"),
        ("ASSESSMENT: Status post total hip replacement, doing well.", "Z96.649"),
        ("ASSESSMENT: Hypertension. Left mastectomy in 2015.", "Z90.12"),
    ],
)
def test_what_the_patient_came_with_is_a_status(said, status, engine):
    assert status in suggested(code(note(said), engine))


@pytest.mark.parametrize(
    "said",
    [
        "Return in one week for suture removal.",
        "Suture removal in 10 days.",
        "Follow up in 4 days for dressing change.",
        "After thorough preoperative evaluation, he was brought to the room.",
        "Marcaine was given for postoperative pain relief.",
        "Appropriate weight gain.",
        "Hyperventilation and photic stimulation produced no change.",
        "Hyperventilation was performed for three minutes.",
        "Sleep alteration because of pain: wakes up nightly.",
        "Pneumoperitoneum was then established using carbon dioxide.",
        "Veress needle placed, CO2 pneumoperitoneum obtained.",
        "He was pulled toward a pile of letters.",
        "Viral encephalitis and glioma were in the differential diagnosis.",
        "This essentially excludes obstructive CAD.",
        "She eats at night for fear of hypoglycemia.",
    ],
)
def test_names_of_what_is_done_or_to_come_are_no_reason(said, engine):
    assert suggested(code(note(f"Assessment: {said}"), engine)) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Here for suture removal.", "Z48.02"),
        ("Suture removal today, wound clean.", "Z48.02"),
        ("Preoperative evaluation for knee surgery.", "Z01.818"),
        ("Abnormal weight gain.", "R63.5"),
        ("Hyperventilation with anxiety.", "R06.4"),
        ("Sleep disturbance.", "G47.9"),
        ("Pneumoperitoneum, unexplained.", "K66.8"),
        ("Avulsion of the right eye.", "S05.71XA"),
        ("Test excludes CAD as a cause of her elevated troponin.", "R79.89"),
    ],
)
def test_the_same_words_of_the_patient_are(said, expected, engine):
    assert expected in suggested(code(note(f"Assessment: {said}"), engine))


@pytest.mark.parametrize(
    ("said", "kept", "gone"),
    [
        ("Ankle sprain with edema.", "S93.409A", "R60.9"),
        ("Chip avulsion, ankle sprain.", "S93.409A", "S05.70XA"),
        ("De Quervain tendonitis.", "M65.4", "M77.9"),
        ("Motor neuron disease with fasciculations.", "G12.20", "R25.3"),
    ],
)
def test_what_belongs_to_a_disease_is_not_beside_it(said, kept, gone, engine):
    codes = suggested(code(note(f"Assessment: {said}"), engine))
    assert kept in codes
    assert gone not in codes
