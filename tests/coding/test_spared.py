"""Words that a rule for other texts would take for something else, and does not."""

import pytest

ASSESSED = "Assessment: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chest pain with flushing after niacin", "R23.2"),
        ("dislocated hip, reduced without difficulty", "S73.006A"),
        ("mono: 10 days of sore throat", "B27.90"),
        ("reflux and spider veins", "K21.9"),
        ("acute allergic reaction to peanuts", "T78.40XA"),
        ("abdominal wall erythema around the drain", "L53.9"),
        ("dense scars of the neck, wants revision", "L90.5"),
        ("abnormal drowsiness after starting gabapentin", "R40.0"),
        ("gangrene of the left toe, acute calculous cholecystitis", "I96"),
        (
            "at the suggestion of her doctor, atrial fibrillation",
            "I48.91",
        ),
        ("COPD. DNR.", "Z66"),
    ],
)
def test_a_condition_of_the_patient_keeps_its_code(codes, text, expected):
    assert expected in codes(ASSESSED + text)


@pytest.mark.parametrize(
    "text",
    [
        "rule out pneumonia, likely bacterial",
        "possible anemia, likely iron deficiency",
        "declines do not resuscitate status",
        "discussed do not resuscitate order; patient remains full code",
        "the catheter was flushed",
        "60 segs, 9 monos",
    ],
)
def test_what_is_doubted_refused_or_of_no_patient_is_not_coded(codes, text):
    assert codes(ASSESSED + text) == []


def test_a_scope_that_was_not_done_saw_no_place(codes):
    told = "PROCEDURE: EGD. Colonoscopy was not performed.\nIMPRESSION: Diverticulosis"
    assert codes(told) == ["K57.90"]


def test_a_finding_beside_another_part_is_not_moved_to_the_joint(codes):
    told = "POSTOPERATIVE DIAGNOSIS: Osteoarthritis of thumb base. Left wrist ganglion."
    assert "M19.032" not in codes(told)
