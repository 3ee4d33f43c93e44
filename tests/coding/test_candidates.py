import pytest

from coding.candidates import retrieve
from coding.mentions import find
from coding.sections import split
from coding.values import Facts, Setting
from tests.coding.notes import document, note


def best(lexicon, book, text, **facts):
    one = document(text)
    told = note(text, **facts).facts
    found = []
    for mention in find(one, split(one), lexicon):
        candidates = retrieve(mention, lexicon, book, told)
        if candidates and not candidates[0].code.startswith("@"):
            found.append(candidates[0].code)
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Type 2 diabetes", "E11.9"),
        ("Asthma", "J45.909"),
        ("Osteoarthritis of the right knee", "M17.11"),
        ("Distal radius fracture, left", "S52.502A"),
        ("Left femoral neck fracture, routine healing", "S72.002D"),
        ("Carpal tunnel syndrome, right", "G56.01"),
        ("Acute suppurative otitis media, left ear", "H66.002"),
        ("Left hemiparesis", "G81.94"),
        ("Right hemiparesis", "G81.91"),
        ("Hepatitis B", "B19.10"),
        ("Thrombosis of the superior vena cava", "I82.210"),
        ("Serology negative for hepatitis B, C and HIV", "B19.10"),
        ("HBV, HCV and HIV were sought", "B19.20"),
    ],
)
def test_the_words_around_choose_the_code(lexicon, book, text, code):
    assert code in best(lexicon, book, text)


def test_every_candidate_is_billable(lexicon, book):
    facts = Facts(Setting.OUTPATIENT, note("").facts.service_date)
    one = document("Fracture of femur, cellulitis, breast cancer, CKD, burn of hand.")
    for mention in find(one, split(one), lexicon):
        for candidate in retrieve(mention, lexicon, book, facts):
            assert candidate.code.startswith("@") or book.is_billable(candidate.code)
            assert 0 <= candidate.score <= 1


def test_the_sex_of_the_patient_chooses_the_breast(lexicon, book):
    assert best(lexicon, book, "Left breast cancer", sex="F") == ["C50.912"]


def test_a_grown_patient_gets_no_newborn_code(lexicon, book):
    for code in best(lexicon, book, "Neonatal jaundice", age=40):
        assert code[0] != "P"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pulmonary nodule", "R91.1"),
        ("pulmonary nodules", "R91.8"),
        ("thyroid nodule", "E04.1"),
        ("thyroid nodules", "E04.2"),
    ],
)
def test_several_nodules_are_not_one(lexicon, book, text, expected):
    assert best(lexicon, book, text) == [expected]
