"""What surgeons, podiatrists and readers of images dictate as a diagnosis."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hallux abductovalgus deformity, left foot.", ["M20.12"]),
        ("Plantarflexed fourth metatarsal, left foot.", ["M21.6X2"]),
        ("Hypertrophy of the second metatarsal head, right foot.", ["M89.371"]),
        ("Status asthmaticus.", ["J45.902"]),
        ("Do not resuscitate.", ["Z66"]),
        ("Nasal septal perforation.", ["J34.89"]),
        ("Nasal septal deformity.", ["J34.2"]),
        ("Pneumonitis.", ["J98.4"]),
        ("Mediastinal mass.", ["J98.59"]),
        ("Left upper lobe mass.", ["R91.8"]),
        ("Endobronchial tumor.", ["D49.1"]),
        ("Subcutaneous mass of the left flank.", ["R22.2"]),
        ("Food impaction of the esophagus.", ["T18.128A"]),
        ("Foreign body in the right eye.", ["T15.91XA"]),
        ("Right corneal laceration with uveal prolapse.", ["S05.21XA"]),
        ("Eyebrow ptosis, bilateral.", ["H57.813"]),
        ("Clotted Gore-Tex graft.", ["T82.868A"]),
        ("Dislodged PEG tube.", ["K94.23"]),
        ("Abnormal videonystagmography.", ["R94.121"]),
        ("Elevated CPK.", ["R74.8"]),
        ("Long history of phlebitis.", ["Z86.72"]),
        ("Right maxillary fracture.", ["S02.40CA"]),
        ("Second-degree burns of the left arm.", ["T22.20XA"]),
        ("Pauci-immune crescentic glomerulonephritis.", ["N05.7"]),
        ("Diabetes with low blood sugars at night.", ["E11.649"]),
        ("STEMI with occlusion of the left anterior descending.", ["I21.02"]),
        ("Fracture dislocation, C2.", ["S12.100A"]),
        ("Alkaline reflux gastritis.", ["K29.60"]),
        ("Cecal AVM.", ["K55.20"]),
    ],
)
def test_a_name_as_it_is_dictated_is_known(codes, text, wanted):
    assert codes(f"ASSESSMENT: {text}") == wanted


def test_a_burn_of_no_told_part_is_not_of_the_ear(codes):
    assert "T20.219A" not in codes("ASSESSMENT: Second-degree burns.")
    assert codes("ASSESSMENT: Second-degree burn of the left ear.") == ["T20.212A"]


# ---- words of another sense


@pytest.mark.parametrize(
    "text",
    [
        "BIOMETRY: BPD: 6.4 cm. HC 23 cm.",
        "EYES: Red reflex present in both.",
        "IMPRESSION: Flu-like illness is not excluded by the swab.",
        "IMPRESSION: Interval removal of skin staples.",
        "IMPRESSION: Mild erythema of the bladder wall.",
        "IMPRESSION: Antral erythema.",
        "IMPRESSION: Double-J right ureteral stent in good position.",
        "IMPRESSION: Venous engorgement of the bronchi.",
    ],
)
def test_such_words_name_no_disease(codes, text):
    wrong = {"F60.3", "H57.89", "J11.1", "Z48.02", "L53.9", "Q62.5", "H34.829"}
    assert not wrong & set(codes(text))


def test_the_same_words_name_it_where_they_mean_it(codes):
    assert "L53.9" in codes("ASSESSMENT: Erythema of the left cheek.")
    assert "J11.1" in codes("ASSESSMENT: Flu.")
    assert "F60.3" in codes("ASSESSMENT: Borderline personality disorder.")


# ---- what is past and what is doubted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Status post fall with a left wrist fracture.", "S62.102A"),
        ("Status post motor vehicle accident with a scalp laceration.", "S01.01XA"),
        ("S/P assault with a nasal fracture.", "S02.2XXA"),
    ],
)
def test_an_injury_after_an_accident_is_no_history(codes, text, wanted):
    assert wanted in codes(f"ASSESSMENT: {text}")


def test_an_accident_of_years_ago_is_past(codes):
    text = "ASSESSMENT: Neck pain. Status post fall with a wrist fracture 9 years ago."
    assert not [one for one in codes(text) if one.startswith("S")]


def test_what_is_only_considered_is_not_coded(codes, engine):
    text = "ASSESSMENT: Rectal bleeding. Possibilities include polyp and colitis."
    assert codes(text) == ["K62.5"]
    text = "IMPRESSION: Primary consideration is a pleomorphic adenoma of the parotid."
    result = code(note(text), engine)
    assert set_aside(result)["D11.0"][0] == "uncertain"


def test_no_other_finding_does_not_deny_the_one_found(codes):
    text = "IMPRESSION: Nystagmus to the left. No other nystagmus."
    assert codes(text) == ["H55.00"]


def test_a_remission_of_a_lymphoma_is_none_of_a_lung_cancer(codes):
    text = (
        "POSTOPERATIVE DIAGNOSES:\n1. Non-small cell carcinoma of the left upper lobe."
        "\n2. History of lymphoma in remission.\nHPI: Her lymphoma is in remission.\n"
    )
    assert "C34.12" in codes(text)


def test_a_scar_of_a_cesarean_counts_in_a_pregnancy(codes):
    text = "ASSESSMENT: 1. Pregnancy at 38 weeks. 2. History of previous cesarean."
    assert "O34.219" in codes(text)
    assert codes("ASSESSMENT: History of previous cesarean. Gout.") == ["M10.9"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Bilateral leg pain.", ["M79.604", "M79.605"]),
        ("Pain in both arms.", ["M79.601", "M79.602"]),
        ("Leg pain.", ["M79.606"]),
        ("Left leg pain.", ["M79.605"]),
    ],
)
def test_pain_of_both_limbs_is_of_each(codes, text, wanted):
    assert sorted(codes(f"ASSESSMENT: {text}")) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Thyroglossal duct cyst.", ["Q89.2"]),
        ("Branchial cleft cyst, right.", ["Q18.0"]),
        ("Sphenoid wing meningioma.", ["D32.0"]),
        ("Leiomyomata uteri.", ["D25.9"]),
        ("Loosening of the left total hip.", ["T84.031A"]),
        ("Infected right total knee.", ["T84.53XA"]),
        ("Cleft lip and palate.", ["Q37.9"]),
        ("Monteggia fracture, left.", ["S52.272A"]),
        ("Adenocarcinoma of the distal esophagus.", ["C15.5"]),
        ("Desires tubal reversal.", ["Z31.0"]),
        ("Cervical syrinx.", ["G95.0"]),
        ("Dislodged atrial lead.", ["T82.120A"]),
        ("CRPS of the left leg.", ["G90.522"]),
        ("Drug overdose.", ["T50.901A"]),
    ],
)
def test_rarer_names_of_operations_are_known_too(codes, text, wanted):
    assert codes(f"ASSESSMENT: {text}") == wanted


def test_letters_before_a_dash_head_the_parts_of_a_note_in_one_line(codes):
    told = (
        "S -, Here for painful calluses.,O -, Bunions of both feet.,"
        "A - ,1. Plantar fasciitis.,P - ,1. Stretching.,"
    )
    assert codes(told) == ["M72.2"]
    assert "M72.2" in codes("A - ,1. Plantar fasciitis.,")
