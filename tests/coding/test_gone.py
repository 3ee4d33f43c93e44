"""What the chart calls history is set aside under the code of the disease itself."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


@pytest.mark.parametrize(
    ("words", "disease", "reason"),
    [
        ("history of prostate cancer", "C61", "historical"),
        ("history of DVT", "I82.409", "historical"),
        ("history of right breast cancer", "C50.911", "historical"),
        ("family history of colon cancer", "C18.9", "family"),
    ],
)
def test_a_history_code_tells_which_disease_is_not_coded(
    engine, words, disease, reason
):
    found = code(note(f"Assessment: gout; {words}."), engine)
    assert set_aside(found)[disease][0] == reason
    assert disease not in suggested(found)


def test_a_disease_that_is_coded_is_not_also_set_aside(engine):
    text = "PMH: history of DVT.\nAssessment: acute DVT of the right leg."
    assert "I82.409" not in set_aside(code(note(text), engine))


def test_a_heading_names_no_disease(engine):
    found = code(note("PE: lungs clear.\nAssessment: gout."), engine)
    assert "I26.99" not in set_aside(found)


def test_the_code_that_is_billed_stands_in_for_bare_words(engine):
    told = set_aside(code(note("HPI: no edema.\nAssessment: gout."), engine))
    assert told["R60.0"] == ("negated", "X1")
    assert "R60.9" not in told
