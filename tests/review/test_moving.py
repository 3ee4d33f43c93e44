"""Quoted text in the next version of a document: kept where untouched, else moved."""

from hypothesis import given
from hypothesis import strategies as st

from review.moving import Anchors, compared, likeness, pairs

NOTE = "Assessment:\n1. Asthma, moderate.\n2. Migraine.\nPlan:\nContinue.\n"
line = st.text(st.characters(exclude_characters="\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
texts = st.lists(line, max_size=12).map("\n".join)


def test_a_line_added_above_shifts_a_quote_without_moving_it():
    start = NOTE.index("Migraine")
    amended = "Addendum of 20 May.\n" + NOTE
    found = Anchors.between(NOTE, amended).move(start, start + 8)
    assert amended[slice(*found)] == "Migraine"


def test_a_changed_line_moves_what_it_says():
    start = NOTE.index("Asthma")
    amended = NOTE.replace("moderate", "severe")
    assert Anchors.between(NOTE, amended).move(start, start + 6) is None
    start = NOTE.index("Migraine")
    assert Anchors.between(NOTE, amended).move(start, start + 8) is not None


@given(texts, texts, st.data())
def test_what_keeps_its_place_says_the_same(old, new, data):
    if old:
        start = data.draw(st.integers(0, len(old) - 1))
        end = data.draw(st.integers(start + 1, len(old)))
        found = Anchors.between(old, new).move(start, end)
        if found is not None:
            assert new[slice(*found)] == old[start:end]


@given(texts)
def test_nothing_moves_in_a_text_that_did_not_change(text):
    anchors = Anchors.between(text, text)
    for start in range(len(text)):
        assert anchors.move(start, start + 1) == (start, start + 1)


@given(texts, texts)
def test_a_comparison_holds_every_line_that_differs(old, new):
    rows = compared(old, new)
    gone = [row.text for row in rows if row.sign == "-"]
    assert (rows == ()) == (old.splitlines() == new.splitlines())
    assert all(text in old.splitlines() for text in gone)


def test_the_likest_documents_are_the_same_one():
    gone = {"a": NOTE, "b": "Lab report\nSodium 140\n"}
    come = {"c": "Lab report\nSodium 141\nPotassium 4\n", "d": NOTE + "Signed.\n"}
    assert pairs(gone, {"d": come["d"]}) == {"a": "d"}
    assert pairs(gone, {"e": "Nothing of the kind"}) == {}
    assert likeness(NOTE, NOTE) == 1.0
