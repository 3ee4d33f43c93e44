"""The sentence around a place: where it begins and ends, and how far it may reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sentences import around


def stands(text: str, word: str) -> str:
    start = text.index(word)
    first, last = around(text, start, start + len(word))
    return text[first:last].strip()


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ("Well now. Old burn scar, hand. Well.", "scar", "Old burn scar, hand"),
        ("Scar is 2.5 cm long. Well.", "cm", "Scar is 2.5 cm long"),
        ("1. asthma\n2. burn scar\n3. gout", "scar", "burn scar"),
        ("pain; scar of the knee; rash", "scar", "scar of the knee"),
        ("scar", "scar", "scar"),
    ],
)  # fmt: skip
def test_a_sentence_is_what_stands_between_its_marks(text, word, sentence):
    assert stands(text, word) == sentence


@given(st.text(alphabet="ab .;\n", max_size=200), st.data())
def test_what_is_looked_at_holds_the_place_and_stays_within_reach(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reach = data.draw(st.integers(0, 50))
    first, last = around(text, start, end, reach)
    assert max(0, start - reach) <= first <= start
    assert end <= last <= min(len(text), end + reach)
    assert ";" not in text[first:start] + text[end:last]
