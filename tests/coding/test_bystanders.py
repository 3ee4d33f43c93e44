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


HISTORY = (
    "Social: smokes a pack of cigarettes a day.\nAssessment: Sciatica.\nPlan: {}\n"
)


@pytest.mark.parametrize(
    "plan",
    [
        "He needs to get off the cigarettes.",
        "Smoking: not ready to quit.",
        "Nicotine gum, he will try it.",
        "Counseled on smoking cessation.",
    ],
)
def test_tobacco_that_the_plan_takes_up_is_coded(engine, plan):
    assert "F17.210" in suggested(code(note(HISTORY.format(plan)), engine))


def test_tobacco_that_nobody_takes_up_is_not(engine):
    plan = "Stop lifting. Physical therapy, naproxen."
    assert "F17.210" not in suggested(code(note(HISTORY.format(plan)), engine))


@pytest.mark.parametrize(
    "sentence",
    [
        "I am concerned for a rotator cuff tear.",
        "There is nothing here to suggest heart failure or lupus.",
        "We need to get those aids adjusted.",
        "Lipids are at goal on high-dose atorvastatin.",
        "Her sugars are running 130 to 150.",
    ],
)
def test_what_is_feared_or_said_in_other_words_is_not_coded(engine, sentence):
    assert suggested(code(note(VISIT.format(sentence)), engine)) == ["I10"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Doing great 6 weeks status post left total hip.", "Z47.1"),
        ("Doing great 6 weeks status post left total hip.", "Z96.642"),
        ("COPD with emphysema.", "J43.9"),
        ("Family history of colon cancer in her sister, colonoscopy now.", "Z80.0"),
        ("Closed ulnar styloid fracture on the left.", "S52.612A"),
    ],
)
def test_what_is_told_in_prose_is_coded(engine, sentence, expected):
    assert expected in suggested(code(note(VISIT.format(sentence)), engine))


def test_a_joint_put_in_years_ago_needs_no_aftercare(engine):
    sentence = "Status post left total hip arthroplasty in 2018, doing well."
    assert "Z47.1" not in suggested(code(note(VISIT.format(sentence)), engine))


RHINITIS = "HPI: Follow-up.\nASSESSMENT AND PLAN:\nAllergic rhinitis, on Flonase. {}\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "I would like to test her for lupus, hepatitis C and diabetes.",
        "I spoke of the fact that untreated sleep apnea raises the risk of stroke.",
        "He has done well since his gallbladder was taken out for gallstones in 2019.",
        "Told she has fibromyalgia, but I disagree with that diagnosis.",
        "I am anxious to get her MRI, and told her not to worry.",
        "There is thickening within the carpal tunnel.",
        "He had some reflux over the holidays but this has resolved.",
        "The ulcer on the right heel has healed.",
        "She has what sounds like a migraine.",
        "We will treat empirically for pneumonia.",
        "We went over side effects, which include pancreatitis and gallstones.",
    ],
)
def test_what_prose_tells_beside_the_problem_is_not_coded(engine, sentence):
    assert suggested(code(note(RHINITIS.format(sentence)), engine)) == ["J30.9"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("I suspect that the shortness of breath is from deconditioning.", "R06.02"),
        ("The tremor is likely essential tremor.", "R25.1"),
        ("His diabetes is diet controlled.", "E11.9"),
        ("There has been no recurrence of her breast cancer.", "Z85.3"),
    ],
)
def test_what_a_doubt_leaves_is_coded(engine, sentence, expected):
    found = suggested(code(note(RHINITIS.format(sentence)), engine))
    assert set(found) == {"J30.9", expected}
