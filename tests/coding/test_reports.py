"""What a test was made for is coded where its findings leave it open (IV.K)."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

IMAGE = "EXAM: {}\nINDICATION: {}\nFINDINGS: As below.\nIMPRESSION: {}\n"


@pytest.mark.parametrize(
    ("test", "reason", "found", "expected"),
    [
        ("CT of the abdomen.", "Diarrhea.", "Cholelithiasis.", "R19.7"),
        ("Ultrasound of the abdomen.", "Weight gain.", "Fatty liver.", "R63.5"),
        ("CT of the abdomen.", "Lower abdominal pain.", "Ventral hernia.", "R10.30"),
        ("Thyroid ultrasound.", "Chronic fatigue.", "Left thyroid nodule.", "R53.82"),
        ("Upper endoscopy.", "Iron deficiency anemia.", "Hiatal hernia.", "D50.9"),
        ("Mammogram.", "History of breast cancer.", "Breast cyst, benign.", "Z85.3"),
    ],
)
def test_a_reason_that_the_findings_leave_open_is_coded(
    engine, test, reason, found, expected
):
    text = IMAGE.format(test, reason, found)
    assert expected in suggested(code(note(text), engine))


@pytest.mark.parametrize(
    ("test", "reason", "found", "expected"),
    [
        ("Chest film.", "Cough.", "Right lower lobe pneumonia.", ["J18.9"]),
        ("CT of the abdomen.", "Epigastric pain.", "Acute cholecystitis.", ["K81.0"]),
        ("Ultrasound.", "Epigastric pain.", "Cholelithiasis.", ["K80.20"]),
        ("Cystoscopy.", "Gross hematuria.", "Bladder tumor.", ["D49.4"]),
        ("Colonoscopy.", "Rectal bleeding.", "Diverticulosis.", ["K57.90"]),
        ("Thyroid ultrasound.", "No dysphagia.", "Thyroid nodule.", ["E04.1"]),
        ("CT of the abdomen.", "Rule out hematuria.", "Fatty liver.", ["K76.0"]),
    ],
)
def test_a_reason_that_is_explained_or_denied_is_not(
    engine, test, reason, found, expected
):
    text = IMAGE.format(test, reason, found)
    assert suggested(code(note(text), engine)) == expected


def test_what_led_to_an_endoscopy_stays_beside_what_it_met_by_the_way(engine):
    text = (
        "PREOPERATIVE DIAGNOSIS: Iron deficiency anemia.\n"
        "POSTOPERATIVE DIAGNOSIS: Diverticulosis.\nPROCEDURE: Colonoscopy.\n"
    )
    assert suggested(code(note(text), engine)) == ["K57.30", "D50.9"]


def test_the_reason_of_a_visit_with_an_assessment_is_none_of_a_test(engine):
    text = (
        "INDICATION: Diarrhea.\nROS: Negative.\nFINDINGS: Fatty liver.\n"
        "IMPRESSION: Fatty liver.\n"
    )
    assert suggested(code(note(text), engine)) == ["K76.0"]


def test_a_long_story_before_a_test_names_no_reason(engine):
    story = "He has had weight gain. " + "He works in a warehouse on most nights. " * 10
    text = IMAGE.format("Sleep study.", story, "Fatty liver.")
    assert suggested(code(note(text), engine)) == ["K76.0"]


def test_a_heading_may_hold_an_article(engine):
    text = "REASON FOR THE EXAM: Palpitations.\nIMPRESSION: Normal sinus rhythm.\n"
    assert suggested(code(note(text), engine)) == ["R00.2"]
