"""Where a cancer has spread and from where, and what histology says of behaviour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.evaluation import unverifiable
from coding.index import Term
from coding.indexwordings import read
from coding.lexicon import Lexicon
from coding.pipeline import code, knowledge_engine
from tests.coding.notes import note, set_aside, suggested


def codes(engine, words):
    found = note(f"Assessment: {words}.")
    result = code(found, engine)
    assert unverifiable(result, found) == 0
    return set(suggested(result))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("metastatic breast cancer to bone and liver", "C50.919 C79.51 C78.7"),
        ("colon cancer with mets to liver and lung", "C18.9 C78.7 C78.00"),
        ("liver and lung metastases from colon cancer", "C18.9 C78.7 C78.00"),
        ("metastatic lung cancer", "C34.90 C79.9"),
        ("metastatic liver cancer", "C78.7"),
        ("bone metastases from prostate cancer", "C61 C79.51"),
        ("brain mets from lung primary", "C34.90 C79.31"),
        ("renal cell carcinoma, left, metastatic to right lung", "C64.2 C78.01"),
        ("colon cancer, no metastases to liver or lung", "C18.9"),
    ],
)
def test_a_list_of_sites_is_taken_apart_and_the_primary_kept(engine, words, expected):
    assert codes(engine, words) == set(expected.split())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("invasive ductal carcinoma of the left breast", "C50.912"),
        ("DCIS of the left breast", "D05.12"),
        ("tubular adenoma of the sigmoid colon", "D12.5"),
        ("fibroadenoma of right breast", "D24.1"),
        ("MGUS", "D47.2"),
        ("CIN III", "D06.9"),
        ("melanoma in situ", "D03.9"),
        ("meningioma", "D32.9"),
        ("brain tumor", "D49.6"),
    ],
)
def test_histology_says_how_a_growth_behaves(engine, words, expected):
    assert codes(engine, words) == {expected}


def test_a_cancer_that_is_over_is_history_and_one_under_treatment_is_not(engine):
    over = code(note("Assessment: history of breast cancer, mammogram due."), engine)
    assert suggested(over) == ["Z85.3"]
    assert set_aside(over)["C50.919"] == ("historical", "R74")
    treated = codes(engine, "breast cancer, continue anastrozole")
    assert {"C50.919", "Z79.811"} <= treated


def test_the_neoplasm_table_adds_the_sites_it_has(book):
    cells = ("C23", "C78.89", "D01.5", "D13.5", "D37.6", "D49.0")
    table = [Term(("Neoplasm, neoplastic", "gallbladder"), cells=cells)]
    lexicon = Lexicon.of_book(book, read((), table))
    engine = knowledge_engine(book, lexicon)
    words = "colon cancer with metastases to liver and gallbladder"
    assert codes(engine, words) == {"C18.9", "C78.7", "C78.89"}


sites = st.lists(
    st.sampled_from(
        ["metastatic", "mets", "to", "liver", "lung", "cancer", "and", ","]
    ),
    max_size=30,
)


@given(sites)
def test_any_order_of_these_words_quotes_the_note(engine, words):
    codes(engine, " ".join(words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("left breast cancer with lung metastases", "C50.912 C78.00"),
        ("right renal cell carcinoma metastatic to the lung", "C64.1 C78.00"),
        ("right breast cancer with left lung metastasis", "C50.911 C78.02"),
        ("right upper lobe lung cancer with adrenal metastasis", "C34.11 C79.70"),
    ],
)
def test_spread_has_its_own_side_and_not_that_of_its_origin(engine, words, expected):
    found = suggested(code(note(f"Assessment: {words}."), engine))
    assert set(found) == set(expected.split())
