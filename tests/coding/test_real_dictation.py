"""What dictated US notes say and how: seen on real transcriptions, true of any."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested

# ---- what is only named


def test_a_list_of_risks_is_of_risks_to_its_end(engine):
    text = (
        "IMPRESSION: Gallstones. I reviewed with her the risks and potential"
        " complications of the operation including bleeding, infection, deep venous"
        " thrombosis, pulmonary embolism, bile leak, injury to the common duct, injury"
        " to the colon, stomach, spleen, liver, injury to the esophagus and death."
    )
    coded = code(note(text), engine)
    assert suggested(coded) == ["K80.20"]
    assert set_aside(coded)["S27.819A"] == ("hypothetical", "X3")


@pytest.mark.parametrize(
    "text",
    [
        "We will obtain laboratory testing including Lyme and hepatitis C.",
        "I discussed with her the symptoms of retinal detachment.",
        "We found ways of preventing low blood sugar.",
    ],
)
def test_what_is_looked_for_warned_of_or_prevented_is_not_there(codes, text):
    assert codes(f"ASSESSMENT: Myopia. {text}") == ["H52.10"]


@pytest.mark.parametrize("much", ["trace", "trivial", "physiologic"])
def test_a_trace_that_a_valve_leaks_is_no_disease(codes, much):
    text = f"IMPRESSION: Mild aortic stenosis, {much} tricuspid regurgitation."
    assert codes(text) == ["I35.0"]
    assert codes("IMPRESSION: Mild mitral regurgitation.") == ["I34.0"]


# ---- what a visit is for


def test_a_visit_for_known_diseases_is_coded_by_them(codes):
    story = "SUBJECTIVE: This is a follow-up visit for hypertension and gout."
    assert codes(f"{story}\nASSESSMENT: Doing well.") == ["I10", "M10.9"]
    assert codes(f"{story}\nASSESSMENT: Eczema.") == ["L30.9"]


def test_an_evaluation_for_a_disease_may_find_another_one(codes):
    story = "SUBJECTIVE: He comes for evaluation of gout."
    assert codes(f"{story}\nASSESSMENT: Knee pain.") == ["M25.569"]


def test_weight_lost_under_a_dietitian_was_to_be_lost(codes):
    text = (
        "SUBJECTIVE: This is a followup dietary consultation for hyperlipidemia."
        "\nASSESSMENT: Weight loss of 2 pounds in the last month."
    )
    assert sorted(codes(text)) == ["E78.5", "Z71.3"]


def test_a_sterilization_is_what_an_operation_is_for(codes):
    text = "PROCEDURE: Elective male sterilization via bilateral vasectomy."
    assert codes(text) == ["Z30.2"]


# ---- said in two places, coded as one


def test_a_large_liver_and_a_large_spleen_are_one_code(codes):
    assert codes("IMPRESSION: 1. Hepatomegaly. 2. Splenomegaly.") == ["R16.2"]


def test_a_spine_without_its_region_is_that_of_the_chart(codes):
    neck = "EXAM: MRI cervical spine.\nIMPRESSION: Spondylosis. Spinal stenosis."
    assert codes(neck) == ["M47.812", "M48.02"]
    loins = "EXAM: MRI lumbar spine.\nIMPRESSION: Spondylosis. Spinal stenosis."
    assert codes(loins) == ["M47.816", "M48.061"]
    both = "EXAM: MRI cervical and lumbar spine.\nIMPRESSION: Spondylosis."
    assert codes(both) == ["M47.9"]


def test_the_level_of_a_disc_stands_elsewhere_in_its_sentence(codes):
    text = "IMPRESSION: C5-6 desiccation with a right posterolateral disc protrusion."
    assert codes(text) == ["M50.222"]


def test_an_injury_of_no_kind_is_the_sprain_that_is_told(codes):
    text = "Assessment: Right ankle sprain. This is a very mild ankle injury."
    assert [one for one in codes(text) if one[0] == "S"] == ["S93.401A"]


def test_what_was_quit_is_no_history_of_one_who_still_smokes(codes):
    text = "Assessment: Tobacco abuse. He did quit chewing tobacco."
    assert codes(text) == ["Z72.0"]


# ---- what is over


@pytest.mark.parametrize(
    "words", ["Status post cerebrovascular accident", "s/p CVA", "S/P stroke"]
)
def test_a_stroke_that_was_is_history_or_what_it_left(codes, words):
    assert codes(f"Impression: {words}.") == ["Z86.73"]
    assert codes(f"Impression: {words} with left hemiparesis.") == ["I69.354"]


def test_months_after_all_treatment_a_clear_scan_ends_a_cancer(codes):
    text = (
        "DIAGNOSIS: Cancer of the nasopharynx.\nEXAM: CT showed no evidence of active"
        " malignancy.\nSUMMARY: He is 20 months post completion of all therapy."
    )
    assert codes(text) == ["Z85.818"]
    assert codes("DIAGNOSIS: Cancer of the nasopharynx.") == ["C11.9"]


# ---- what one word leaves open and another one tells


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("mild nuclear sclerotic opacities in both eyes", "H25.13"),
        ("nuclear sclerosis OD", "H25.11"),
        ("no nuclear sclerosis", "H26.9"),
    ],
)
def test_a_cataract_is_of_the_kind_that_the_examination_sees(codes, seen, expected):
    assert codes(f"EXAM: {seen}.\nASSESSMENT: Cataract.") == [expected]


def test_what_is_told_more_exactly_is_not_told_again(codes):
    assert codes("IMPRESSION: Anemia, drop in hemoglobin.") == ["D64.9"]
    assert codes("IMPRESSION: Buccal space abscess/cellulitis.") == ["K12.2"]
    text = "IMPRESSION: Cervical radiculopathy with weakness of the arm."
    assert "R53.1" not in codes(text)


def test_a_clotted_dialysis_graft_is_a_complication_of_it(codes):
    text = "POSTOPERATIVE DIAGNOSIS: Thrombosed left forearm loop fistula graft."
    assert codes(text) == ["T82.868A"]


def test_lines_run_into_one_keep_their_headings(codes):
    text = (
        "PREOPERATIVE DIAGNOSES,1.  Breast asymmetry.,POSTOPERATIVE DIAGNOSES,1."
        "  Breast asymmetry.,2.  Gynecomastia.,PROCEDURE,1.  Mastopexy."
    )
    assert codes(text) == ["N64.89", "N62"]


def test_a_history_of_diseases_is_no_reason_for_a_test_without_findings(codes):
    text = (
        "INDICATION: Chest pain, history of diabetes and hypertension."
        "\nFINDINGS: No ischemia.\nIMPRESSION: Normal perfusion."
    )
    assert codes(text) == ["R07.9"]


def test_a_cancer_that_is_over_and_followed_at_intervals_is_looked_for(codes):
    text = (
        "ASSESSMENT: History of colon cancer, no evidence of disease.\nPLAN: Plan to"
        " follow her every 3 months."
    )
    assert codes(text) == ["Z08", "Z85.038"]
