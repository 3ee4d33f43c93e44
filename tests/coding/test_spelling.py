"""Slips in the names of diseases are mended; ordinary and known words are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.pipeline import code
from coding.spelling import Spelling
from tests.coding.notes import note, suggested

NAMES = (
    "hypertension",
    "hypotension",
    "diabetes",
    "pneumonia",
    "diarrhea",
    "osteoporosis",
    "internal",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hypertention", "hypertension"),
        ("pnuemonia", "pneumonia"),
        ("diarhea", "diarrhea"),
        ("osteoperosis", "osteoporosis"),
        ("diabettes", "diabetes"),
    ],
)
def test_one_wrong_letter_is_mended(typed, meant):
    assert Spelling(NAMES).meant(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "hypetension",  # hypertension or hypotension
        "interval",  # ordinary English one letter from another word
        "pneumonic",  # another form
        "pneumonis",  # only the end differs
        "diabetes",
        "pneu",
        "",
    ],
)
def test_what_is_doubtful_ordinary_or_known_is_left(typed):
    assert Spelling(NAMES).meant(typed) == ""


@given(st.sampled_from(NAMES[:-1]), st.data())
def test_whatever_is_mended_is_a_name_one_slip_away(name, data):
    at = data.draw(st.integers(1, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slipped = name[:at] + letter + name[at:]
    assert Spelling(NAMES).meant(slipped) in ("", name)


def test_a_note_with_slips_is_read_as_meant_and_quoted_as_written(engine):
    coded = code(note("Assessment: hypertention. Asthama."), engine)
    assert suggested(coded) == ["I10", "J45.909"]
    assert coded.suggestions[0].evidence[0].text == "hypertention"
