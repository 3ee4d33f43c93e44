"""What may be so is no diagnosis of a visit (IV.H): lists of it, causes in doubt."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from coding.sections import split
from tests.coding.notes import document, note, suggested

LISTS = [
    # the items below the line are possible, what stands behind the list is not
    ("Fatigue\nRule out:\n- Hypothyroidism\n\nGout\n", "R53.83 M10.9"),
    ("Fatigue\nR/O:\n1. Hypothyroidism\n2. Anemia\nPlan: labs.\n", "R53.83"),
    ("1. Chest pain\nDDx:\n- pericarditis\n- GERD\n2. Gout\n", "R07.9 M10.9"),
    ("1. Cough\n   r/o:\n   - GERD\n   - asthma\n2. Gout\n", "R05.9 M10.9"),
    ("1. Cough\nRule out:\n1. GERD\n2. Asthma\n2. Gout\n", "R05.9 M10.9"),
    ("Chest pain\nDifferential:\n- PE\n- GERD\nPlan: CT\n", "R07.9"),
    # no list below it
    ("1. Fatigue\nRule out\n2. Gout\n", "R53.83 M10.9"),
    ("Fatigue. Rule out: anemia.\nGout\n", "R53.83 M10.9"),
]


@pytest.mark.parametrize(
    ("said", "expected"), LISTS, ids=[one[:24] for one, _ in LISTS]
)
def test_a_list_of_what_to_rule_out_is_left_to_its_end(engine, said, expected):
    coded = code(note(f"Assessment:\n{said}"), engine)
    assert set(suggested(coded)) == set(expected.split())


@pytest.mark.parametrize("text", ["Rule out:\n", "DDx:\n\n\n", "R/O:", "ddx\n-\n", ""])
def test_a_line_without_a_list_still_covers_its_text(text):
    parts = split(document(text))
    assert "".join(text[one.start : one.end] for one in parts) == text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Cough, probably due to GERD.", "R05.9"),
        ("Knee pain likely secondary to gout.", "M25.569"),
        ("Fatigue possibly from hypothyroidism.", "R53.83"),
        ("Syncope, may be due to orthostatic hypotension.", "R55"),
        ("Fatigue, likely due to anemia, gout.", "R53.83 M10.9"),
        ("Cough, likely due to GERD, asthma or sinusitis.", "R05.9"),
        # the patient has these whether or not they are the cause
        ("Fatigue, likely from her underlying COPD.", "R53.83 J44.9"),
        ("CKD stage 3a, likely due to hypertension.", "I12.9 N18.31"),
        ("Cough due to GERD.", "K21.9"),
    ],
)
def test_a_doubted_cause_leaves_what_is_sure(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


def test_at_discharge_a_doubted_cause_is_coded(engine):
    text = "Discharge Diagnosis:\nSyncope, likely due to orthostatic hypotension.\n"
    coded = code(note(text, setting="inpatient"), engine)
    assert "I95.1" in suggested(coded)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Gout. Asthma is no longer a problem.", "M10.9"),
        ("Gout. He has outgrown his asthma.", "M10.9"),
        ("Gout. She outgrew her asthma.", "M10.9"),
        # a treatment that goes on holds it
        ("GERD is no longer an issue on omeprazole.", "K21.9"),
        ("Depression no longer a problem since starting sertraline.", "F32.A"),
    ],
)
def test_what_is_no_longer_there_is_past(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())
