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
