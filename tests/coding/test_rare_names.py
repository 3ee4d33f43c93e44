"""Rare conditions by the names that case reports and specialists give them."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

NAMED = {
    # Heart and vessels
    "Anterior STEMI": "I21.09",
    "Inferior wall myocardial infarction": "I21.19",
    "Subendocardial infarction": "I21.4",
    "Old anterior myocardial infarction": "I25.2",
    "STEMI involving the left anterior descending artery": "I21.02",
    "History of inferior myocardial infarction": "I25.2",
    "Prior anterior STEMI": "I25.2",
    "Transient monocular blindness": "G45.3",
    "History of popliteal DVT": "Z86.718",
    "Prior subclavian vein thrombosis": "Z86.718",
    "Left ventricular thrombus": "I51.3",
    "Constrictive pericarditis": "I31.1",
    "Vegetation on the mitral valve": "I33.0",
    "Left anterior hemiblock": "I44.4",
    "Tachy-brady syndrome": "I49.5",
    "Pontine hemorrhage": "I61.3",
    "Anterior communicating artery aneurysm": "I67.1",
    "Superior sagittal sinus thrombosis": "G08",
    "CNS vasculitis": "I67.7",
    "Stanford type B aortic dissection": "I71.012",
    "Popliteal artery aneurysm": "I72.4",
    "Right femoral artery pseudoaneurysm": "I72.4",
    "Fibromuscular dysplasia": "I77.3",
    "Portal thrombosis": "I81",
    "Left popliteal vein thrombosis": "I82.432",
    "Right internal jugular vein thrombosis": "I82.C11",
    "Variceal bleeding": "I85.01",
    "Nutcracker syndrome": "I87.1",
    "Chylous ascites": "I89.8",
    "Necrosis of the toes": "I96",
    # Eyes and ears
    "CN VI palsy": "H49.20",
    "Paresis of the left sixth cranial nerve": "H49.22",
    "Right third nerve palsy": "H49.01",
    "Tractional retinal detachment, left eye": "H33.42",
    "Acanthamoeba keratitis": "B60.13",
    "Loss of vision in the right eye": "H54.61",
    "Decreased visual acuity": "H54.7",
    "Sudden vision loss, left eye": "H53.132",
    "Bitemporal hemianopsia": "H53.47",
    "Optic disc edema": "H47.10",
    "Neovascular glaucoma": "H40.89",
    "Orbital edema of the right eye": "H05.221",
    "Bilateral sensorineural hypoacusis": "H90.3",
    # Nerves and mind
    "Anti-NMDA receptor encephalitis": "G04.81",
    "Osmotic demyelination syndrome": "G37.2",
    "Petit mal epilepsy": "G40.A09",
    "Hypoglossal nerve palsy": "G52.3",
    "Left ulnar nerve lesion": "G56.22",
    "Right common peroneal neuropathy": "G57.31",
    "Acute polyradiculoneuritis": "G61.0",
    "Critical illness neuropathy": "G62.81",
    "Ocular myasthenia": "G70.00",
    "Steinert disease": "G71.11",
    "Tetraparesis": "G82.50",
    "Paresis of the left leg": "G83.14",
    "CRPS of the right hand": "G90.511",
    "Uncal herniation": "G93.5",
    "Anoxic encephalopathy": "G93.1",
    "Pneumocephalus": "G93.89",
    "Spinal cord infarction": "G95.11",
    "Heroin addict": "F11.20",
    "Acute confusional syndrome": "F05",
    "Delusional parasitosis": "F22",
    "Psychogenic seizures": "F44.5",
    "Munchausen syndrome by proxy": "F68.A",
    # Glands, metabolism, pregnancy
    "Thyroid storm": "E05.91",
    "Pituitary apoplexy": "E23.6",
    "Conn syndrome": "E26.01",
    "Adrenal pseudocyst": "E27.8",
    "Premature ovarian failure": "E28.39",
    "Amyloidosis of the bladder": "E85.4",
    "AL amyloidosis": "E85.81",
    "Hyperpotassemia": "E87.5",
    "Hydroelectrolytic disturbances": "E87.8",
    "Hungry bone syndrome": "E83.81",
    "Multiple endocrine neoplasia type 2A": "E31.22",
    "Diabetic glomerulosclerosis": "E11.21",
}


@pytest.mark.parametrize(("words", "codes"), NAMED.items(), ids=NAMED)
def test_a_rare_condition_is_coded_by_its_usual_name(engine, words, codes):
    found = suggested(code(note(f"Assessment:\n1. {words}"), engine))
    assert sorted(found) == codes.split()


@pytest.mark.parametrize(
    "text",
    [
        "Objective: no left atrial enlargement, no vegetation on the valves.",
        "Objective: vision intact, no visual field deficit, pupils equal.",
        "Objective: CN II-XII intact, no ophthalmoparesis, no gaze palsy.",
        "Family history: father with anterior STEMI, mother with moyamoya.",
        "Objective: CRP 12, no cranial nerve palsy, no extrapyramidal signs.",
        "Family history: mother with myasthenia, brother heroin addict.",
        "Plan: return for loss of vision or sudden vision loss.",
    ],
)
def test_a_name_denied_feared_or_of_a_relative_is_not_coded(engine, text):
    assert suggested(code(note(f"{text}\nAssessment: cough."), engine)) == ["R05.9"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Twin to twin transfusion syndrome", "O43.029"),
        ("Meconium stained amniotic fluid", "O77.0"),
        ("Preeclampsia superimposed on chronic hypertension", "O11.9"),
        ("Puerperal endometritis", "O86.12"),
    ],
)
def test_what_befalls_a_pregnancy_is_coded_by_its_name(engine, words, expected):
    about = note(f"Assessment:\n1. {words}", sex="F", age=30)
    assert expected in suggested(code(about, engine))


def test_what_a_sentence_lists_of_one_eye_is_of_that_eye(engine):
    text = (
        "Assessment: The left eye shows diffuse and intense swelling of the lids on "
        "all sides and a moderate conjunctival chemosis."
    )
    assert "H11.422" in suggested(code(note(text), engine))


def test_re_and_le_are_eyes_where_the_note_says_so(engine):
    text = "History: right eye (RE) and left eye (LE) seen.\nAssessment: Pterygium LE."
    assert suggested(code(note(text), engine)) == ["H11.002"]
    text = "Objective: ophthalmological exam due.\nAssessment: LE edema."
    assert suggested(code(note(text), engine)) == ["R60.0"]


def test_two_diseases_of_one_category_are_both_coded(engine):
    text = "Assessment: pterygium of the left eye. Conjunctival edema, left eye."
    assert suggested(code(note(text), engine)) == ["H11.002", "H11.422"]
