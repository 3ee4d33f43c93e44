"""The letters read off a pattern stand in every text that the pattern finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.needed import needed


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("varices", ("varices",)),
        ("(?:fractures?|fx)", ("fracture", "fx")),
        (r"\b(?:total )?knee\b", ("knee",)),
        (r"h\.? ?pylori", ("pylori",)),
        (r"[a-z]+", ()),
        (r"(?:long|\d)", ()),
        (r"(?:left )?(?:right )?", ()),
        (r"\bk\b", ()),
        (r"c(?=at)ab", ("ab",)),
    ],
)
def test_the_letters_of_a_pattern(pattern, letters):
    assert needed(pattern) == letters


def words():
    return st.text("abcd ", min_size=1, max_size=4)


def patterns():
    atoms = words() | st.sampled_from([r"\w", r"\b", "[ab]", "."])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
            st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{1,2}"])).map(
                lambda two: f"(?:{two[0]}){two[1]}"
            ),
        ),
        max_leaves=6,
    )


@given(patterns(), st.text("abcd ", max_size=30))
def test_nothing_is_found_without_them(pattern, text):
    letters = needed(pattern)
    if letters and not any(one in text for one in letters):
        assert re.search(pattern, text) is None
