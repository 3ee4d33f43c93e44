"""What stands word for word in an earlier document is held less surely and asked."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coding.copied import passages
from coding.evaluation import unverifiable
from coding.pipeline import code
from coding.values import Facts, Note, Setting
from tests.coding.notes import document, suggested

DAY = date(2026, 5, 9)
FACTS = Facts(Setting.OUTPATIENT, DAY)
OLD = (
    "Assessment:\n"
    "1. Gout of the left foot, two attacks since the winter, continue allopurinol and"
    " recheck uric acid at the next visit.\n"
    "2. Essential hypertension, at goal on the present drugs, no change was made.\n"
)
FRESH = "HPI: here for her refills, no complaints.\n"


def coded(engine, *documents, earlier=()):
    note = Note(documents, FACTS, earlier)
    result = code(note, engine)
    assert unverifiable(result, note) == 0
    return result, [one for one in result.gaps if one.kind == "copied"]


def sure(result):
    return {one.code: one.confidence for one in result.suggestions}


def test_a_diagnosis_that_only_a_copy_says_is_asked_and_held_less_surely(engine):
    before = document(OLD, date=date(2026, 2, 1))
    today = document(FRESH + OLD, date=DAY)
    plain, none = coded(engine, today)
    found, (gap,) = coded(engine, today, earlier=(before,))
    assert none == []
    assert suggested(found) == suggested(plain)
    assert set(gap.would_change) == set(suggested(found))
    assert "2026-02-01" in gap.question
    for one, confidence in sure(found).items():
        assert confidence < 0.6 * sure(plain)[one]


def test_what_todays_own_words_say_too_does_not_rest_on_the_copy(engine):
    before = document(OLD, date=date(2026, 2, 1))
    today = document("HPI: her hypertension was 152 at home.\n" + OLD, date=DAY)
    _, (gap,) = coded(engine, today, earlier=(before,))
    assert "I10" not in gap.would_change


def test_a_copy_inside_one_encounter_is_no_second_statement(engine):
    first = document(OLD, kind="progress note", date=date(2026, 5, 7))
    last = document(FRESH + OLD, kind="progress note", date=DAY)
    _, (gap,) = coded(engine, first, last)
    assert "I10" in gap.would_change


def test_of_two_documents_of_one_day_none_is_a_copy(engine):
    first, last = document(OLD, date=DAY), document(FRESH + OLD, date=DAY)
    assert coded(engine, first, last)[1] == []


def test_a_few_words_are_written_twice_by_habit(engine):
    short = "Assessment: essential hypertension, at goal.\n"
    before = document(short, date=date(2026, 2, 1))
    today = document(FRESH + short, date=DAY)
    assert coded(engine, today, earlier=(before,))[1] == []


def test_line_breaks_and_capitals_hide_no_copy(engine):
    before = document(OLD, date=date(2026, 2, 1))
    wrapped = OLD.upper().replace("ATTACKS SINCE", "ATTACKS  SINCE")
    found = passages(Note((document(wrapped, date=DAY),), FACTS, (before,)))
    assert found and found[0].date == date(2026, 2, 1)


words = st.lists(st.sampled_from(["gout", "a", "b", "c.", "\n", ";"]), max_size=120)


@given(words, words)
def test_a_passage_lies_in_its_document_and_holds_its_least_words(one, other):
    mine = document("now " + " ".join(one), date=DAY)
    theirs = document("then " + " ".join(other), date=date(2026, 1, 1))
    for passage in passages(Note((mine, theirs), FACTS)):
        assert passage.document == mine.sha256
        assert 0 <= passage.start < passage.end <= len(mine.text)
        assert passage.original is not None and passage.original[0] == theirs.sha256
        same = mine.text[passage.start : passage.end].split()
        assert len(same) >= 20
