"""Lines of the index become what a clinician says."""

from coding.index import Term
from coding.indexwordings import read, spoken
from coding.lexicon import Lexicon
from coding.pipeline import code, knowledge_engine
from tests.coding.notes import note, suggested


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


def test_a_line_that_does_not_name_what_goes_with_it_is_no_wording():
    assert said(Term(("Hepatitis", "B", "with"), (), "B19.11")) == {}
    coma = Term(("Hepatitis", "B", "with", "hepatic coma"), (), "B19.11")
    assert said(coma) == {"b hepatitis with hepatic coma": "B19.11"}


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


def test_a_medicine_of_the_table_of_drugs_brings_its_code_along():
    cells = ("T44.3X1", "T44.3X2", "T44.3X3", "T44.3X4", "T44.3X5", "T44.3X6")
    poison = ("T62.0X1", "T62.0X2", "T62.0X3", "T62.0X4", "", "")
    terms = (
        Term(("Alverine",), cells=cells),
        Term(("Amanitine",), cells=poison),
        Term(("Agar",), cells=cells),
    )
    assert read((), (), terms).drugs == (("alverine", "T44.3X"),)


def test_a_drug_that_nobody_prescribes_has_no_side_effect():
    cells = ("T40.5X1", "T40.5X2", "T40.5X3", "T40.5X4", "T40.5X5", "T40.5X6")
    assert read((), (), (Term(("Cocaine",), cells=cells),)).drugs == ()


def test_what_the_table_names_may_be_blamed(book):
    cells = ("T42.8X1", "T42.8X2", "T42.8X3", "T42.8X4", "T42.8X5", "T42.8X6")
    table = read((), (), (Term(("Amantadine",), cells=cells),))
    engine = knowledge_engine(book, Lexicon.of_book(book, table))
    told = note("Assessment: hallucinations due to amantadine.")
    assert suggested(code(told, engine)) == ["R44.3", "T42.8X5A"]
