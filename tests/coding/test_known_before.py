"""What was known before the visit is not in doubt where the visit weighs it (IV.H)."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested

VISIT = "PAST MEDICAL HISTORY: {}\nASSESSMENT: {}\n"


@pytest.mark.parametrize(
    ("known", "weighed", "expected"),
    [
        ("Asthma.", "Cough, possible asthma.", "J45.909"),
        ("Hypertension, gout.", "Headache, probably from hypertension.", "I10"),
        ("Migraine.", "Nausea and what appears to be migraine.", "G43.909"),
        ("Psoriasis.", "Rash of the elbow, likely psoriasis.", "L40.9"),
        ("COPD.", "Dyspnea. The differential includes COPD and anxiety.", "J44.9"),
    ],
)
def test_a_lasting_disease_of_the_history_is_coded_where_it_is_weighed(
    engine, known, weighed, expected
):
    assert expected in suggested(code(note(VISIT.format(known, weighed)), engine))


@pytest.mark.parametrize(
    ("known", "weighed", "doubted"),
    [
        ("Gout.", "Cough, possible asthma.", "J45.909"),
        ("No asthma.", "Cough, possible asthma.", "J45.909"),
        ("Pneumonia.", "Cough, possible pneumonia.", "J18.9"),
        ("Mother with psoriasis.", "Rash, likely psoriasis.", "L40.9"),
        ("None.", "The differential includes COPD.", "J44.9"),
        ("Possible migraine.", "Headache, possible migraine.", "G43.909"),
    ],
)
def test_what_was_not_known_stays_in_doubt(engine, known, weighed, doubted):
    coded = code(note(VISIT.format(known, weighed)), engine)
    assert doubted not in suggested(coded)
    assert doubted in set_aside(coded)


def test_a_symptom_under_a_working_diagnosis_was_seen(engine):
    text = "ASSESSMENT: Admitted with a working diagnosis of syncope and sepsis.\n"
    assert suggested(code(note(text, setting="emergency"), engine)) == ["R55"]
