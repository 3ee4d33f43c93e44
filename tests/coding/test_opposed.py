"""A side that complaint and findings contradict is asked, never chosen."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


def test_the_side_goes_back_to_unspecified_and_is_asked(engine):
    text = "HPI: right ear pain for two days.\nA/P: acute swimmer's ear, left."
    found = code(note(text), engine)
    assert suggested(found) == ["H60.339"]
    assert set_aside(found)["H60.332"][0] == "unsupported"
    assert [one.kind for one in found.gaps] == ["laterality"]


@pytest.mark.parametrize(
    "story",
    [
        "HPI: left ear pain for two days.",
        "HPI: right ear pain last week, now the left ear hurts.",
        "HPI: pain in both ears.",
        "HPI: ear pain for two days.",
        "HPI: right knee pain.",
        "Past medical history: right ear pain.",
    ],
)
def test_a_side_that_nothing_contradicts_stands(engine, story):
    found = code(note(f"{story}\nA/P: acute swimmer's ear, left."), engine)
    assert "H60.332" in suggested(found)
