"""What an assessment leaves to others is no diagnosis of the visit."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

VISIT = "Assessment:\n1. Asthma. Refill albuterol.\n2. {}\n"


@pytest.mark.parametrize(
    "line",
    [
        "Hypertension is followed elsewhere.",
        "Hyperlipidemia and gout are managed by others.",
        "Gout, treated elsewhere.",
        "Gout: managed by another provider.",
        "Psoriasis and gout are both being followed by other doctors.",
        "Hypothyroidism is monitored by another specialist.",
    ],
)
def test_what_others_see_to_is_not_coded(engine, line):
    assert suggested(code(note(VISIT.format(line)), engine)) == ["J45.909"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Gout is followed elsewhere, but we refilled allopurinol.", "M10.9"),
        ("Gout. Continue allopurinol.", "M10.9"),
        ("Gout is followed with uric acid levels.", "M10.9"),
        ("Gout, treated by another doctor, and we will recheck uric acid.", "M10.9"),
        ("Gout. Her heart is followed elsewhere.", "M10.9"),
        ("Gout; psoriasis is managed elsewhere.", "M10.9"),
    ],
)
def test_what_is_dealt_with_here_is(engine, line, expected):
    assert expected in suggested(code(note(VISIT.format(line)), engine))
