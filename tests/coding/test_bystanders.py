"""What an assessment mentions beside its diagnoses and nobody would bill."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

VISIT = "HPI: Here for BP.\nA/P:\n1. Hypertension, stable, continue lisinopril.\n{}\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "Continue PPI, proton pump inhibitor daily.",
        "Encouraged weight loss and exercise.",
        "Weight loss will help with this.",
        "Bipolar cautery was used at the last procedure.",
        "Cataract surgery both eyes 2019 went well.",
        "Labs for hepatitis B, hepatitis C and HIV ordered.",
        "Check A1c for diabetes.",
        "Check CBC for anemia.",
        "Would treat as gout if uric acid is high.",
        "Discussed the signs and symptoms of stroke.",
        "Discussed that untreated pressure leads to heart failure, stroke, blindness.",
        "Borderline diabetes was ruled out last year.",
        "Look out for leg swelling or calf pain.",
        "Instructed to report black stools or bleeding.",
        "Screen for diabetes at next visit.",
        "Osteoporosis screening due next year.",
        "Rash cleared.",
        "Options IUD, ablation, pills.",
        "Back pain is no longer a problem.",
    ],
)
def test_what_stands_beside_a_diagnosis_is_not_coded(engine, sentence):
    assert suggested(code(note(VISIT.format(sentence)), engine)) == ["I10"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Unintentional weight loss, check CT.", "R63.4"),
        ("Bipolar disorder, stable on lithium.", "F31.9"),
        ("Age-related nuclear cataract, both eyes.", "H25.13"),
        ("Chronic hepatitis B, check viral load.", "B18.1"),
        ("Back pain, new.", "M54.9"),
        ("AC joint OA, R.", "M19.011"),
        ("Complete rotator cuff tear R shoulder, nontraumatic.", "M75.121"),
    ],
)
def test_the_same_words_said_of_the_patient_are(engine, sentence, expected):
    assert expected in suggested(code(note(VISIT.format(sentence)), engine))


@pytest.mark.parametrize(
    "heading", ["Patient instructions:", "RETURN PRECAUTIONS:", "Patient Education\n"]
)
def test_a_leaflet_is_no_assessment(engine, heading):
    leaflet = f"{heading} High blood pressure and diabetes cause strokes. Fever, rash."
    coded = code(
        note(f"62 yo with gout, on allopurinol, no flares.\n{leaflet}"), engine
    )
    assert suggested(coded) == ["M10.9"]
