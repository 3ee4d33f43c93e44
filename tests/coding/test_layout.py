import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.evaluation import unverifiable
from coding.layout import laid, lines_of
from coding.pipeline import code
from tests.coding.notes import note

STORY = (
    "58 y/o female here for follow up of diabetes and blood pressure, takes her "
    "tablets most days, misses the evening dose twice a week, walks the dog, no chest "
    "pain, no numbness, feet fine, sleeps well, eats late, drinks two coffees, quit "
    "smoking 2015."
)
PIECES = st.sampled_from(
    [
        "A/P:",
        "Assessment",
        " ",
        "\n",
        "\n> ",
        "1) ",
        "2) ",
        "| ",
        " - ",
        "\u2022 x ",
        STORY,
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=300))
def test_a_text_keeps_its_length_and_every_letter(text):
    changed = lines_of(text)
    assert len(changed) == len(text)
    pairs = zip(text, changed, strict=True)
    assert all(new == old or new in " \n;" for old, new in pairs)
    assert [c for c in changed if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    "lines",
    [
        "\nA/P:\n1) DM2\n2) HTN\n3) CKD3",
        "\nAssessment\nGout, stable\nPlan\nRest",
        " Lungs clear.\nA: Gout.\nP: Rest",
        "\nImp: gout\n# HTN - stable\n# DM2",
        "\nDIAGNOSES\n- Gout\n- Obesity",
        "\n|\nDx.\nGout\n|\nPlan.\nRest",
        "\nActive Problems\n* Gout\n* Obesity",
        "\nA/P\n#1 Gout\n#2 Obesity",
        "\nImpression and Plan: Gout (r foot), rest",
    ],
)
def test_headings_and_items_of_one_long_line_stand_on_their_own(lines):
    assert lines_of(STORY + lines.replace("\n", " ")) == STORY + lines


@pytest.mark.parametrize(
    "rest",
    [
        " We made a plan to rest. Family history of gout.",
        " Pain,POSTOPERATIVE DIAGNOSIS: Same.,DISCHARGE DIAGNOSIS: Gout",
        " Grade 2. No change in plan; 1. is all he said.",
    ],
)
def test_words_in_a_sentence_open_no_line(rest):
    assert lines_of(STORY + rest) == STORY + rest


SPOKEN = "visit about sugar and feet walks the dog eats late sleeps well " * 4


@pytest.mark.parametrize(
    "lines",
    [
        "\nassessment and plan\ntype 2 diabetes\nplan\nrest",
        "\nimpression\n1 gout\n2 obesity\n3 asthma",
        "\n1 gout\n2 obesity\n3 asthma",
        "\nfindings/plan\n1 gout\n2 obesity",
        "\na:gout in both feet\np:rest",
        "\na:1 gout in both feet\n2 obesity\n3 asthma\np:rest",
        "psa neg\na/p\ngout and obesity",
        "\nmeds\naspirin\nfamily history\nfather gout",
        "\nmy impression is\ngout",
        "his wife has gout and his dx since 2019 is gout",
        "booked a preventive exam",
        "\npe\nlungs clear",
        "\nassessment\n1 preop exam done\n2 gout given plan and labs today\n3 asthma",
        "\nimpression and recommendations\n1 gout\n2 obesity",
        "feels fine;no chest pain;denies cough",
        "swelling which he has had for weeks and does not mind",
        "metformin 500 mg bid;lisinopril 10 mg",
        "of the plan of care and the assessment of pain",
        "saddle pe found then an annual exam done",
        "sleeps 1 hour then 2 hours then 3 hours",
        "a boy with a cold",
    ],
)
def test_a_dictation_without_any_mark_is_parted_at_its_words(lines):
    told = lines.replace("\n", " ").replace(";", " ").replace(":", " ").strip()
    assert lines_of(SPOKEN + told) == SPOKEN[:-1] + (
        lines if lines.startswith("\n") else f" {lines}"
    )


def test_a_story_without_capitals_has_headings_behind_its_sentences():
    story = STORY.lower()
    pasted = f"{story} assessment. gout is better. my plan is rest."
    expected = f"{story}\nassessment.\ngout is better. my plan is rest."
    assert lines_of(pasted) == expected


def test_headings_that_nothing_closes_stand_alone_where_nothing_is_closed():
    told = "hpi cough for a week\nexam lungs clear\nimp acute bronchitis\nplan rest"
    assert lines_of(told) == told.replace("hpi ", "hpi\n").replace(
        "exam ", "exam\n"
    ).replace("imp ", "imp\n").replace("plan ", "plan\n")
    letters = "s cough\no lungs clear\na bronchitis\np rest"
    assert lines_of(letters).split() == letters.split()
    assert lines_of(letters).count("\n") == 7
    plain = "a cough\nplan to rest\nexam of lungs\nphysical examination showed none"
    assert lines_of(plain) == plain
    prose = "He coughed for a week.\nExam found clear lungs.\nPlan rest and fluids.\n"
    assert lines_of(prose) == prose


