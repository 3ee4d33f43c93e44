"""Diseases beside a pregnancy (I.C.15.a.1), each beside what must not be one."""

from __future__ import annotations

import pytest

from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested


def assessed(engine, said, **facts):
    facts = {"sex": "F", "age": 30} | facts
    return set(suggested(code(note(f"Assessment: {said}\n", **facts), engine)))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Pregnancy, 20 weeks. Type 2 diabetes.", "O24.112 E11.9 Z3A.20"),
        (
            "Pregnancy at 20 weeks gestation. Type 2 diabetes on insulin.",
            "O24.112 E11.9 Z3A.20 Z79.4",
        ),
        ("Type 1 diabetes in pregnancy at 10 weeks gestation.", "O24.011 E10.9 Z3A.10"),
        ("28 weeks pregnant, obesity, BMI 41.", "O99.213 E66.9 Z3A.28"),
        ("IUP at 30 weeks. Chronic hypertension.", "O10.013 Z3A.30"),
        (
            "30 weeks pregnant. Hypertension. CKD stage 3a.",
            "O10.213 I12.9 N18.31 Z3A.30",
        ),
        ("12 weeks gestation. Mild intermittent asthma.", "O99.511 J45.20 Z3A.12"),
        ("32 weeks gestation. Iron deficiency anemia.", "O99.013 D50.9 Z3A.32"),
        ("Pregnant, 18 weeks. Epilepsy.", "O99.352 G40.909 Z3A.18"),
        (
            "25 weeks pregnant. Nicotine dependence, cigarettes.",
            "O99.332 F17.210 Z3A.25",
        ),
        ("Pregnancy. UTI.", "O23.40 Z3A.00"),
        ("Gestational diabetes at 30 weeks gestation.", "O24.419 Z3A.30"),
        ("4 weeks postpartum. Hypothyroidism.", "O99.285 E03.9"),
        ("G2P1 at 32w3d. Iron deficiency anemia.", "O99.013 D50.9 Z3A.32"),
        ("G3P2002 at 28 weeks, chronic hypertension.", "O10.013 Z3A.28"),
    ],
)
def test_a_disease_beside_a_pregnancy_is_called_by_chapter_15(engine, said, expected):
    assert assessed(engine, said) == set(expected.split())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Pregnancy incidental. Hypertension.", "Z33.1 I10"),
        ("Asthma. Pregnant at 10 weeks gestation, incidental.", "J45.909 Z3A.10"),
        ("History of preeclampsia. Hypertension.", "I10 Z87.59"),
        ("Hypothyroidism. Her sister is pregnant.", "E03.9"),
        ("Desires pregnancy. Hypothyroidism.", "E03.9"),
        ("Not currently pregnant. Asthma.", "J45.909"),
        ("Pregnancy test negative. Hypertension.", "Z32.02 I10"),
        ("Hypothyroidism, 12 weeks postpartum.", "E03.9"),
        ("G2P2, postmenopausal. Hypertension.", "Z78.0 I10"),
        ("Hypertension. G2P1, last delivery at 39 weeks in 2015.", "I10"),
    ],
)
def test_what_is_no_pregnancy_of_now_calls_nothing(engine, said, expected):
    assert assessed(engine, said) == set(expected.split())


def test_a_pregnancy_of_another_year_calls_nothing(engine):
    said = "She was 20 weeks pregnant when lupus was found in 2010. Hypertension."
    assert "I10" in assessed(engine, said)


def test_a_plan_in_the_heading_does_not_put_a_pregnancy_off(engine):
    text = "Assessment and Plan:\n28 weeks pregnant. Mild intermittent asthma.\n"
    coded = code(note(text, sex="F", age=30), engine)
    assert set(suggested(coded)) == {"O99.513", "J45.20", "Z3A.28"}


def test_no_man_is_pregnant(engine):
    assert "O10.019" not in assessed(engine, "Pregnancy. Hypertension.", sex="M")


def test_the_body_mass_index_in_a_pregnancy_is_set_aside_and_said_why(engine):
    said = note("Assessment: 28 weeks pregnant, obesity, BMI 41.\n", sex="F", age=30)
    assert set_aside(code(said, engine))["Z68.41"] == ("unsupported", "R22")


BIRTH = "Delivery note.\nDischarge diagnoses: Normal vaginal delivery of a single"


def test_the_birth_of_the_child_is_not_coded_on_the_mother(engine):
    text = f"{BIRTH} liveborn infant at 39 weeks gestation.\n"
    mother = code(note(text, setting="inpatient", sex="F", age=29), engine)
    assert {"O80", "Z37.0"} <= set(suggested(mother))
    assert not [one for one in suggested(mother) if one.startswith("Z38")]


def test_the_birth_is_coded_on_the_child(engine):
    born = "Single liveborn infant, delivered vaginally."
    text = f"Newborn nursery.\nDischarge diagnoses: {born}\n"
    child = code(note(text, setting="inpatient", age=0), engine)
    assert "Z38.00" in suggested(child)


@pytest.mark.parametrize("age", [0, 1, 5, None])
def test_the_weeks_at_which_a_child_was_born_are_no_pregnancy_of_its_own(engine, age):
    found = assessed(engine, "Infant born at 28 weeks gestation. Anemia.", age=age)
    assert not [one for one in found if one.startswith("O")]
