"""What a drug, a treatment, a pregnancy or a thing struck brings about has its code."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Coagulopathy due to warfarin.", ["D68.32", "T45.515A"]),
        ("Pancytopenia due to methotrexate.", ["D61.810", "T45.1X5A"]),
        ("Right hearing loss due to cisplatin.", ["H91.01", "T45.1X5A"]),
        ("Hypothyroidism following radioactive iodine.", ["E89.0"]),
        ("Polycythemia vera, on aspirin.", ["D45", "Z79.82"]),
        ("Type 2 diabetes, on Avandia.", ["E11.9", "Z79.84"]),
    ],
)
def test_what_a_drug_does_is_coded_as_the_drugs(engine, said, expected):
    assert suggested(code(note(f"Assessment: {said}\n"), engine)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Coagulopathy. Off warfarin.", ["D68.9"]),
        ("Pancytopenia. Takes methotrexate.", ["D61.818"]),
        ("Right hearing loss. Completed cisplatin.", ["H91.91"]),
        ("Hypothyroidism. No radioactive iodine.", ["E03.9"]),
    ],
)
def test_a_drug_that_is_not_blamed_changes_nothing(engine, said, expected):
    assert suggested(code(note(f"Assessment: {said}\n"), engine)) == expected


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        ("Gravida 2, para 1 at 29-2/7 weeks with lower abdominal pain.", "Z3A.29"),
        ("G1P0 at 30 weeks with abdominal pain.", "Z3A.30"),
    ],
)
def test_pain_of_the_belly_in_a_pregnancy_is_called_by_chapter_15(engine, said, weeks):
    found = suggested(code(note(f"Assessment: {said}\n", sex="F", age=27), engine))
    assert {"O26.893", weeks} <= set(found)


def test_pain_beside_a_negative_test_is_of_no_pregnancy(engine):
    text = "Assessment: Abdominal pain. Pregnancy test negative.\n"
    found = suggested(code(note(text, sex="F", age=27), engine))
    assert not [one for one in found if one[0] == "O"]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("He punched a brick wall.", "W22.09XA"),
        ("She fell off her scooter.", "V00.141A"),
        ("He was struck on the head by a swinging gate.", "W22.8XXA"),
        ("He broke a glass and cut himself.", "W25.XXXA"),
        ("She fell from a skateboard.", "V00.131A"),
        ("He fell out of a tall tree.", "W14.XXXA"),
    ],
)
def test_what_an_injury_was_struck_by_is_told(engine, story, expected):
    text = f"HPI: {story}\nAssessment: Scalp laceration.\n"
    assert expected in suggested(code(note(text, setting="emergency"), engine))


@pytest.mark.parametrize(
    "story",
    [
        "He sat by the wall.",
        "She put on her glasses.",
        "He was struck by a thought.",
        "He was at the gate.",
    ],
)
def test_things_that_only_stand_there_are_no_cause(engine, story):
    text = f"HPI: {story}\nAssessment: Scalp laceration.\n"
    assert suggested(code(note(text, setting="emergency"), engine)) == ["S01.01XA"]
