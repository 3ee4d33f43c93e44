"""Forms with boxes and columns name only what is ticked and still there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.checkboxes import answered
from coding.pipeline import code
from tests.coding.notes import note, suggested

FORM = "Assessment:\n{}\nPlan: same medicines\n"


def coded(engine, *lines):
    return suggested(code(note(FORM.format("\n".join(lines))), engine))


@pytest.mark.parametrize(
    "lines",
    [
        ("[x] Gout", "[ ] Psoriasis"),
        ("Gout [x]", "Psoriasis [ ]"),
        ("Gout [X] Yes [ ] No", "Psoriasis [ ] Yes [X] No"),
        ("Gout \u2612 Yes \u2610 No", "Psoriasis \u2610 Yes \u2612 No"),
        ("Gout [X] Y [ ] N", "Psoriasis [ ] Y [ ] N"),
        ("Psoriasis [ ] Yes [X] No", "gout [X] Yes [ ] No"),
        ("Gout          Active    2014", "Psoriasis     Resolved  2009"),
        ("| Gout | Active | 2014 |", "| Psoriasis | Inactive | 2009 |"),
        ("Gout\tActive", "Psoriasis\tResolved"),
        ("Gout (Active)", "Psoriasis (Inactive)"),
    ],
)
def test_only_what_a_form_says_is_there_is_coded(engine, lines):
    assert coded(engine, *lines) == ["M10.9"]


@pytest.mark.parametrize(
    "line",
    [
        "Gout  stable, an old ulcer was resolved",
        "Gout, inactive on allopurinol",
        "Gout [ ] recheck the urate",
        "Gout, goals: [x] diet [ ] exercise",
        "Gout; tophi resolved",
    ],
)
def test_what_only_looks_like_a_form_is_read(engine, line):
    assert "M10.9" in coded(engine, line)


@given(st.lists(st.sampled_from(["[ ] Yes ", "[X] No", "Gout ", "\n", "[x] y"])))
def test_answers_keep_the_length_of_the_text(pieces):
    assert len(answered("".join(pieces))) == len("".join(pieces))
