"""Marks that were dictated as words are marks; the same words elsewhere are words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.evaluation import unverifiable
from coding.pipeline import code
from coding.voiced import voiced
from tests.coding.notes import note, suggested

WORDS = st.sampled_from(
    "gout period comma colon new line paragraph number one two next exam last".split()
    + ["assessment colon", "number one", "number two", "new line", "\n", "."]
)

STORY = (
    "history colon she comes for her sugar comma takes her tablets period new line "
    "no chest pain period new paragraph "
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
def test_a_text_keeps_its_length_and_its_other_words(text):
    changed = voiced(text)
    assert len(changed) == len(text)
    for word in re.finditer("gout|exam|assessment|last", text):
        assert changed[word.start() : word.end()] == word.group()


def test_spoken_marks_make_sentences_and_lines():
    changed = voiced(STORY + "assessment colon new line number one gout period")
    assert [" ".join(line.split()) for line in changed.split("\n")] == [
        "history: she comes for her sugar, takes her tablets.",
        "no chest pain.",
        "assessment:",
        "number one gout.",
    ]


def test_numbers_are_counted_and_things_named_next_are_items():
    said = voiced("plan number one rest number two ice")
    assert said.split() == ["plan", "1.", "rest", "2.", "ice"]
    said = voiced("assessment next gout next asthma next obesity see her next week")
    items = [" ".join(one.split()) for one in said.split("#")]
    assert items == ["assessment", "gout", "asthma", "obesity see her next week"]


@pytest.mark.parametrize(
    "text",
    [
        "her last period was heavy, the next period is due. A comma is a mark.",
        "a period of rest and number one fan",
        "next week we see; next month too, next year again",
    ],
)
def test_a_word_that_names_no_mark_stays(text):
    assert voiced(text) == text


def test_a_bowel_and_a_time_are_no_marks_where_marks_are_spoken():
    changed = voiced(STORY + "last period may first comma mass of colon found period")
    assert "last period may first, " in " ".join(changed.split()).replace(" ,", ",")
    assert "of colon found" in changed


def test_a_dictation_with_spoken_marks_is_coded_from_its_assessment(engine):
    written = note(
        STORY + "past medical history colon asthma as a child period new paragraph "
        "assessment and plan colon new line number one type 2 diabetes period new line "
        "number two hypertension period"
    )
    coded = code(written, engine)
    assert suggested(coded) == ["E11.9", "I10"]
    assert unverifiable(coded, written) == 0
