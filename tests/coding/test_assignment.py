import pytest

from coding.pipeline import code, knowledge_engine
from tests.coding.notes import note, set_aside, suggested


def coded(engine, *texts, **facts):
    return code(note(*texts, **facts), engine)


# ---- where diagnoses come from


def test_only_what_the_provider_assesses_is_proposed(engine):
    text = "HPI: headache, knee pain\nROS: cough\nAssessment: acute bronchitis"
    assert suggested(coded(engine, text)) == ["J20.9"]


def test_a_text_without_headings_is_taken_whole(engine):
    text = "A man with gout. He also has hypertension."
    assert suggested(coded(engine, text)) == ["M10.9", "I10"]


def test_the_documents_of_discharge_decide_a_stay(engine):
    first = "Assessment: pneumonia, gout"
    last = "Discharge diagnoses:\n1. Acute pulmonary embolism"
    found = coded(engine, first, last, setting="inpatient")
    assert suggested(found) == ["I26.99"]


# ---- what a sentence says


@pytest.mark.parametrize(
    ("text", "reason", "rule"),
    [
        ("Assessment: gout. No evidence of pneumonia.", "negated", "X1"),
        ("Assessment: gout. Mother had pneumonia.", "family", "X2"),
        ("Assessment: gout. Return if pneumonia.", "hypothetical", "X3"),
        ("Assessment: gout. Possible pneumonia.", "uncertain", "R26"),
        ("Assessment: gout. Her roommate has pneumonia.", "someone_else", "X4"),
    ],
)
def test_what_is_not_the_patients_now_is_set_aside(engine, text, reason, rule):
    found = coded(engine, text)
    assert suggested(found) == ["M10.9"]
    assert set_aside(found)["J18.9"] == (reason, rule)


def test_what_is_past_is_set_aside(engine):
    found = coded(engine, "Assessment: gout. History of cellulitis.")
    assert suggested(found) == ["M10.9"]
    assert set_aside(found)["L03.90"] == ("historical", "R74")


def test_an_uncertain_diagnosis_at_discharge_is_coded_as_established(engine):
    text = "Discharge diagnosis: probable pneumonia"
    found = coded(engine, text, setting="inpatient").suggestions[0]
    assert found.code == "J18.9"
    assert found.assertion == "uncertain"
    assert "II.H" in found.guidelines


def test_a_chronic_condition_stays_present_though_called_history(engine):
    text = "Assessment: history of hypertension"
    assert suggested(coded(engine, text)) == ["I10"]


# ---- families


@pytest.mark.parametrize(
    ("assessment", "expected"),
    [
        ("HTN. CKD stage 4.", ["I12.9", "N18.4"]),
        ("HTN. Chronic systolic heart failure.", ["I11.0", "I50.22"]),
        ("HTN. CHF. CKD stage 3a.", ["I13.0", "I50.9", "N18.31"]),
        ("HTN. ESRD.", ["I12.0", "N18.6"]),
        ("Type 2 diabetes. CKD stage 3b.", ["E11.22", "N18.32"]),
        ("Type 2 diabetes with neuropathy.", ["E11.40"]),
        ("Type 2 diabetes. Peripheral neuropathy.", ["E11.42"]),
        ("Type 1 diabetes. Diabetic retinopathy.", ["E10.319"]),
        ("COPD. Acute bronchitis.", ["J44.0", "J20.9"]),
        ("Osteoarthritis right knee. Osteoarthritis left knee.", ["M17.0"]),
        ("Knee pain. Osteoarthritis of the right knee.", ["M17.11"]),
        ("Calculus of gallbladder. Acute cholecystitis.", ["K80.00"]),
    ],
)
def test_conditions_coded_together_are(engine, assessment, expected):
    assert sorted(suggested(coded(engine, f"Assessment: {assessment}"))) == sorted(
        expected
    )


def test_a_combination_quotes_a_span_for_each_part(engine):
    found = coded(engine, "Assessment: Hypertension. CKD stage 4.")
    one = next(s for s in found.suggestions if s.code == "I12.9")
    assert {span.text for span in one.evidence} == {"Hypertension", "CKD stage 4"}


def test_a_symptom_of_a_coded_disease_is_set_aside(engine):
    found = coded(engine, "Assessment: pneumonia with cough and fever")
    assert suggested(found) == ["J18.9"]
    assert set_aside(found)["R05.9"] == ("integral", "R15")


def test_a_symptom_said_to_come_from_a_disease_is_set_aside(engine):
    found = coded(engine, "Assessment: hypertension. Headache due to hypertension.")
    assert suggested(found) == ["I10"]


def test_a_detail_stated_elsewhere_in_the_record_is_used(engine):
    text = "HPI: CKD stage 3b for years.\nAssessment: CKD"
    assert suggested(coded(engine, text)) == ["N18.32"]


# ---- companions


