"""What was read and turned away is told with its reason, and is never suggested."""

from datetime import date

import pytest

from coding.pipeline import code
from coding.values import Facts, Note, Setting
from tests.coding.notes import document, note, set_aside, suggested


@pytest.fixture
def read(engine):
    def of(*texts, **facts):
        return code(note(*texts, **facts), engine)

    return of


def test_the_unspecified_code_of_a_specified_disease_is_set_aside(read):
    aside = set_aside(read("Assessment: moderate persistent asthma with exacerbation."))
    assert aside["J45.909"] == ("unsupported", "R12")
    assert "J45.909" not in set_aside(read("Assessment: gout."))


def test_the_sides_stay_behind_the_bilateral_code(read):
    coded = read("Assessment: primary osteoarthritis of both knees.")
    assert "M17.0" in suggested(coded)
    assert set_aside(coded)["M17.11"] == ("unsupported", "R12")


def test_a_drug_without_its_disease_is_no_diagnosis(read):
    text = "Meds: atorvastatin 10.\nAssessment: type 2 diabetes."
    assert set_aside(read(text))["E78.5"] == ("unsupported", "R13")
    named = read("Meds: atorvastatin 10.\nAssessment: hyperlipidemia.")
    assert suggested(named)[0] == "E78.5"


def test_a_drug_given_up_is_past_and_one_just_begun_is_not_long_term(read):
    past = read("HPI: failed methotrexate.\nAssessment: plaque psoriasis.")
    assert set_aside(past)["Z79.631"][0] == "historical"
    begun = read("Assessment: asthma. Plan: start prednisone 40 x5 days.")
    assert set_aside(begun)["Z79.52"] == ("unsupported", "R13")


def test_a_denied_complication_is_that_of_the_type_of_diabetes(read):
    text = "HPI: no retinopathy.\nAssessment: type 1 diabetes."
    assert set_aside(read(text))["E10.319"] == ("negated", "X1")


def test_a_normal_finding_denies_the_disease_that_it_names_in_other_words(read):
    text = "Exam: scaphoid intact.\nAssessment: fracture of left distal radius."
    assert set_aside(read(text))["S62.002A"] == ("negated", "X1")


def test_what_another_person_has_keeps_no_trace_of_the_patients_sex(read):
    text = "FH: wife died of breast cancer.\nAssessment: gout."
    coded = read(text, sex="M", age=60)
    assert set_aside(coded)["C50.919"][0] == "someone_else"


def test_a_symptom_that_a_parent_tells_of_is_the_patients(read):
    text = "HPI: mother reports fever.\nAssessment: acute otitis media."
    assert set_aside(read(text)).get("R50.9", ("",))[0] != "family"


# ---- an operation of the stay


def stay(engine, *documents):
    facts = Facts(
        Setting.INPATIENT, date(2026, 5, 8), admission_date=date(2026, 5, 3), age=60
    )
    return code(Note(tuple(documents), facts), engine)


def test_an_operation_of_the_stay_is_no_status(engine):
    admitted = document("HPI: gangrene of the toe.", date=date(2026, 5, 3))
    left = document(
        "DISCHARGE DIAGNOSES\n1. Gangrene, s/p right great toe amputation",
        date=date(2026, 5, 8),
        kind="discharge summary",
    )
    coded = stay(engine, admitted, left)
    assert not [one for one in suggested(coded) if one.startswith("Z89")]
    assert set_aside(coded)["Z89.411"] == ("unsupported", "R13")


def test_an_operation_of_an_earlier_year_stays_one(engine):
    admitted = document("PMH: s/p right great toe amputation 2021.")
    coded = stay(engine, admitted, document("DISCHARGE DIAGNOSES\n1. Cellulitis"))
    assert "Z89.411" in suggested(coded)
