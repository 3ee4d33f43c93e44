"""More assessments that once were coded wrongly, beside what they must not take in."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # A heart attack within four weeks of another (I.C.9.e.4)
        ("Subsequent NSTEMI.", "I22.2"),
        ("Subsequent STEMI of anterior wall.", "I22.0"),
        ("New NSTEMI, 2 weeks after inferior STEMI.", "I22.2 I21.19"),
        ("NSTEMI 6 weeks after inferior STEMI.", "I21.4 I21.19"),
        ("NSTEMI, subsequent visit.", "I21.4"),
        ("Type 2 myocardial infarction, 2 weeks after STEMI.", "I21.A1"),
        # Drugs that are used for long, said without "current"
        ("Long-term use of anticoagulants.", "Z79.01"),
        ("Long-term use of insulin.", "Z79.4"),
        ("Long-term use of aspirin.", "Z79.82"),
        ("Long-term use of steroids.", "Z79.52"),
        ("Long-term use of inhaled steroids.", "Z79.51"),
        ("No long-term use of anticoagulants. Gout.", "M10.9"),
        # A cancer whose treatment is completed (I.C.21.c.8)
        (
            "Surveillance following completed treatment of prostate cancer.",
            "Z08 Z85.46",
        ),
        ("Prostate cancer, treatment ongoing, surveillance labs.", "C61"),
        # One part of the body with both its sides (I.B.13)
        ("Osteoarthritis of the right knee and of the left knee.", "M17.0"),
        ("Osteoarthritis of the right knee and the left knee.", "M17.0"),
        ("Osteoarthritis of the right knee and left hip.", "M17.11 M16.12"),
    ],
)
def test_an_assessment_of_old_is_coded_wholly(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


def test_what_urosepsis_means_is_asked(engine):
    coded = code(note("Assessment: Urosepsis.\n"), engine)
    assert not suggested(coded)
    (gap,) = coded.gaps
    assert "urosepsis" in gap.question
    assert gap.would_change == ("A41.9", "N39.0")
    assert gap.evidence[0].text == "Urosepsis"


@pytest.mark.parametrize(
    "said",
    ["Urosepsis with E. coli UTI.", "Sepsis due to UTI (urosepsis).", "UTI."],
)
def test_what_the_note_says_of_urosepsis_is_not_asked(engine, said):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert not [gap for gap in coded.gaps if "urosepsis" in gap.question]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            "Rehabilitation stay.\nDischarge diagnoses: Right hemiparesis following"
            " cerebral infarction.\n",
            {"I69.351"},
        ),
        (
            "Discharged to a rehabilitation facility.\nDischarge diagnoses: Right"
            " hemiparesis following acute cerebral infarction.\n",
            {"G81.91", "I63.9"},
        ),
    ],
)
def test_a_stroke_is_over_in_rehabilitation_not_on_the_way_there(
    engine, told, expected
):
    coded = code(note(told, setting="inpatient"), engine)
    assert set(suggested(coded)) == expected
