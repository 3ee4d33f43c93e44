"""Germs, causes of injury, eyes and reasons of exclusion, each from its words."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


def test_a_germ_is_coded_beside_its_infection(engine):
    coded = code(
        note("Assessment: Acute pyelonephritis.\nLabs: urine grew E. coli."), engine
    )
    assert "B96.20" in suggested(coded)


def test_a_germ_alone_is_not_coded(engine):
    coded = code(note("Assessment: Hypertension.\nLabs: E. coli."), engine)
    assert "B96.20" not in suggested(coded)


def test_how_an_injury_came_about_follows_the_injury(engine):
    text = "HPI: Bitten by a dog today.\nAssessment: Laceration of left forearm."
    codes = suggested(code(note(text), engine))
    assert "W54.0XXA" in codes
    assert codes.index("W54.0XXA") > 0


def test_a_cause_without_an_injury_is_not_coded(engine):
    coded = code(note("HPI: No dog bite.\nAssessment: Hypertension."), engine)
    assert not [one for one in suggested(coded) if one[0] in "VWXY"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Moderate NPDR OS without macular edema", "E11.3392"),
        ("PDR OD with DME", "E11.3511"),
        ("Mild NPDR OU, no macular edema", "E11.3293"),
    ],
)
def test_retinopathy_takes_its_degree_edema_and_eye(engine, said, expected):
    text = f"Assessment:\n1. Type 2 diabetes\n2. {said}\n"
    assert expected in suggested(code(note(text), engine))


def test_what_only_stands_in_the_history_is_set_aside_as_unsupported(engine):
    text = "Past medical history: GERD, gout.\nAssessment: Hypertension."
    assert set_aside(code(note(text), engine))["M10.9"] == ("unsupported", "R13")


def test_a_year_before_the_visit_makes_it_past(engine):
    text = "Past medical history: pneumonia 2021.\nAssessment: Hypertension."
    assert set_aside(code(note(text), engine))["J18.9"][0] == "historical"


def test_a_denial_outweighs_a_relative(engine):
    text = (
        "Family history: mother with celiac disease.\n"
        "Assessment: Hypertension. No celiac disease."
    )
    assert set_aside(code(note(text), engine))["K90.0"][0] == "negated"


def test_symptoms_of_an_enlarged_prostate_are_added_from_the_story(engine):
    text = "HPI: Nocturia three times a night.\nAssessment: BPH with LUTS."
    codes = suggested(code(note(text, sex="M", age=70), engine))
    assert codes[:2] == ["N40.1", "R35.1"]


def test_the_weeks_give_the_trimester(engine):
    text = "HPI: Pregnant, 30w2d.\nAssessment: Anemia in pregnancy."
    codes = suggested(code(note(text, sex="F", age=30), engine))
    assert "O99.013" in codes


@pytest.mark.parametrize(
    "told",
    [
        "She fell at work yesterday.",
        "Ankle pain after a fall.",
        "The patient apparently fell on his left side.",
    ],
)
def test_a_fall_of_which_no_more_is_told_is_coded_beside_the_injury(engine, told):
    text = f"HPI: {told}\nAssessment: Right ankle sprain."
    assert "W19.XXXA" in suggested(code(note(text), engine))


@pytest.mark.parametrize(
    "told",
    [
        "He fell off a ladder.",
        "She fell asleep with the brace on.",
        "She denies that she fell.",
        "He fell from the roof.",
        "She tripped over a rug and then she fell.",
    ],
)
def test_another_or_no_fall_is_no_unspecified_one(engine, told):
    text = f"HPI: {told}\nAssessment: Right ankle sprain."
    assert "W19.XXXA" not in suggested(code(note(text), engine))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Pro-time today for monitoring her Coumadin.", True),
        ("On warfarin, INR 2.4.", True),
        ("He is on Coumadin, which is currently subtherapeutic.", True),
        ("Coumadin was discontinued, INR 1.0.", False),
        ("Started Coumadin, check INR Friday.", False),
        ("INR 1.0. She takes aspirin.", False),
    ],
)
def test_an_anticoagulant_that_is_watched_is_taken_for_long(engine, told, expected):
    text = f"HPI: {told}\nAssessment: Myalgia."
    assert ("Z79.01" in suggested(code(note(text), engine))) is expected
