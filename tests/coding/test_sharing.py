"""Words that conditions share: each place has its finding, each finding its place."""

from __future__ import annotations

import pytest

from coding.lexicon import Lexicon
from coding.matching import Match
from coding.pipeline import code
from coding.sharing import with_shared
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Pain and swelling of the left knee.", {"M25.562", "M25.462"}),
        ("Left knee pain and swelling.", {"M25.562", "M25.462"}),
        ("Pain, stiffness and swelling of the left knee.", {"M25.462", "M25.562"}),
        ("Neck and shoulder pain.", {"M54.2", "M25.519"}),
        ("Neck/shoulder pain.", {"M54.2", "M25.519"}),
        ("Neck, hip and shoulder pain.", {"M54.2", "M25.559", "M25.519"}),
        ("Hepatic and renal failure.", {"K72.90", "N19"}),
        ("Breast and ovarian cancer.", {"C50.919", "C56.9"}),
        ("Carcinoma of the breast and ovary.", {"C50.919", "C56.9"}),
        ("Renal and hepatic cysts.", {"N28.1", "K76.89"}),
        ("Ulcers of the esophagus and stomach.", {"K22.10", "K25.9"}),
        ("Hepatitis B and C.", {"B19.10", "B19.20"}),
        ("Cervical and lumbar radiculopathy.", {"M54.12", "M54.16"}),
        ("Abrasions of left elbow and knee.", {"S50.312A", "S80.212A"}),
        ("Contusions of face, scalp and left hand.", {"S00.83XA", "S60.222A"}),
        ("Pain in right knee and left hip.", {"M25.561", "M25.552"}),
        ("Vitamin D and B12 deficiency.", {"E55.9", "E53.8"}),
        ("Vitamin B12 and D deficiency.", {"E55.9", "E53.8"}),
        ("Heart and kidney disease.", {"I51.9", "N28.9"}),
        ("Screening for breast and colon cancer.", {"Z12.31", "Z12.11"}),
        ("Breast and colon cancer screening.", {"Z12.31", "Z12.11"}),
        (
            "Screening for colon, breast and cervical cancer.",
            {"Z12.11", "Z12.31", "Z12.4"},
        ),
        ("Screening for diabetes and hyperlipidemia.", {"Z13.1", "Z13.220"}),
        ("Type 2 diabetes with nephropathy and retinopathy.", {"E11.21", "E11.319"}),
    ],
)
def test_each_item_of_a_list_has_what_the_list_shares(engine, said, expected):
    told = suggested(code(note(f"Assessment: {said}\n"), engine))
    assert expected <= set(told)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("Hypertension and heart failure.", "I15"),
        ("Fever and pain in the knee.", "R50.81"),
        ("Allergic rhinitis and sinus infection.", "J00"),
        ("Dermatitis of knees, cream and Vaseline, no effusion.", "M25.46"),
        ("Diabetes and foot ulcer healed.", "E11.628"),
        ("Right shoulder pain and swelling of the left knee.", "M25.562"),
        ("Right shoulder pain, and swelling of the left knee.", "M25.411"),
        ("Knee pain with swelling of the hand.", "M25.46"),
        ("Abscess of the liver but spleen normal.", "D73.3"),
        ("Malignant and pretibial edema.", "A48.0"),
        ("Back pain and knee surgery.", "M25.56"),
        ("Breast cancer; screening for colon cancer.", "Z12.31"),
        ("Screening for colon cancer and hypertension.", "Z13.6"),
        ("Vitamin D deficiency and anemia.", "D51"),
        ("Hypertension and kidney disease.", "I51"),
        ("Neck pain and kidney disease.", "M53"),
    ],
)
def test_what_belongs_to_one_item_is_not_said_of_the_other(engine, said, wrong):
    told = suggested(code(note(f"Assessment: {said}\n"), engine))
    assert not [one for one in told if one.startswith(wrong)]


def test_a_list_that_is_denied_denies_every_item(engine):
    coded = code(note("Assessment: Hypertension. No hip or knee pain.\n"), engine)
    assert suggested(coded) == ["I10"]


def test_the_side_of_one_item_is_not_that_of_another(engine):
    told = suggested(
        code(note("Assessment: Pain in right knee and left hip.\n"), engine)
    )
    assert not {"M25.562", "M25.551", "M25.569", "M25.559"} & set(told)


def test_without_a_list_nothing_is_added(book):
    lexicon = Lexicon.of_book(book)
    (segment,) = lexicon.folder.read("Pain in the left knee.")
    found = lexicon.match(segment)
    assert with_shared(segment, lexicon, found) is found


def test_a_shared_word_is_quoted_with_its_item(book):
    lexicon = Lexicon.of_book(book)
    text = "Renal and hepatic cysts"
    (segment,) = lexicon.folder.read(text)
    told = with_shared(segment, lexicon, lexicon.match(segment))
    assert [text[one.start : one.end] for one in told] == [text, "hepatic cysts"]
    assert all(isinstance(one, Match) for one in told)
