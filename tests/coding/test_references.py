"""Reading code references out of the sentences of the tabular list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.references import CodeRange, Reading, read


def known(code: str) -> bool:
    return code != "B12"


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("insulin (Z79.4)", [("Z79.4", "Z79.4")]),
        ("tobacco dependence (F17.-)", [("F17", "F17")]),
        ("hypertensive disease (O10-O11, O13-O16)", [("O10", "O11"), ("O13", "O16")]),
        ("hypertensive diseases (I10-I1A)", [("I10", "I1A")]),
        (
            "stage of kidney disease (N18.1-N18.4, N18.9)",
            [("N18.1", "N18.4"), ("N18.9", "N18.9")],
        ),
        ("open fracture (S32.1--S32.9-)", [("S32.1", "S32.9")]),
        ("apnea (P28.3- - P28.4-)", [("P28.3", "P28.4")]),
        ("drug dependence (F10.-F19.-)", [("F10", "F19")]),
        ("rheumatoid arthritis (M05.00 to M05.8A)", [("M05.00", "M05.8A")]),
        (
            "injuries in S06.1- to S06.6-, and S06.81-",
            [("S06.1", "S06.6"), ("S06.81", "S06.81")],
        ),
        ("electrolyte imbalance (E87.8}", [("E87.8", "E87.8")]),
        ("syndactyly classified to Q70.0- -Q70.3-", [("Q70.0", "Q70.3")]),
        # codes in the sentence yield to codes in parentheses
        ("pneumoconiosis with tuberculosis, any type in A15 (J65)", [("J65", "J65")]),
        # what looks like a code and is none
        ("vitamin B12 deficiency (E53.8)", [("E53.8", "E53.8")]),
        ("influenza A/H1N1 (J10.-)", [("J10", "J10")]),
        ("G6PD deficiency without anemia (D75.A)", [("D75.A", "D75.A")]),
        # codes it applies to, not codes it points at
        ("code, if applicable, for codes G31.0-G31.83, G31.85, to identify:", []),
    ],
)
def test_plain_references(text, ranges):
    found, reading = read(text, known)
    assert [(codes.low, codes.high) for codes in found] == ranges
    assert reading == (Reading.EXACT if ranges else Reading.NONE)


@pytest.mark.parametrize(
    ("text", "positions", "characters"),
    [
        ("neuralgic amyotrophy (E08-E13 with .44)", (4,), ("44",)),
        ("angiopathy (E08-E13 with .51-.52)", (4,), ("51", "52")),
        ("skin disorders (E08-E13 with .62-)", (4,), ("62",)),
        ("dementia (F10-F19, with .17, .27, .97)", (4,), ("17", "27", "97")),
        (
            "hyperosmolarity (E08, E09 with final characters .00 or .01)",
            (4,),
            ("00", "01"),
        ),
        ("drug (T36-T50 with fifth or sixth character 5)", (5, 6), ("5",)),
        (
            "drug (T36-T65 with fifth or sixth character 1-4 or 6)",
            (5, 6),
            tuple("12346"),
        ),
        ("drug (T36-T50 with fifth or six character 5)", (5, 6), ("5",)),
        ("psychosis (F11-F19 with fifth to sixth characters 51)", (5,), ("51",)),
        ("concussion (S06.0X- with seventh character A)", (7,), ("A",)),
        ("fracture (S42.- with 7th character B or C)", (7,), ("B", "C")),
        ("fluency disorder (I69. with final characters -23)", (), ("23",)),
        ("whooping cough (A37 with fifth-character 1)", (5,), ("1",)),
    ],
)
def test_narrowed_references(text, positions, characters):
    found, reading = read(text, known)
    assert reading == Reading.EXACT
    assert {(c.positions, c.characters) for c in found} == {(positions, characters)}


@pytest.mark.parametrize(
    "text",
    [
        "acidosis - see categories E08-E10, E11, E13 with ketoacidosis",
        "open fracture of forearm (S52.- with open fracture 7th character)",
        "rheumatic disease (I05-I09) unless rheumatic fever is also present",
    ],
)
def test_a_condition_in_words_is_admitted_as_not_read(text):
    found, reading = read(text, known)
    assert found and reading == Reading.PARTIAL


def test_no_reference_is_no_reading():
    assert read("gestational diabetes", known) == ((), Reading.NONE)


def test_a_range_prints_as_people_write_it():
    assert str(CodeRange("O10", "O11")) == "O10-O11"
    assert str(CodeRange("I10", "I10")) == "I10"


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    found, reading = read(text, known)
    assert bool(found) == (reading != Reading.NONE)
    for codes in found:
        codes.admits("E11.22")
        codes.admits("")
