"""Diseases of which only the kind is in doubt are stated all the same (IV.H)."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


@pytest.mark.parametrize(
    ("text", "stated", "doubted"),
    [
        ("Anemia, probably iron deficiency.", "D64.9", "D50.9"),
        ("Hypothyroidism, possibly secondary.", "E03.9", "E03.8"),
        ("Seizures, likely complex partial.", "R56.9", "G40.209"),
        ("Heart failure, suspected diastolic.", "I50.9", "I50.30"),
    ],
)
def test_what_is_known_stays_where_its_kind_is_doubted(engine, text, stated, doubted):
    coded = code(note(f"ASSESSMENT: {text}"), engine)
    assert suggested(coded) == [stated]
    assert set_aside(coded)[doubted][0] == "uncertain"


@pytest.mark.parametrize(
    "text", ["Probable iron deficiency anemia.", "Possible secondary hypothyroidism."]
)
def test_a_doubt_before_the_whole_name_leaves_nothing(codes, text):
    assert codes(f"ASSESSMENT: {text}") == []


def test_a_kind_that_is_stated_elsewhere_is_coded_alone(codes):
    text = "1. Anemia, probably iron deficiency. 2. Pernicious anemia."
    assert codes(f"ASSESSMENT: {text}") == ["D51.0"]


def test_at_discharge_the_doubted_kind_is_coded(engine):
    text = "DISCHARGE DIAGNOSIS: Anemia, probably iron deficiency."
    assert suggested(code(note(text, setting="inpatient"), engine)) == ["D50.9"]


def test_a_doubted_kind_in_the_story_states_nothing(codes):
    story = "HISTORY: He was told of anemia, probably iron deficiency."
    assert codes(f"{story}\nASSESSMENT: Gout.") == ["M10.9"]
