"""Everyday assessments, coded wholly: each beside what it must not take in."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # A detail that the sentence tells further on
        ("CKD secondary to hypertension, currently stage 3a.", {"I12.9", "N18.31"}),
        ("CKD, followed by nephrology, now stage IV.", {"N18.4"}),
        ("Type 2 diabetes with foot ulcer of the left heel.", {"E11.621", "L97.429"}),
        ("Dementia with paranoia.", {"F03.92"}),
        ("Moderate dementia with hallucinations.", {"F03.B2"}),
        ("Dementia with no hallucinations.", {"F03.90"}),
        ("Dementia. Paranoid personality disorder.", {"F03.90", "F60.0"}),
        (
            "Late-onset Alzheimer's disease with moderate dementia and wandering.",
            {"G30.1", "F02.B18", "Z91.83"},
        ),
        # Remission of a cancer of the lymph has a code; that of another is history
        ("Diffuse large B-cell lymphoma, in remission.", {"C83.3A"}),
        ("Follicular lymphoma grade II in remission.", {"C82.1A"}),
        ("Hodgkin lymphoma in remission.", {"C81.9A"}),
        ("History of Hodgkin lymphoma.", {"Z85.71"}),
        ("Breast cancer in remission.", {"Z85.3"}),
        # Bones, joints, vessels
        (
            "Pathological fracture of vertebra due to metastatic prostate cancer.",
            {"M84.58XA", "C79.51", "C61"},
        ),
        (
            "Pathological fracture of right hip due to metastatic breast cancer.",
            {"M84.559A", "C79.51", "C50.919"},
        ),
        ("Pathological fracture of right hip. Breast cancer.", {"M84.459A", "C50.919"}),
        ("Jones fracture of right foot.", {"S92.351A"}),
        ("Closed fracture of the right radius.", {"S52.91XA"}),
        ("Right distal radius fracture.", {"S52.501A"}),
        ("Chronic gout of right knee.", {"M1A.0610"}),
        ("Chronic tophaceous gout, left hand.", {"M1A.0421"}),
        ("Gout of right knee.", {"M10.061"}),
        ("STEMI involving left circumflex artery.", {"I21.21"}),
        ("Acute STEMI, unspecified site.", {"I21.3"}),
        ("Inferior STEMI, RCA.", {"I21.11"}),
        # What is doubted does not make another disease the more exact one
        ("Choledocholithiasis, ? cholecystitis.", {"K80.50"}),
        ("Choledocholithiasis with cholecystitis.", {"K80.40"}),
        ("Gallstones with chronic cholecystitis.", {"K80.10"}),
        # A side behind "of" is that of the condition before it
        (
            "Pseudophakia of the left eye, nuclear cataract of the right eye.",
            {"Z96.1", "H25.11"},
        ),
        (
            "Right knee osteoarthritis, rotator cuff tear of the left shoulder.",
            {"M17.11", "M75.102"},
        ),
        ("Cocaine abuse with intoxication.", {"F14.129"}),
        ("Thrombocytopenia due to heparin.", {"D75.829", "T45.515A"}),
        ("Allergic rhinoconjunctivitis due to pollen.", {"J30.1", "H10.10"}),
        ("Allergic rhinitis due to pollen.", {"J30.1"}),
        ("Benign tumor.", {"D36.9"}),
        ("Abdominal pain and swelling.", {"R10.9", "R19.00"}),
        # Operations of long ago, not those that are planned or another's
        ("Hysterectomy 2012 for fibroids.", {"Z90.710"}),
        (
            "GERD. History of cholecystectomy and hysterectomy.",
            {"K21.9", "Z90.49", "Z90.710"},
        ),
        ("Fibroids, hysterectomy scheduled for 2027.", {"D25.9"}),
        ("Hypertension. Sister s/p hysterectomy 2012.", {"I10"}),
        ("Hypertension. Past surgical history: no hysterectomy.", {"I10"}),
        (
            "High risk medication monitoring: methotrexate for rheumatoid arthritis.",
            {"Z51.81", "M06.9", "Z79.631"},
        ),
        ("Elevated PSA, prior negative biopsy.", {"R97.20"}),
        # A heart attack within four weeks of another (I.C.9.e.4)
        ("Subsequent NSTEMI.", {"I22.2"}),
        ("Subsequent STEMI of anterior wall.", {"I22.0"}),
        ("New NSTEMI, 2 weeks after inferior STEMI.", {"I22.2", "I21.19"}),
        ("NSTEMI 6 weeks after inferior STEMI.", {"I21.4", "I21.19"}),
        ("NSTEMI, subsequent visit.", {"I21.4"}),
        ("Type 2 myocardial infarction, 2 weeks after STEMI.", {"I21.A1"}),
        # Drugs that are used for long, said without "current"
        ("Long-term use of anticoagulants.", {"Z79.01"}),
        ("Long-term use of insulin.", {"Z79.4"}),
        ("Long-term use of aspirin.", {"Z79.82"}),
        ("Long-term use of steroids.", {"Z79.52"}),
        ("Long-term use of inhaled steroids.", {"Z79.51"}),
        ("No long-term use of anticoagulants. Gout.", {"M10.9"}),
        # A cancer whose treatment is completed (I.C.21.c.8)
        (
            "Surveillance following completed treatment of prostate cancer.",
            {"Z08", "Z85.46"},
        ),
        ("Prostate cancer, treatment ongoing, surveillance labs.", {"C61"}),
        # One part of the body with both its sides (I.B.13)
        ("Osteoarthritis of the right knee and of the left knee.", {"M17.0"}),
        ("Osteoarthritis of the right knee and the left knee.", {"M17.0"}),
        ("Osteoarthritis of the right knee and left hip.", {"M17.11", "M16.12"}),
    ],
)
def test_an_everyday_assessment_is_coded_wholly(engine, said, expected):
    assert set(suggested(code(note(f"Assessment: {said}\n"), engine))) == expected
