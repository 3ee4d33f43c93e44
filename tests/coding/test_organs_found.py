"""What is found of organs, spines and joints, and what an operation only handles."""

import pytest


def assessed(codes, *items):
    return codes("ASSESSMENT:\n" + "\n".join(items))


# ---- organs


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Bladder lesion", "N32.9"),
        ("Duodenal mass", "K31.89"),
        ("Mass in the left lobe of the liver", "R16.0"),
        ("Vocal cord lesion", "J38.3"),
        ("Mediastinal tumor", "D49.89"),
        ("Cerebellar tumor", "D49.6"),
        ("Left wrist mass", "R22.32"),
    ],
)
def test_a_lesion_mass_or_tumor_is_of_its_organ(codes, said, code):
    assert assessed(codes, f"{said}.") == [code]


def test_a_mass_beside_the_cancer_that_it_is_says_nothing_more(codes):
    assert assessed(codes, "Rectal mass.", "Adenocarcinoma of the rectum.") == ["C20"]
    assert assessed(codes, "Rectal mass.", "Gout.") == ["K62.89", "M10.9"]


def test_a_story_names_a_mass_only_where_it_names_nothing_else(codes):
    story = "The CT showed a mediastinal mass."
    assert codes(f"{story} He was found to have sarcoidosis.") == ["D86.9"]
    assert codes(story) == ["J98.59"]


@pytest.mark.parametrize("title", ["DIAGNOSIS", "IMPRESSION"])
def test_the_duct_of_the_gallbladder_and_the_arch_of_the_aorta_are_healthy(
    codes, title
):
    text = "The cystic duct was clipped. The aortic arch was seen."
    assert codes(f"{title}: Gout. {text}") == ["M10.9"]


def test_a_double_aortic_arch_is_a_malformation(codes):
    assert codes("IMPRESSION: Double aortic arch.") == ["Q25.45"]


@pytest.mark.parametrize(
    "vessel", ["Left anterior descending", "Circumflex", "Right coronary"]
)
def test_a_narrow_artery_of_the_heart_is_coronary_disease(codes, vessel):
    assert codes(f"IMPRESSION: {vessel} artery stenosis of 70%.") == ["I25.10"]
    assert codes("IMPRESSION: Subclavian artery stenosis.") == ["I77.1"]


# ---- spine and joints


def test_a_disc_of_the_neck_with_its_root_is_one_code_at_its_level(codes):
    disc = "Herniated nucleus pulposus {} with left radiculopathy."
    assert assessed(codes, disc.format("C5-C6")) == ["M50.122"]
    assert assessed(codes, disc.format("C4-C5")) == ["M50.121"]
    assert assessed(codes, "Herniated nucleus pulposus C5-C6.") == ["M50.222"]


def test_degenerative_changes_of_a_spine_are_its_spondylosis(codes):
    assert codes("IMPRESSION: Degenerative changes of the lumbar spine.") == ["M47.816"]
    assert codes("IMPRESSION: Thoracic degenerative changes.") == ["M47.814"]


def test_a_surgeons_fusion_is_no_disease_of_the_spine(codes):
    text = "She will have a posterior lumbar fusion at L4-L5."
    assert assessed(codes, f"Low back pain. {text}") == ["M54.50"]
    grown = "Congenital fusion of the spine, cervical region."
    assert assessed(codes, grown) != []


@pytest.mark.parametrize(
    ("joint", "code"),
    [
        ("left knee", "M65.962"),
        ("right ankle", "M65.971"),
        ("left ring finger", "M65.942"),
        ("right wrist", "M65.931"),
    ],
)
def test_a_sheath_is_of_the_region_of_its_joint(codes, joint, code):
    assert assessed(codes, f"Tenosynovitis of the {joint}.") == [code]


def test_a_joint_that_is_put_out_to_be_replaced_is_not_dislocated(codes):
    done = "The hip was dislocated and the femoral head was removed."
    assert codes(f"POSTOPERATIVE DIAGNOSIS: Gout.\n{done}") == ["M10.9"]
    fell = "ASSESSMENT: Right hip dislocation after a fall."
    assert any(code.startswith("S73.0") for code in codes(fell))


# ---- what is the same, and what is not


def test_both_of_two_prolapses_are_coded(codes):
    assert assessed(codes, "Cystocele.", "Rectocele.") == ["N81.10", "N81.6"]
    assert assessed(codes, "Genital prolapse.", "Rectocele.") == ["N81.6"]


def test_tonsils_and_adenoids_that_are_large_are_one_code(codes):
    assert assessed(codes, "Adenoid hyperplasia.", "Enlarged tonsils.") == ["J35.3"]


def test_every_fault_of_the_aortic_valve_goes_with_the_mitral_one(codes):
    text = "Mitral regurgitation.", "Aortic valve sclerosis.", "Aortic insufficiency."
    assert assessed(codes, *text) == ["I08.0"]


def test_a_left_bundle_is_not_one_of_its_branches(codes):
    text = "IMPRESSION: Left bundle branch block.\nEKG: Left anterior fascicular block."
    assert codes(text) == ["I44.7"]


def test_obesity_is_not_told_as_less_elsewhere(codes):
    assert codes("HPI: She is overweight.\nASSESSMENT: Obesity.") == ["E66.9"]


def test_both_sides_of_an_injury_are_two_codes(codes):
    both = ["S01.311A", "S01.312A"]
    assert assessed(codes, "Bilateral ear lacerations.") == both
    assert assessed(codes, "Ear laceration.") == ["S01.319A"]


def test_an_absence_by_surgery_denies_nothing(codes):
    text = "Surgical absence of the left breast."
    assert assessed(codes, text) == ["Z90.12"]
    assert assessed(codes, "Absence of edema. Gout.") == ["M10.9"]


# ---- what is told of something else


@pytest.mark.parametrize(
    "text",
    [
        "She may also have some gastroparesis.",
        "This would be consistent either with lupus or sarcoidosis.",
        "He is being evaluated for inflammatory bowel disease.",
        "Toxicities would include fatigue and nausea.",
        "Weight loss on phentermine has slowed.",
        "There was a falling saturation on the nonrebreather.",
    ],
)
def test_what_is_weighed_or_feared_or_wanted_is_not_there(codes, text):
    assert assessed(codes, f"Gout. {text}") == ["M10.9"]


def test_a_symptom_under_evaluation_is_there(codes):
    assert assessed(codes, "She is being evaluated for syncope.") == ["R55"]
    assert assessed(codes, "Weight loss without a cause.") == ["R63.4"]
    assert assessed(codes, "He keeps falling.") == ["R29.6"]


def test_a_drowsy_record_is_of_one_who_sleeps(codes):
    assert codes("IMPRESSION: Normal awake and drowsy EEG.") == []
    assert assessed(codes, "Drowsiness.") == ["R40.0"]
