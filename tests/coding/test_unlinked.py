"""Conditions that the provider keeps apart, and the side that is dominant."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1. Type 2 diabetes.\n2. CKD stage 4.", ["E11.22", "N18.4"]),
        (
            "1. Type 2 diabetes.\n2. CKD stage 4, not due to diabetes.",
            ["E11.9", "N18.4"],
        ),
        ("1. Type 2 diabetes.\n2. Nondiabetic CKD stage 4.", ["E11.9", "N18.4"]),
        ("1. T2DM, not at goal.\n2. CKD stage 4.", ["E11.22", "N18.4"]),
        ("T2DM. CKD 3b unrelated to diabetes.", ["E11.9", "N18.32"]),
        (
            "1. Type 2 diabetes.\n2. Neuropathy, not related to diabetes.",
            ["E11.9", "G62.9"],
        ),
        ("1. Hypertension.\n2. Heart failure.", ["I11.0", "I50.9"]),
        ("Hypertension. Heart failure, not due to hypertension.", ["I10", "I50.9"]),
        (
            "1. HTN, unrelated to the heart failure.\n2. Heart failure.",
            ["I10", "I50.9"],
        ),
        ("1. HTN, not on medication.\n2. CKD 3a.", ["I12.9", "N18.31"]),
        ("1. HTN.\n2. CKD 3a, not caused by HTN.", ["I10", "N18.31"]),
        ("HTN. CHF unrelated to HTN. CKD 3a.", ["I12.9", "I50.9", "N18.31"]),
        ("CAD with angina.", ["I25.119"]),
        ("Borderline hyperlipidemia.", ["E78.5"]),
        ("Borderline hypertension.", ["R03.0"]),
    ],
)
def test_what_is_presumed_linked_is_not_where_the_provider_denies_it(
    engine, text, codes
):
    coded = code(note(f"Assessment:\n{text}"), engine)
    assert sorted(suggested(coded)) == codes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Assessment:\nLeft hemiplegia.", "G81.94"),
        ("Assessment:\nLeft hemiplegia, dominant side.", "G81.92"),
        ("Assessment:\nRight hemiplegia, non-dominant side.", "G81.93"),
        ("HPI: Left-handed.\nAssessment:\nRight hemiplegia.", "G81.93"),
        ("HPI: Right-hand dominant.\nAssessment:\nLeft hemiplegia.", "G81.94"),
        ("Assessment:\nLeft hemiplegia in a right-hand dominant man.", "G81.94"),
        ("HPI: Ambidextrous.\nAssessment:\nLeft hemiplegia.", "G81.92"),
    ],
)
def test_the_dominant_side_is_what_the_record_says(engine, text, wanted):
    coded = code(note(text), engine)
    assert [one for one in suggested(coded) if one.startswith("G81")] == [wanted]
    assert [one for one in coded.findings if one.rule == "R41"] == []
