"""Lines of the index become what a clinician says."""

from coding.index import Term
from coding.indexwordings import read, spoken


def said(*terms: Term) -> dict[str, str]:
    return {wording.text: code for code, wording in read(terms).said}


def test_what_is_named_first_is_said_last():
    assert next(spoken(("Abscess", "brain", "amebic"))) == "amebic brain abscess"


def test_a_cause_stays_behind_what_it_causes():
    path = ("Fistula", "anus", "with", "abscess")
    assert next(spoken(path)) == "anus fistula with abscess"


def test_two_forms_of_a_word_are_two_wordings_and_two_words_are_one():
    assert list(spoken(("Injury", "uterus, uterine"))) == [
        "uterus injury",
        "uterine injury",
    ]
    assert list(spoken(("Splenomegaly", "congestive, chronic"))) == [
        "congestive chronic splenomegaly"
    ]


def test_words_that_are_not_essential_are_left_out():
    torsion = Term(("Torsion", "ovary"), ("pedicle",), "N83.51-")
    assert said(torsion) == {"ovary torsion": "N83.51"}


def test_what_stands_for_the_rest_is_no_wording():
    assert said(Term(("Sepsis", "specified organism NEC"), (), "A41.89")) == {}


def test_see_leads_to_other_words():
    reading = read([Term(("Gonarthrosis",), see="Osteoarthritis, knee")])
    assert reading.seen == (("gonarthrosis", "knee osteoarthritis"),)


def test_see_condition_leads_nowhere():
    assert read([Term(("Tooth",), see="condition")]).seen == ()


def test_a_cell_of_the_neoplasm_table_is_said_by_its_column():
    cells = ("C60.0", "C79.82", "D07.4", "D29.0", "D40.8", "D49.59")
    row = Term(("Neoplasm, neoplastic", "prepuce"), cells=cells)
    told = {wording.text: code for code, wording in read((), [row]).said}
    assert told["benign neoplasm of prepuce"] == "D29.0"
    assert told["metastasis to prepuce"] == "C79.82"
