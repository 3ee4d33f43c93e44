"""What visit diagnoses are called in American practices, each with its code."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

WORDED = {
    "Essential hypertension, benign": "I10",
    "White coat syndrome without diagnosis of hypertension": "R03.0",
    "Obesity (BMI 30-39.9)": "E66.9",
    "GERD with esophagitis": "K21.00",
    "Gastroesophageal reflux disease, unspecified whether esophagitis present": "K21.9",
    "Elevated liver enzymes": "R74.8",
    "Abnormal LFTs": "R79.89",
    "Influenza A": "J10.1",
    "Flu-like symptoms": "R68.89",
    "Exposure to strep throat": "Z20.818",
    "Positive TB test": "R76.11",
    "Intramural leiomyomata of the uterus": "D25.1",
    "Degenerative spondylolisthesis L4-5": "M43.16",
    "Neck pain, right C7 radiculopathy": "M54.12",
    "Lumbar stenosis L4-5 with neurogenic claudication": "M48.062",
    "Tailor's bunion, right foot": "M21.621",
    "Well woman, doing well": "Z01.419",
    "Otitis media with effusion, bilateral": "H65.93",
    "Left L5-S1 disc herniation with L5-S1 radiculopathy": "M51.17",
    "Type 1 diabetes without macular edema and with hypoglycemia": "E10.649",
    "Hyperlipidemia, unspecified hyperlipidemia type": "E78.5",
    "Uncontrolled type 2 diabetes with hyperglycemia": "E11.65",
    "Class 2 severe obesity with serious comorbidity": "E66.812",
    "Anxiety and depression": "F32.A F41.9",
    "MDD, recurrent, in remission": "F33.40",
    "Seasonal allergic rhinitis due to pollen": "J30.1",
    "ESRD on hemodialysis": "N18.6 Z99.2",
    "BPH with urinary obstruction": "N40.1",
    "Acute cystitis with hematuria": "N30.01",
    "Bilateral knee OA": "M17.0",
    "Bilateral hand pain": "M79.641 M79.642",
    "Chronic left-sided low back pain with left-sided sciatica": "M54.42",
    "Osteoporosis without current pathological fracture": "M81.0",
    "Acute non-recurrent maxillary sinusitis": "J01.00",
    "Non-recurrent acute suppurative otitis media of right ear": "H66.001",
    "Acute swimmer's ear of right side": "H60.331",
    "Cellulitis of left lower leg": "L03.116",
    "Postthrombotic syndrome of left leg": "I87.002",
    "Abscess of left axilla": "L02.412",
    "Irritable bowel syndrome with constipation": "K58.1",
    "Neck and back pain": "M54.2 M54.9",
    "Thyroid nodule": "E04.1",
    "Torn anterior cruciate ligament, right knee": "S83.511A",
    "Achilles tendon rupture, left lower extremity": "S86.012A",
    "Herniated nucleus pulposus at L5-S1": "M51.27",
    "Chronic maxillary and ethmoid sinusitis": "J32.8",
    "Squamous cell carcinoma of the scalp": "C44.42",
    "Laceration of right hand without foreign body, initial encounter": "S61.411A",
    "Goodpasture syndrome": "M31.0",
    "Kawasaki's syndrome": "M30.3",
    "Reye syndrome": "G93.7",
    "Hirschsprung disease": "Q43.1",
    "Crohn's colitis": "K50.10",
    "Severe Alzheimer's dementia": "F02.C0 G30.9",
    "Severe Alzheimer dementia with agitation": "F02.C11 G30.9",
    "Crohn's disease of small and large intestine with perianal fistula": "K50.813",
    "Intracranial hypertension": "G93.2",
    "Vesico-ureteral reflux": "N13.70",
    "Optic neuropathy": "H46.9",
    "Spastic hemiparesis of the right dominant side": "G81.11",
    "Keratosis pilaris": "L85.8",
    "Capsular contracture of the breast implant, left": "T85.44XA",
    "White coat hypertension, no diagnosis of hypertension": "R03.0",
    "White coat syndrome with diagnosis of hypertension": "I10",
    "Oropharyngeal dysphagia following cerebral infarction": "I69.391 R13.12",
    "Dysphagia, pharyngeal phase, as sequela of stroke": "I69.391 R13.13",
    "Residual dysphagia after stroke": "I69.391",
    "On long-term warfarin, INR check today": "Z51.81 Z79.01",
    "Closed displaced fracture of the shaft of the fifth metacarpal, right": "S62.326A",
    "Fracture of neck of fifth metacarpal, right": "S62.336A",
    "Fracture of shaft of first metacarpal, right hand": "S62.241A",
    "History of aortobifemoral bypass": "Z95.828",
    "Status post aortobifemoral bypass for PAD": "I73.9 Z95.828",
    "Status post coronary bypass": "Z95.1",
    "BPH with weak stream": "N40.1 R39.12",
    "Muscle spasm": "M62.838",
    "Muscle spasm of back": "M62.830",
    "Iris synechiae": "H21.509",
    "Iris synechiae, left eye": "H21.502",
    "Hypoproteinemia": "E77.8",
}


@pytest.mark.parametrize(("words", "codes"), WORDED.items(), ids=WORDED)
def test_a_visit_diagnosis_is_coded_as_it_is_called(engine, words, codes):
    found = suggested(code(note(f"Assessment:\n1. {words}"), engine))
    assert sorted(found) == codes.split()


@pytest.mark.parametrize(
    "text",
    [
        "Assessment: cough, ?pneumonia",
        "Assessment: pneumonia? Cough.",
        "Assessment: cough. Pneumonia was considered.",
        "Assessment: cough. He isn't thought to have pneumonia.",
    ],
)
def test_what_is_doubted_or_denied_is_not_coded(engine, text):
    assert suggested(code(note(text), engine)) == ["R05.9"]


def test_what_is_declined_is_what_follows(engine):
    text = "Assessment: nicotine dependence, cigarettes, declined patches."
    assert suggested(code(note(text), engine)) == ["F17.210"]
