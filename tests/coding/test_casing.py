"""Notes typed without capitals are read as they are meant."""

from hypothesis import given
from hypothesis import strategies as st

from coding.casing import is_lower, is_upper, raised
from coding.pipeline import code
from tests.coding.notes import note, suggested

TYPED = """cc: follow up
hpi: doing ok, no chest pain
pmh: gout, appendicitis
exam: lungs clear
assessment:
1. hypertension, at goal
2. r knee oa
plan: same meds
"""


def test_headings_lines_and_sides_are_found_without_capitals(engine):
    assert suggested(code(note(TYPED), engine)) == ["I10", "M17.11"]


def test_a_long_line_without_capitals_goes_on_in_the_next(engine):
    long = TYPED.replace(
        "2. r knee oa",
        "2. trouble with stairs for a year, from osteoarthritis of the right\nknee",
    )
    assert "M17.11" in suggested(code(note(long), engine))


def test_a_note_with_capitals_is_left_alone():
    text = "Assessment:\n1. Gout\n2. OA\nPlan:\nsame meds"
    assert not is_lower(text)
    assert raised(text) == text


def test_a_line_or_two_say_nothing_of_the_writer():
    assert not is_lower("no fever\nno cough")


def test_shorthand_needs_no_capitals_where_there_are_none(engine):
    text = TYPED.replace("hypertension, at goal", "cf with pulmonary disease")
    assert "E84.0" in suggested(code(note(text), engine))


def test_shorthand_of_several_meanings_wants_its_company_without_capitals_too(engine):
    text = TYPED.replace("hypertension, at goal", "pd, stable")
    assert "G20.A1" not in suggested(code(note(text), engine))
    text = text.replace("same meds", "carbidopa levodopa")
    assert "G20.A1" in suggested(code(note(text), engine))


def test_one_long_line_without_capitals_says_enough():
    assert is_lower("cc follow up of gout and r knee oa " * 7)
    assert not is_lower("cc follow up of gout and R knee oa " * 7)


@given(st.text(max_size=300))
def test_raising_keeps_every_offset_and_changes_case_alone(text):
    told = raised(text)
    assert len(told) == len(text)
    assert told.lower() == text.lower()


SHOUTED = """CC: FOLLOW UP
HPI: DOING OK, NO CHEST PAIN. SKIN: NO RASH.
ASSESSMENT:
1. HYPERTENSION, AT GOAL. ADD AMLODIPINE, RECHECK AS NEEDED
2. R KNEE OA. PAD THE BRACE
PLAN: SAME MEDS
"""


def test_words_in_capitals_are_no_shorthand_where_all_is_in_capitals(engine):
    assert suggested(code(note(SHOUTED), engine)) == ["I10", "M17.11"]
    written = SHOUTED.replace("PAD THE BRACE", "PAD, ABI 0.7 IN THE LEFT LEG")
    assert "I73.9" in suggested(code(note(written), engine))


def test_shorthand_in_capitals_is_read_where_the_rest_is_not(engine):
    mixed = SHOUTED.lower().replace("pad the brace", "PAD")
    assert "I73.9" in suggested(code(note(mixed), engine))


def test_a_note_in_capitals_may_hold_a_few_other_letters():
    assert is_upper(SHOUTED)
    assert is_upper(SHOUTED + "mg")
    assert not is_upper(SHOUTED + TYPED)
    assert not is_upper(SHOUTED.capitalize())
