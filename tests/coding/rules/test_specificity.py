"""Detail in the record that the code lacks, or in the code and not in the record."""

import pytest

from tests.coding.rules.sets import document, quoting


@pytest.mark.parametrize(
    ("code", "text", "exact"),
    [
        ("M25.569", "Left knee pain", "M25.562"),
        ("M25.569", "knee pain, Rt", "M25.561"),
        ("H26.9", "cataract", None),
        ("M25.569", "knee pain", None),
        ("M25.562", "Left knee pain", None),
        ("N18.9", "CKD", None),
        ("N18.9", "Chronic kidney disease stage 5", "N18.5"),
        ("N18.9", "Chronic kidney disease, stage 3b", "N18.32"),
        ("N18.9", "Chronic kidney disease, stage unknown", None),
        ("I50.9", "chronic systolic heart failure", "I50.22"),
        ("I50.9", "Heart failure, acute on chronic, diastolic", "I50.33"),
        ("I50.9", "Heart failure, chronic", None),
        ("I50.9", "heart failure, not chronic systolic", None),
        ("J45.909", "mild intermittent asthma", "J45.20"),
        ("J45.909", "mild asthma", None),
        ("G43.909", "Chronic migraine without aura", "G43.709"),
        ("G43.909", "Chronic migraine with aura", "G43.E09"),
        ("K57.90", "Diverticulosis of the large intestine, no bleeding", "K57.30"),
        ("S82.201A", "Displaced transverse fracture of right tibia", "S82.221A"),
        ("S82.201A", "Fracture of right tibia, seen for routine healing", None),
    ],
)
def test_an_unspecified_code_is_measured_by_the_text_it_cites(fired, code, text, exact):
    found = fired("R12", code, evidence={code: quoting(text)})
    assert [one.settles.split(",")[0] for one in found] == ([exact] if exact else [])


@pytest.mark.parametrize(
    ("code", "text", "right"),
    [
        ("I69.353", "Residual right hemiparesis after stroke", False),
        ("I69.353", "Left-handed man, residual right hemiparesis", True),
        ("I69.351", "Residual right hemiparesis after stroke", True),
        ("G81.92", "Left hemiplegia", False),
        ("G81.92", "Left hemiplegia, LHD", True),
        ("G81.94", "Left hemiplegia", True),
    ],
)
def test_the_dominant_side_is_documented_or_goes_by_the_default(
    fired, code, text, right
):
    assert (fired("R41", code, documents=[document(text)]) == []) is right


def test_without_the_record_nothing_is_said_of_handedness(fired):
    assert fired("R41", "I69.353") == []


@pytest.mark.parametrize(
    ("code", "text", "right"),
    [
        ("S52.501B", "Distal radius fracture, skin intact", False),
        ("S52.501B", "Open distal radius fracture", True),
        ("S52.501A", "Distal radius fracture", True),
        ("S52.514A", "Fracture of the radial styloid", False),
        ("S52.514A", "Nondisplaced fracture of the radial styloid", True),
        ("S61.011A", "Laceration", True),
    ],
)
def test_a_fracture_is_closed_and_displaced_unless_documented(fired, code, text, right):
    assert (fired("R60", code, documents=[document(text)]) == []) is right


def test_without_the_record_nothing_is_said_of_a_fracture(fired):
    assert fired("R60", "S52.501B S52.514A") == []
