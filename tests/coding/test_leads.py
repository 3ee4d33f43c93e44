"""Lines of the index that lead to a code, of the edition in force, best first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import leads
from coding.index import Term
from tests.coding.test_lists import FY2031, FY2032, load

pytestmark = pytest.mark.django_db

DAY = date(2031, 5, 1)
DIABETES = (
    Term(("Diabetes, diabetic",), ("mellitus", "sugar"), "E11.9"),
    Term(("Diabetes, diabetic", "type 2"), code="E11.9"),
    Term(("Diabetes, diabetic", "type 2", "with"), code=""),
    Term(("Diabetes, diabetic", "type 2", "with", "nephropathy"), code="E11.21"),
    Term(("Nephropathy", "diabetic"), see="Diabetes, by type, with, nephropathy"),
    Term(("Sprain", "ankle"), code="S93.40-"),
    Term(("Injury", "ankle"), code="S93.-"),
    Term(("Amyloid", "heart"), code="E85.4", manifestation="I43"),
)
DRUGS = (Term(("Rum",), cells=("T51.0X1", "", "", "", "", "")),)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def index():
    load(FY2031, DIABETES)


def words(code, on=DAY):
    return [str(line) for line in leads.leads_to(code, on).lines]


def test_the_path_reads_from_the_main_term_down(index):
    assert words("E11.21") == ["Diabetes, diabetic, type 2, with, nephropathy"]
    assert words("E11.9") == ["Diabetes, diabetic", "Diabetes, diabetic, type 2"]
    first = leads.leads_to("E11.9", DAY).lines[0]
    assert first.modifiers == ("mellitus", "sugar")


def test_a_code_to_complete_leads_to_all_it_begins(index):
    found = leads.leads_to("S93.401A", DAY).lines
    assert [(str(one), one.code) for one in found] == [
        ("Sprain, ankle", "S93.40-"),
        ("Injury, ankle", "S93.-"),
    ]
    assert words("S93.6") == ["Injury, ankle"]


def test_the_code_in_brackets_is_second(index):
    (line,) = leads.leads_to("I43", DAY).lines
    assert line.second and str(line) == "Amyloid, heart"
    (first,) = leads.leads_to("E85.4", DAY).lines
    assert not first.second


def test_a_table_names_its_column(index):
    from dataclasses import replace

    load(replace(FY2031, kind="icd10cm-drugs", sha256="ef" * 32), DRUGS)
    assert words("T51.0X1A") == ["Rum, accidental"]


def test_without_an_index_it_says_what_to_load():
    found = leads.leads_to("E11.9", DAY)
    assert not found.lines and not found.editions
    assert "icd10cm-index" in found.missing.command


def test_the_edition_of_the_date_answers(index):
    load(FY2032, DIABETES[:1])
    assert len(words("E11.9")) == 2
    assert len(words("E11.9", date(2031, 10, 1))) == 1


def test_nothing_leads_to_a_code_that_no_line_prints(index):
    found = leads.leads_to("J45.40", DAY)
    assert (found.lines, found.count, found.missing) == ((), 0, None)
    assert len(found.editions) == 1


def test_a_found_code_is_explained_by_the_line_closest_to_the_query(index):
    found = leads.best_leads(["E11.21", "E11.9", "J45.40"], "type 2 diabetes", DAY)
    assert {code: str(line) for code, line in found.items()} == {
        "E11.21": "Diabetes, diabetic, type 2, with, nephropathy",
        "E11.9": "Diabetes, diabetic, type 2",
    }
    assert leads.best_leads(["E11.9"], "sprain", DAY) == {}


def test_explaining_costs_the_same_for_one_as_for_many(
    index, django_assert_num_queries
):
    for codes in (["E11.9"], ["E11.9", "E11.21", "S93.401A", "I43", "J45.40"]):
        with django_assert_num_queries(3):
            leads.best_leads(codes, "diabetes", DAY)


@given(st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", fullmatch=True))
def test_every_printed_form_begins_the_code(code):
    forms = leads.printed(code)
    assert code in forms and len(set(forms)) == len(forms)
    assert all(code.startswith(form.rstrip("-.")) for form in forms)
