"""Present on admission is proposed from what the record of a stay says."""

from datetime import date

import pytest

from coding.pipeline import code
from coding.values import Facts, Note, Setting
from tests.coding.notes import document

ADMITTED = "H&P\nHPI: cough and fever, no leg pain.\nAssessment: pneumonia."


@pytest.fixture
def indicators(engine):
    def of(discharge, admitted=ADMITTED):
        documents = (
            document(admitted, kind="history and physical", date=date(2026, 5, 1)),
            document(discharge, kind="discharge summary", date=date(2026, 5, 9)),
        )
        facts = Facts(Setting.INPATIENT, date(2026, 5, 9), date(2026, 5, 1), age=60)
        coded = code(Note(documents, facts), engine)
        return {one.code: one.poa for one in coded.suggestions}

    return of


@pytest.mark.parametrize(
    "words",
    [
        "Hypokalemia, hospital day 3",
        "Hypokalemia, began day 4 of diuresis",
        "Hypokalemia, not present on admission",
        "Hospital-acquired hypokalemia",
    ],
)
def test_what_arose_in_the_stay_was_not_there(indicators, words):
    text = f"DISCHARGE DIAGNOSES\n1. Pneumonia\n2. {words}"
    assert indicators(text)["E87.6"] == "N"


@pytest.mark.parametrize(
    "words",
    [
        "Hypokalemia",
        "Hypokalemia, resolved by hospital day 3",
        "Hypokalemia on admission",
    ],
)
def test_what_nothing_puts_later_was_there(indicators, words):
    text = f"DISCHARGE DIAGNOSES\n1. Pneumonia\n2. {words}"
    assert indicators(text)["E87.6"] == "Y"


def test_what_the_admission_names_was_there_whatever_is_found_later(indicators):
    text = "DISCHARGE DIAGNOSES\n1. Pneumonia, found again hospital day 4"
    assert indicators(text)["J18.9"] == "Y"


def test_outside_a_stay_nobody_asks(engine):
    note = Note(
        (document("Assessment: pneumonia."),),
        Facts(Setting.OUTPATIENT, date(2026, 5, 9)),
    )
    assert [one.poa for one in code(note, engine).suggestions] == [None]
