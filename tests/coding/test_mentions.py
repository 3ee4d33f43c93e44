import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.mentions import find
from coding.sections import split
from coding.values import Assertion
from tests.coding.notes import document


def mentions(lexicon, text, **options):
    one = document(text)
    return find(one, split(one), lexicon, **options)


def test_a_mention_quotes_its_words_and_knows_its_section(lexicon):
    text = "HPI: cough\nAssessment: acute bronchitis"
    last = mentions(lexicon, text)[-1]
    assert last.evidence.text == "acute bronchitis"
    assert last.section == "assessment"
    assert last.assertion is Assertion.PRESENT


def test_what_stands_under_family_history_is_the_familys(lexicon):
    found = mentions(lexicon, "Family History: gout, stroke\nAssessment: gout")
    assert [m.assertion.value for m in found] == ["family", "family", "present"]


def test_the_cue_is_quoted_too(lexicon):
    found = mentions(lexicon, "Assessment: no evidence of pneumonia")
    assert found[0].cue.text == "no evidence of"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No pneumonia.", Assertion.NEGATED),
        ("Possible pneumonia.", Assertion.UNCERTAIN),
        ("She had pneumonia in 2019.", Assertion.HISTORICAL),
    ],
)
def test_each_mention_of_the_patient_counts_where_coders_code_each(lexicon, text, said):
    assert mentions(lexicon, text)[0].assertion is said
    kept = mentions(lexicon, text, keep_negated=True)[0]
    assert (kept.assertion, kept.told) == (Assertion.PRESENT, said)


def test_a_relative_is_not_the_patient_where_coders_code_each_mention(lexicon):
    found = mentions(lexicon, "Her mother had pneumonia.", keep_negated=True)
    assert found[0].assertion is Assertion.FAMILY


def test_allergies_name_no_condition(lexicon):
    assert mentions(lexicon, "Allergies: asthma with aspirin") == ()


def test_only_the_nearer_side_qualifies_a_mention(lexicon):
    found = mentions(lexicon, "Left hip pain, right knee osteoarthritis")
    knee = next(m for m in found if "osteoarthritis" in m.evidence.text)
    assert "right" in knee.context
    assert "left" not in knee.context


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_every_quotation_stands_in_the_text(lexicon, text):
    for mention in mentions(lexicon, text):
        span = mention.evidence
        assert text[span.start : span.end] == span.text != ""
