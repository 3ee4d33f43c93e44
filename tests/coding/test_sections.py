import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sections import kind_of, split
from tests.coding.notes import document


def kinds(text: str) -> list[str]:
    return [section.kind for section in split(document(text))]


@given(st.text(max_size=400))
def test_sections_cover_any_text_exactly(text):
    sections = split(document(text))
    assert "".join(text[one.start : one.end] for one in sections) == text
    assert all(one.start < one.end for one in sections)


@given(
    st.lists(
        st.sampled_from(
            ["ASSESSMENT:", "PMH", "\n", "A/P:", " ", "1. HTN", "Plan -", ".,", "S:"]
        ),
        max_size=30,
    )
)
def test_sections_cover_any_mixture_of_headings_exactly(parts):
    text = "".join(parts)
    assert "".join(text[s.start : s.end] for s in split(document(text))) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S: cough\nO: clear\nA: bronchitis\nP: rest", "hpi exam assessment plan"),
        ("HPI: x\nA/P:\n1. HTN", "hpi assessment_plan"),
        ("SUBJECTIVE\nwell\nASSESSMENT / PLAN\n1. HTN", "hpi assessment_plan"),
        ("Assessment and Plan\n1. HTN", "assessment_plan"),
        ("IMP\n1) gout", "assessment_plan"),
        ("Imp 1 gout\n2 fever", "assessment_plan"),
        ("A+P\ngout", "assessment_plan"),
        ("Dx - acute DVT", "assessment"),
        ("PMHx: HTN\nmeds: aspirin", "past_history medications"),
        (
            "SUBJECTIVE:,  This is a man.,ASSESSMENT:,1.  Gout.,PLAN:,  Rest.",
            "hpi assessment plan",
        ),
        (
            "PREOPERATIVE DIAGNOSIS: , Hernia.,POSTOPERATIVE DIAGNOSIS: , Hernia.,"
            "ANESTHESIA:, General.",
            "preop_diagnosis postop_diagnosis procedure",
        ),
        ("My impression is gout.", "assessment"),
        ("## Assessment\ngout", "opening assessment"),
        ("**Assessment**\ngout", "opening assessment"),
        ("=== Imp ===\ngout", "opening assessment_plan"),
        ("[A/P] gout", "opening assessment_plan"),
        (">> Plan <<\nrest", "opening plan"),
        ("ASSESSMENT AND PLAN:-\ngout", "assessment_plan"),
        ("Dx) gout\nTx) rest", "assessment plan"),
        ("Impression.\ngout", "impression"),
        ("A/P: gout\nReturn precautions: fever", "assessment_plan education"),
        ("- Assessment: gout", "opening assessment"),
        ("DISCHARGE DIAGNOSES:\n1. CHF", "discharge_diagnosis"),
        ("Impression \u2014 gout", "impression"),
        ("III. EXAM: clear\nIV. PLAN:\nrest", "opening exam plan"),
        ("<<Plan>>\nrest", "opening plan"),
        ("A / P: gout", "assessment_plan"),
        ("Plan; Rest", "plan"),
    ],
)
def test_headings_are_known_in_the_forms_notes_use(text, expected):
    assert kinds(text) == expected.split()


def test_a_sentence_that_holds_a_heading_word_opens_no_section():
    assert kinds("Her plan is to rest. The assessment of pain was done.") == ["opening"]


@pytest.mark.parametrize(
    "text",
    [
        "He fell.\nA 6 x 5 cm mass of the kidney",
        "He fell.\nA 1.4 cm nodule",
        "He fell.\nP: 4.4 mg/dL and K: 5.4 mmol/L",
        "He fell.\nP: 88/min",
    ],
)
def test_an_article_or_a_value_heads_no_section(text):
    assert kinds(text) == ["opening"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gout\n## Assessment Gout\n## Plan Rest", "opening assessment plan"),
        ("Gout\n## PMH htn\n## Dx gout", "opening past_history assessment"),
        ("PMH Reviewed and unchanged\nIMPRESSION Gout", "past_history impression"),
        ("Assessment Deviated septum\nPLAN 1. Rest", "assessment plan"),
        ("Evaluaci\u00f3n / Assessment: gota\nPlan / Plan: reposo", "assessment plan"),
        ("Assessment / Evaluaci\u00f3n: gout\nPlan: rest", "assessment plan"),
        ("Diagn\u00f3stico (Diagnosis):\ngout", "assessment"),
        ("ASSESSMENT (EVALUACI\u00d3N) Gout\nPlan: rest", "assessment plan"),
    ],
)
def test_a_heading_may_lack_its_mark_or_be_told_in_two_languages(text, expected):
    assert kinds(text) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "He fell.\nPlan Rest",
        "He fell.\nAssessment Tools were used",
        "He fell.\nDiagnosis Date",
        "He fell.\nExam normal",
        "He fell.\nAssessment / gout unclear",
    ],
)
def test_such_a_name_with_other_words_behind_it_heads_nothing(text):
    assert kinds(text) == ["opening"]


@pytest.mark.parametrize("text", ["A: gout\nP: 1. Rest", "A 1) gout\nP: rest"])
def test_single_letters_still_head_a_list(text):
    assert kinds(text) == ["assessment", "plan"]


def test_in_a_story_a_line_of_data_ends_with_its_line():
    text = "He fell.\nCXR: clear.\nLater he had a stroke."
    assert kinds(text) == ["opening", "imaging", "opening"]
    assert kinds(f"{text}\nAssessment: stroke") == ["opening", "imaging", "assessment"]


ITEMS = "Assessment and Plan\nAsthma.\n- Plan: rest\n\nGout.\nVaccines: flu\nGERD.\n"


def test_a_label_within_an_assessment_ends_with_its_line():
    told = ["assessment_plan", "plan", "assessment_plan", "immunizations"]
    assert kinds(ITEMS) == [*told, "assessment_plan"]


def test_behind_a_signature_the_part_that_was_signed_goes_on():
    text = "A/P:\nGout\nElectronically signed by: A B, MD\nHTN\nPlan:\nRest\n"
    assert kinds(text + "Signature: A B") == [
        "assessment_plan",
        "other",
        "assessment_plan",
        "plan",
        "other",
    ]


def test_a_label_ends_the_assessment_where_headings_share_their_line():
    assert kinds("A/P: gout\nMeds: aspirin\nstatin") == [
        "assessment_plan",
        "medications",
    ]


def test_a_plan_that_is_no_label_ends_the_assessment():
    text = "Assessment and Plan\nGout.\nPlan: rest\nHeat\n"
    assert kinds(text) == ["assessment_plan", "plan"]


def test_body_systems_keep_to_the_review_of_systems_they_stand_in():
    text = "ROS:\nHEENT: no pain\nLUNGS: clear\nEXAM:\nLUNGS: clear\nPLAN: rest"
    assert kinds(text) == ["ros", "exam", "plan"]


def test_an_unknown_heading_is_none():
    assert kind_of("Weather report") is None


def test_a_long_line_of_blanks_is_read_in_no_time():
    text = " " * 200_000 + "PLAN: rest"
    assert kinds(text)[-1] == "plan"


def test_what_is_called_copied_twice_ends_once():
    text = (
        "Assessment:\nHTN\nCopied forward from March\nPMH: DM\nCopied forward before\n"
        "Gout\nEnd of copied text\nCHF"
    )
    assert kinds(text) == ["assessment", "copied", "assessment"]
