"""No cell of ours is run by a spreadsheet."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.spreadsheets import safe


@given(st.text())
def test_no_text_whatever_begins_a_formula(cell):
    """What a spreadsheet would look at first, once it dropped what it drops."""
    written = safe(cell)
    assert written in (cell, f"'{cell}")
    seen = re.sub(r"^[\s\x00-\x20\u200b-\u200f\u202a-\u202e\ufeff\"]+", "", written)
    assert not seen.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("cell", ["I10", "8,742", "–", "it's 2-3", "a=b", ""])
def test_what_begins_no_formula_is_left_as_it_is(cell):
    assert safe(cell) == cell
