"""Operations in lists, drugs that are blamed, short names: once coded wrongly."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

LISTS = [
    (
        "S/p fusion L4-5, cataract OU, thyroidectomy, CABG x3, stents, THA, BKA,"
        " colostomy.",
        "Z98.1 Z98.41 Z98.42 Z90.89 Z95.1 Z95.5 Z96.649 Z89.519 Z93.3",
    ),
    ("S/p ACDF C5-6.", "Z98.1"),
    ("S/p left THA, right TKA in 2019.", "Z96.642 Z96.651"),
    ("Cataract, right eye. S/p left cataract surgery.", "H26.9 Z98.42"),
    ("Lumbar fusion 2015. Low back pain.", "M54.50 Z98.1"),
    ("Hypothyroidism s/p thyroidectomy.", "E89.0"),
    ("Pseudophakia OU.", "Z96.1"),
    # not done, not past, or undone
    ("Cataract OU, plan for surgery.", "H26.9"),
    ("Scheduled for cataract surgery.", ""),
    ("S/p colostomy reversal.", ""),
    ("Discussed knee replacement. Knee OA.", "M17.9"),
    ("S/p ureteral stent.", "Z96.0"),
    ("S/p carotid stent.", "Z95.828"),
    ("S/p stent removal by urology. Gout.", "M10.9"),
]


@pytest.mark.parametrize(("said", "expected"), LISTS, ids=[one for one, _ in LISTS])
def test_operations_of_the_past_leave_their_status(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


DRUGS = [
    ("Rash after starting Bactrim.", "L27.0 T37.0X5A"),
    ("Rash, reaction to amoxicillin.", "L27.0 T36.0X5A"),
    ("Lisinopril cough.", "R05.9 T46.4X5A"),
    ("Cough since starting lisinopril.", "R05.9 T46.4X5A"),
    ("Diarrhea from antibiotics.", "K52.1 T36.95XA"),
    ("Opioid-induced constipation.", "K59.03 T40.2X5A"),
    ("Statin-induced myopathy.", "G72.0 T46.6X5A"),
    ("Tremor from albuterol.", "G25.1 T48.6X5A"),
    ("Orthostatic hypotension due to tamsulosin.", "I95.2 T44.6X5A"),
    ("INR high on warfarin.", "R79.1 T45.515A Z79.01"),
    ("PMR on oral steroids.", "M35.3 Z79.52"),
    ("Asthma on inhaled steroids.", "J45.909 Z79.51"),
    # taken, and not blamed
    ("Depression better since starting sertraline.", "F32.A"),
    ("Gout improved after starting allopurinol.", "M10.9"),
    ("Subtherapeutic INR on warfarin.", "R79.1 Z79.01"),
    ("Elevated INR from cirrhosis, off warfarin.", "K74.60 R79.1"),
    ("Headache on prednisone.", "R51.9"),
    ("UTI, on antibiotics.", "N39.0"),
    ("COPD exacerbation, start oral steroids.", "J44.1"),
    ("COPD exacerbation, on oral steroids for 5 days.", "J44.1"),
    ("Opioid use disorder.", "F11.20"),
]


@pytest.mark.parametrize(("said", "expected"), DRUGS, ids=[one for one, _ in DRUGS])
def test_a_drug_is_named_where_it_is_blamed(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


WOUNDS = [
    ("Postoperative wound infection.", "T81.49XA"),
    ("Post-op infection.", "T81.40XA"),
    ("Relapsing-remitting MS.", "G35.A"),
    ("Primary progressive MS.", "G35.B0"),
    ("RA, on prednisone.", "M06.9 Z79.52"),
]


@pytest.mark.parametrize(("said", "expected"), WOUNDS, ids=[one for one, _ in WOUNDS])
def test_short_names_of_every_day(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())


OFFICE = [
    ("Bicuspid aortic valve with regurgitation.", "Q23.81 I35.1"),
    ("Acute bronchitis, viral.", "J20.8"),
    ("Focal epilepsy with impaired awareness, intractable.", "G40.219"),
    ("TIA 2 weeks ago, no deficits.", "Z86.73"),
    ("TIA.", "G45.9"),
    ("PTSD, chronic; nightmares.", "F43.12"),
    ("Nightmares.", "F51.5"),
    ("Left knee medial meniscus tear, old.", "M23.204"),
    ("Degenerative lateral meniscus tear, right knee.", "M23.200"),
    ("Medial meniscus tear, left knee.", "S83.242A"),
    ("Venous ulcer, right calf, fat layer exposed.", "I87.2 L97.212"),
    ("Venous leg ulcer, left.", "I87.2 L97.929"),
    ("Left calf ulcer.", "L97.229"),
]


@pytest.mark.parametrize(("said", "expected"), OFFICE, ids=[one for one, _ in OFFICE])
def test_assessments_of_an_office(engine, said, expected):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert set(suggested(coded)) == set(expected.split())
