"""Names of tests, papers, teams, doctors and old events beside the diseases in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import labels
from coding.assertions import cues, judge
from coding.pipeline import code
from coding.values import Assertion
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    "said",
    [
        # Tests carry the name of what they look for
        "Hepatitis panel ordered.",
        "Lyme titer pending.",
        "Measles titer and varicella IgG drawn.",
        "GAD antibodies sent.",
        "TB skin test read as 0 mm.",
        "Celiac panel sent.",
        "Breast cancer gene test offered.",
        "Influenza A antigen negative.",
        "Negative HIV test.",
        "HSV culture pending.",
        "ANA and lupus anticoagulant sent.",
        "Blood and urine cultures sent.",
        "Blood, urine and stool cultures were negative.",
        "Blood alcohol level drawn.",
        # What one is vaccinated against
        "Shingles shot given.",
        "Varicella immune.",
        "Rabies series completed.",
        "Hepatitis B immune globulin given.",
        # Papers, teams, ways to work
        "Kidney stone protocol CT ordered.",
        "Stroke team called.",
        "Depression hotline number given.",
        # Scales, scores and what is said of a disease in general
        "Glasgow coma scale 15.",
        "NIH stroke scale 0.",
        "Geriatric depression scale 3.",
        "Pneumonia severity index 90.",
        "Stroke is a leading cause of disability.",
        "The most common cause of dementia is Alzheimer disease.",
        # Drugs against a disease, and things of the same name
        "Anti-hypertensive regimen reviewed.",
        "Contrast dye given.",
        "Atlas and axis intact.",
        "Stellate ganglion block.",
        "Shock wave lithotripsy.",
        "ST depression on EKG.",
        "VT 450 mL on the ventilator.",
        "Tear meniscus normal in both eyes.",
        "Therapeutic hypothermia after arrest.",
        "Edematous mucosa on colonoscopy.",
        "Vesicular murmur on both sides.",
        "Needs help with activities of daily living alone.",
        "Her child, as well as her mother, was seen.",
        "Pain in this period of time improved.",
        "Umbilical hernia repair last year.",
        "Left carpal tunnel release in 2014.",
    ],
)
def test_a_name_that_holds_a_disease_is_no_disease(engine, said):
    assert not suggested(code(note(f"Assessment: {said}\n"), engine))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Influenza A test positive.", "J10.1"),
        ("HIV test positive.", "Z21"),
        ("Herpes simplex infection.", "B00.9"),
        ("Pneumonia, mycoplasma titers sent.", "J18.9"),
        ("Depression, PHQ questionnaire 14.", "F32.A"),
        ("Anemia: panel pending.", "D64.9"),
        ("Coma, Glasgow coma scale 6.", "R40.20"),
        ("8-point Glasgow coma scale.", "R40.20"),
        ("Depression, geriatric depression scale 11.", "F32.A"),
        ("Prostate cancer Gleason score 7.", "C61"),
        ("Risk factors for CAD are hypertension and gout.", "I10 M10.9 I25.10"),
        ("Blood in urine.", "R31.9"),
        ("Fracture of the atlas.", "S12.000A"),
        ("Ganglion of left wrist.", "M67.432"),
        ("Septic shock.", "A41.9 R65.21"),
        ("Edematous legs.", "R60.0"),
        ("Celiac sprue.", "K90.0"),
        ("Systolic murmur.", "R01.1"),
        ("Lives alone.", "Z60.2"),
        ("Left carpal tunnel syndrome.", "G56.02"),
        ("Inguinal hernia, repair planned.", "K40.90"),
        ("Cataract surgery both eyes 2019 went well.", "Z98.41 Z98.42"),
    ],
)
def test_the_disease_itself_beside_such_a_name_is_coded(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # An event with its year is over (I.C.9.e.4, I.C.21.c.4); what lasts is not
        ("MI in 2012.", "I25.2"),
        ("Hypertension, stroke (2015), DVT 2010.", "I10 Z86.73 Z86.718"),
        ("Pulmonary embolism 5 years ago.", "Z86.711"),
        ("Acute pulmonary embolism in 2026.", "I26.99"),
        ("NSTEMI 2026-04-20.", "I21.4"),
        ("Hypertension since 2012.", "I10"),
        ("Stroke 3 years ago with residual right hemiplegia.", "I69.351"),
        ("Stroke in 2012 with residual right hemiplegia.", "I69.351"),
        # A time is no stage
        ("CKD for 3 years.", "N18.9"),
        ("Chronic renal failure of 2 years.", "N18.9"),
        ("CKD 3.", "N18.30"),
        ("CKD stage 3 for 2 years.", "N18.30"),
        # How often it was worse before is not that it is worse now
        ("COPD with frequent exacerbations.", "J44.9"),
        ("COPD, last exacerbation three years ago.", "J44.9"),
        ("Asthma with prior exacerbations.", "J45.909"),
        ("COPD with acute exacerbation.", "J44.1"),
        ("COPD exacerbation.", "J44.1"),
        # Severe pain is no acute abdomen without a rigid one (the index at Pain)
        ("Severe abdominal pain.", "R10.9"),
        ("Severe abdominal pain with rigidity.", "R10.0"),
        ("Severe abdominal pain in the left flank.", "R10.A2"),
        # The bacterium is not the virus
        ("Pneumonia due to H. influenzae.", "J14"),
        ("Haemophilus influenzae bronchitis.", "J20.1"),
        ("Meningitis due to H influenzae.", "G00.0"),
        ("Influenza with pneumonia.", "J11.00"),
        # The place of swollen nodes
        ("Lymphadenopathy in the neck.", "R59.0"),
        ("Generalized lymphadenopathy.", "R59.1"),
    ],
)
def test_numbers_years_and_germs_are_read_as_what_they_are(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


def test_what_a_test_looks_for_is_kept_with_the_reason(engine):
    coded = code(note("Assessment: Lyme titer pending. Negative Zika test.\n"), engine)
    reasons = {one.code: one.reason for one in coded.excluded}
    assert reasons["A69.20"] == "hypothetical"
    assert reasons["A92.5"] == "negated"


def _words(text: str) -> list[tuple[str, int, int]]:
    found, at = [], 0
    for word in text.split():
        found.append((word, at, at + len(word)))
        at += len(word) + 1
    return found


@given(st.sampled_from(sorted(labels.NAMED)), st.integers(1, 5))
def test_a_label_is_of_the_one_word_before_it(label, size):
    """However long the name is, what stands further off is not of the test."""
    text = " ".join(["gout", *["word"] * size, label])
    words = _words(text)
    said, _ = judge(cues(words), words, 0, 4)
    assert said is Assertion.PRESENT


@given(st.sampled_from(sorted(labels.TESTS - labels.OF_BLOOD)))
def test_a_test_that_found_it_tells_of_the_disease(test):
    for text in (f"lyme {test} was positive", f"positive lyme {test}"):
        words = _words(text)
        at = text.index("lyme")
        said, _ = judge(cues(words), words, at, at + 4)
        assert said is Assertion.PRESENT
