"""A diagnosis repeated over one encounter's documents is one line, quoted from each."""

from hypothesis import given
from hypothesis import strategies as st

from coding.draft import MAX_EVIDENCE, spans
from coding.evaluation import unverifiable
from coding.pipeline import code
from coding.values import Evidence, Setting
from tests.coding.notes import note, suggested

DAILY = "Assessment:\n1. COPD exacerbation.\n2. Hypertension.\n3. CKD stage 3.\n"
LAST = "Assessment:\nCOPD exacerbation, improved. Hypertension. CKD stage 3.\n"


def quoted(coded, told):
    """By code, the words quoted from each document in turn."""
    return {
        one.code: [
            sorted({e.text for e in one.evidence if e.document == each.sha256})
            for each in told.documents
        ]
        for one in coded.suggestions
    }


def test_one_line_quotes_every_document(engine):
    days = [f"Day {n}.\n{DAILY * n}" for n in range(1, 9)]
    told = note(*days, LAST, setting=Setting.INPATIENT)
    coded = code(told, engine)
    assert len(suggested(coded)) == len(set(suggested(coded)))
    by_code = quoted(coded, told)
    assert by_code["J44.1"] == [["COPD exacerbation"]] * 9
    # Each part of a combination is quoted from each document that names it.
    assert by_code["I12.9"] == [["CKD stage 3", "Hypertension"]] * 9
    assert unverifiable(coded, told) == 0


def test_a_document_that_denies_or_leaves_it_out_is_not_quoted(engine):
    told = note(DAILY, "Assessment:\nNo COPD exacerbation.\n", "Plan:\nLabs.\n")
    assert quoted(code(told, engine), told)["J44.1"] == [["COPD exacerbation"], [], []]


PLACES = st.builds(
    lambda document, start, length: Evidence(document, start, start + length, "x"),
    st.sampled_from("abc"),
    st.integers(0, 40),
    st.integers(1, 6),
)


@given(st.lists(PLACES, max_size=60))
def test_no_document_crowds_out_another(found):
    kept = spans(found)
    for name in {each.document for each in found}:
        mine = [each for each in kept if each.document == name]
        assert 1 <= len(mine) <= MAX_EVIDENCE
        assert list(kept) == [each for each in dict.fromkeys(found) if each in kept]