def test_long_term_drugs_stand_beside_what_they_treat(engine):
    text = "Medications: metformin, insulin glargine\nAssessment: type 2 diabetes"
    assert suggested(coded(engine, text)) == ["E11.9", "Z79.4", "Z79.84"]


def test_a_drug_started_today_is_not_long_term(engine):
    text = "Assessment/Plan: type 2 diabetes, start metformin"
    assert suggested(coded(engine, text)) == ["E11.9"]


def test_body_mass_index_needs_a_weight_diagnosis(engine):
    assert suggested(coded(engine, "Exam: BMI 37.6\nAssessment: gout")) == ["M10.9"]
    text = "Exam: BMI 37.6\nAssessment: class 2 obesity"
    assert suggested(coded(engine, text, age=50)) == ["E66.812", "Z68.37"]


def test_a_drug_named_as_cause_adds_its_adverse_effect(engine):
    text = "Discharge diagnoses:\n1. Hypokalemia due to loop diuretic"
    assert suggested(coded(engine, text, setting="inpatient")) == ["E87.6", "T50.1X5A"]


# ---- order, gaps, billed


def test_status_codes_never_lead(engine):
    text = "Assessment: former smoker. Gout."
    assert suggested(coded(engine, text)) == ["M10.9", "Z87.891"]


def test_a_cause_comes_before_what_the_notes_put_after_it(engine):
    text = "Assessment: CKD stage 4. Hypertension."
    assert suggested(coded(engine, text)) == ["I12.9", "N18.4"]


def test_the_first_is_principal_only_in_a_stay(engine):
    out = coded(engine, "Assessment: gout").suggestions[0]
    stay = coded(engine, "Discharge diagnosis: gout", setting="inpatient")
    assert (out.role, out.poa) == ("first-listed", None)
    assert (stay.suggestions[0].role, stay.suggestions[0].poa) == ("principal", "Y")


def test_a_missing_detail_is_a_gap_that_names_what_it_would_change(engine):
    gap = coded(engine, "Assessment: atrial fibrillation").gaps[0]
    assert gap.kind == "type"
    assert gap.would_change == ("I48.91",)
    assert "paroxysmal" in gap.options
    assert gap.evidence[0].text == "atrial fibrillation"


def test_billed_codes_are_supported_or_set_aside(engine):
    found = coded(engine, "Assessment: gout", billed=("M10.9", "I50.9"))
    assert found.suggestions[0].billed
    assert set_aside(found)["I50.9"] == ("unsupported", "R13")


def test_a_family_can_be_left_out(book, lexicon):
    bare = knowledge_engine(book, lexicon, without=frozenset({"hypertension"}))
    found = code(note("Assessment: HTN. CKD stage 4."), bare)
    assert "I10" in suggested(found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Assessment: gout. History of chronic prostatitis.", "N41.1"),
        ("Assessment: gout. History of kidney transplant.", "Z94.0"),
        ("Assessment: gout. History of scoliosis.", "M41.9"),
    ],
)
def test_what_lasts_is_coded_though_it_is_called_history(engine, text, code):
    assert code in suggested(coded(engine, text))


@pytest.mark.parametrize(
    "text",
    [
        "Assessment: gout. History of prostatitis.",
        "Assessment: gout. Chronic sinusitis resolved.",
        "Assessment: gout. History of pneumonia.",
    ],
)
def test_what_heals_is_not_coded_where_it_is_history(engine, text):
    assert not {"N41.9", "J32.9", "J18.9"} & set(suggested(coded(engine, text)))


def test_what_urosepsis_means_is_asked(engine):
    coded = code(note("Assessment: Urosepsis.\n"), engine)
    assert not suggested(coded)
    (gap,) = coded.gaps
    assert "urosepsis" in gap.question
    assert gap.would_change == ("A41.9", "N39.0")
    assert gap.evidence[0].text == "Urosepsis"


@pytest.mark.parametrize(
    "said",
    ["Urosepsis with E. coli UTI.", "Sepsis due to UTI (urosepsis).", "UTI."],
)
def test_what_the_note_says_of_urosepsis_is_not_asked(engine, said):
    coded = code(note(f"Assessment: {said}\n"), engine)
    assert not [gap for gap in coded.gaps if "urosepsis" in gap.question]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            "Rehabilitation stay.\nDischarge diagnoses: Right hemiparesis following"
            " cerebral infarction.\n",
            {"I69.351"},
        ),
        (
            "Discharged to a rehabilitation facility.\nDischarge diagnoses: Right"
            " hemiparesis following acute cerebral infarction.\n",
            {"G81.91", "I63.9"},
        ),
    ],
)
def test_a_stroke_is_over_in_rehabilitation_not_on_the_way_there(
    engine, told, expected
):
    coded = code(note(told, setting="inpatient"), engine)
    assert set(suggested(coded)) == expected
