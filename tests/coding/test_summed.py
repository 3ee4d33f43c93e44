"""A letter that sums up assesses from there, where no heading does."""

import pytest

from coding.pipeline import code
from coding.summed import with_summary
from tests.coding.notes import note, suggested

LETTER = (
    "Dear colleague,\n\nThank you for sending Mr. Field. He had pneumonia in March and"
    " his mother has lupus.\n\nOn examination the lungs are clear.\n\n{}\n\nRegards"
)


@pytest.mark.parametrize(
    ("summed", "expected"),
    [
        ("In summary, he has gout.", ["M10.9"]),
        ("To summarize, he has asthma and gout.", ["J45.909", "M10.9"]),
        ("In conclusion, this is rosacea.", ["L71.9"]),
        ("In short: gout.\n\nHypertension: start losartan.", ["I10", "M10.9"]),
    ],
)
def test_what_a_letter_sums_up_is_its_assessment(engine, summed, expected):
    found = suggested(code(note(LETTER.format(summed)), engine))
    assert sorted(found) == expected


@pytest.mark.parametrize(
    "text",
    [
        "HPI: gout.\nIn summary, he is tired.\nAssessment: asthma.",
        "Impression: asthma.\nIn summary, he is tired.",
        "She says that, in summary, she is tired.",
        "In summary we talked for an hour.",
    ],
)
def test_other_words_open_no_assessment(text):
    told = [(0, "assessment", "Assessment")] if "ss" in text[:12] else []
    told += [(text.index("Assess"), "assessment", "")] if "Assess" in text else []
    told += [(0, "impression", "")] if text.startswith("Imp") else []
    assert with_summary(told, text) == told
