"""What is denied, warned of or only measured beside a coded disease is set aside."""

import re

import pytest

from coding import denials
from coding.pipeline import code
from tests.coding.notes import note


def test_a_bare_denial_is_named_by_the_disease_that_it_stands_beside(aside):
    text = "HPI: no pancreatitis.\nAssessment: acute cholecystitis with gallstones."
    assert aside(text)["K85.10"] == ("negated", "X1")
    assert "K85.10" not in aside("HPI: no pancreatitis.\nAssessment: gout.")


def test_what_is_said_to_be_there_is_not_denied(aside):
    text = "HPI: stricture seen.\nAssessment: gastroesophageal reflux disease."
    assert aside(text).get("K22.2", ("",))[0] != "negated"


def test_a_warning_is_no_diagnosis(aside):
    text = "Assessment: strep throat.\nPlan: return if abscess or drooling."
    assert aside(text)["J36"][0] == "hypothetical"


def test_a_value_alone_is_no_diagnosis(aside):
    text = "Labs: K 5.8, Na 140.\nAssessment: chronic kidney disease stage 4."
    assert aside(text)["E87.5"] == ("unsupported", "R13")
    assert "E87.1" not in aside(text)


def test_a_dose_is_not_a_value(aside):
    assert "E87.5" not in aside("Plan: vitamin K 10 mg.\nAssessment: bleeding.")


def test_the_unspecified_code_is_set_aside_for_the_exact_one(aside):
    assert aside("Assessment: class 2 obesity.")["E66.9"] == ("unsupported", "R12")


def test_a_coded_disease_is_never_set_aside(engine):
    text = (
        "Labs: K 6.1.\nAssessment: hyperkalemia, CKD stage 4. No hyperkalemia before."
    )
    coded = code(note(text), engine)
    assert "E87.5" in [one.code for one in coded.suggestions]
    assert "E87.5" not in {one.code for one in coded.excluded}


def test_what_cannot_be_excluded_is_not_denied(aside):
    text = "Assessment: right knee pain. Meniscus tear cannot be excluded."
    assert aside(text)["S83.206A"] == ("uncertain", "R26")


def test_a_test_that_came_back_negative_names_what_it_looked_for(aside):
    text = "Labs: HIV 1/2 Ag/Ab nonreactive, TB quant neg.\nAssessment: psoriasis."
    told = aside(text)
    assert told["B20"] == told["A15.9"] == ("negated", "X1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "HPI: Bleeding: denies.\nAssessment: atrial fibrillation, on Eliquis.",
            "D68.32",
        ),
        ("Exam: neither Meniere's.\nAssessment: BPPV, right ear.", "H81.01"),
        ("ROS: Psych neg depression.\nAssessment: type 2 diabetes.", "F32.A"),
    ],
)
def test_a_denial_has_many_forms(aside, text, code):
    assert aside(text)[code] == ("negated", "X1")


def test_no_expression_reads_a_word_without_end():
    """A text without blanks is one word: each place in it would be read to its end."""
    without_end = re.compile(r"\\[wS][*+]")
    rows = denials._all_rows()
    assert rows
    for row in rows:
        for each in (row.bare.pattern, row.pattern.pattern):
            assert not without_end.search(each), each
