"""The documentation style of a chart: one word, by shape alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.style import Style, style_of
from coding.trail import age_group


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("1. Asthma\n2. Migraine\n3. Anxiety\n", Style.LISTED),
        ("Assessment:\nAsthma, stable.\nPlan:\nContinue.\n", Style.HEADED),
        ("She came in with a cough that began three weeks ago. " * 6, Style.PROSE),
        ("seen today\nasthma ok\nrtc 3 mo\n", Style.TERSE),
        ("", Style.TERSE),
    ],
)
def test_a_style_follows_from_the_shape_of_the_lines(text, style):
    assert style_of([text]) is style


@given(st.lists(st.text(), max_size=4))
def test_any_text_has_a_style(texts):
    assert style_of(texts) in Style


@pytest.mark.parametrize(
    ("age", "group"),
    [(None, None), (0, "0"), (64, "45-64"), (65, "65-74"), (85, "85+")],
)
def test_ages_become_bands_and_the_oldest_are_one(age, group):
    assert age_group(age) == group