@pytest.mark.parametrize(
    "lines",
    [
        "\nA/P\n1. GOUT R FOOT\n2. OA R KNEE",
        "\nASSESSMENT AND PLAN\n1. GOUT\n2. OBESITY",
        "\nCLINICAL IMPRESSION\n1. GOUT\n2. OBESITY",
        "\nDX LIST:\n1 GOUT\n2 CKD\n3 H/O DVT",
    ],
)
def test_where_all_is_in_capitals_a_list_tells_its_heading(lines):
    story = STORY.upper()[:-1]
    assert lines_of(story + lines.replace("\n", " ")) == story + lines


@pytest.mark.parametrize(
    "rest",
    [
        " PRIMARY OA RIGHT KNEE: INJECTED.",
        " GIVEN DTAP #4, HEPA #2 AND SHINGRIX #1 TODAY.",
        " HER LABS ORDERED. MEDS UNCHANGED.",
    ],
)
def test_words_in_capitals_open_no_line_by_that_alone(rest):
    assert lines_of(STORY.upper() + rest) == STORY.upper() + rest


def test_a_long_sentence_is_no_dictation():
    story = "The patient says that " + "his pain began in the knee and then " * 9
    assert lines_of(f"{story} no plan helped.") == f"{story} no plan helped."


def test_short_lines_are_left_as_they_are():
    text = "HPI: well\nA/P: 1) DM2 2) HTN"
    assert lines_of(text) is text


def test_quoted_mail_loses_its_marks():
    text = "> HPI: well\n> A/P:\n> 1. Gout"
    assert lines_of(text) == "  HPI: well\n  A/P:\n  1. Gout"


def test_lines_broken_by_a_margin_are_joined_and_lists_are_not():
    broken = (
        "She comes for her diabetes and says that her\n"
        "Lantus is due, that she walks to church with\n"
        "Anna each day and that nothing at all hurts\n"
        "1. Type 2 diabetes mellitus with diabetic\n"
        "CKD stage 3b, stable, seen by the nephrology\n"
        "2. Gout\n"
        "PLAN:\n"
        "Rest"
    )
    assert lines_of(broken).split("\n") == [
        "She comes for her diabetes and says that her Lantus is due, that she walks to "
        "church with Anna each day and that nothing at all hurts",
        "1. Type 2 diabetes mellitus with diabetic CKD stage 3b, stable, seen by the "
        "nephrology",
        "2. Gout",
        "PLAN:",
        "Rest",
    ]


def test_lines_broken_anywhere_are_joined_and_parted_at_headings_and_items():
    lines = [
        "HPI: She comes for her diabetes",
        "and says that her Lantus is due. She walks to",
        "church with Anna. Nothing at all hurts",
        "today. She sleeps",
        "well and",
        "eats late. No chest pain, she says, or",
        "numbness. Assessment: 1. Type 2",
        "diabetes with CKD stage 3b. 2. Gout. Plan: Rest. Call if",
        "worse.",
    ]
    assert lines_of("\n".join(lines)).split("\n") == [
        "HPI: She comes for her diabetes and says that her Lantus is due. She walks to "
        "church with Anna. Nothing at all hurts today. She sleeps well and eats late. "
        "No chest pain, she says, or numbness.",
        "Assessment:",
        "1. Type 2 diabetes with CKD stage 3b.",
        "2. Gout.",
        "Plan: Rest. Call if worse.",
    ]


def test_a_list_of_short_items_is_not_joined():
    text = "PMH:\n" + "htn\ngout\ncopd, on home oxygen. Quit smoking\n" * 4
    assert lines_of(text) is text


def test_a_list_with_the_letter_o_for_bullets_is_not_joined():
    item = "o Gout, on allopurinol. Labs today\no Obesity. Diet\n"
    text = "A/P:\n" + item * 4
    assert lines_of(text) is text


def test_a_pasted_note_is_coded_from_its_assessment_and_quoted_as_written(engine):
    text = f"{STORY} PMH: asthma as a child. A/P: 1) Type 2 diabetes 2) Hypertension"
    written = note(text)
    coded = code(written, engine)
    assert laid(written) is not written
    assert {one.code for one in coded.suggestions} >= {"E11.9", "I10"}
    assert not {one.code for one in coded.suggestions} & {"J45.909", "R07.9"}
    assert unverifiable(coded, written) == 0
