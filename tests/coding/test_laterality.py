"""A side that only the rest of the record names."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


def told(engine, text):
    return suggested(code(note(text), engine))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HPI: Lump in the left breast.\nAssessment: Breast cancer.\n", "C50.912"),
        ("Imaging: mass of the left kidney.\nAssessment: Renal cancer.\n", "C64.2"),
        ("HPI: right ear pain.\nAssessment: Acute otitis media.\n", "H66.91"),
        ("HPI: Fell on left wrist.\nAssessment: Wrist sprain.\n", "S63.502A"),
    ],
)
def test_the_one_side_that_the_record_names_is_coded(engine, text, expected):
    assert expected in told(engine, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "HPI: Fell on left wrist, right wrist sore too.\nAssessment: Wrist sprain.",
            "S63.509A",
        ),
        ("HPI: Both ears hurt.\nAssessment: Acute otitis media.", "H66.90"),
        ("Surgical history: left breast cyst.\nAssessment: Breast cancer.", "C50.919"),
        ("HPI: s/p left wrist fracture.\nAssessment: Wrist sprain.", "S63.509A"),
        ("HPI: Mother had left breast mass.\nAssessment: Breast cancer.", "C50.919"),
        ("HPI: Left knee bruise.\nAssessment: Wrist sprain.", "S63.509A"),
        ("A woman with a left breast lump. She has breast cancer.", "C50.919"),
    ],
)
def test_two_sides_or_another_time_leave_the_side_open(engine, text, expected):
    assert expected in told(engine, text)


def test_where_the_side_stands_is_quoted(engine):
    text = "HPI: Lump in the left breast.\nAssessment: Breast cancer.\n"
    coded = code(note(text), engine)
    (line,) = [one for one in coded.suggestions if one.code == "C50.912"]
    assert "left breast" in [one.text for one in line.evidence]


@pytest.mark.parametrize(
    ("record", "text", "wanted"),
    [
        ("EXAM: MRI left shoulder.", "Superior labral tear.", ["S43.432A"]),
        ("EXAM: MRI right shoulder.", "Glenoid labrum tear.", ["S43.491A"]),
        ("EXAM: X-ray of the left ankle.", "Calcaneal spur.", ["M77.32"]),
        (
            "HPI: A 69-year-old man fell on his left hip.",
            "Femur fracture.",
            ["S72.92XA"],
        ),
        (
            "HPI: Old injury of the left shoulder.",
            "Superior labral tear.",
            ["S43.439A"],
        ),
        (
            "HPI: Right shoulder weak, left shoulder stiff.",
            "Superior labral tear.",
            ["S43.439A"],
        ),
    ],
)
def test_bones_and_joints_take_the_side_of_their_limb(codes, record, text, wanted):
    found = codes(f"{record}\nIMPRESSION: {text}")
    assert [code for code in found if code[0] in "SM"] == wanted
