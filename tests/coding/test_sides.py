"""Right and left: each condition has the side that its own words name."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Right knee pain and left shoulder pain.", {"M25.561", "M25.512"}),
        ("Right knee pain and left hip osteoarthritis.", {"M25.561", "M16.12"}),
        ("Left shoulder and right knee pain.", {"M25.512", "M25.561"}),
        ("Left eye pain, right knee pain.", {"H57.12", "M25.561"}),
        ("Osteoarthritis of right knee and left hip.", {"M17.11", "M16.12"}),
        ("S/p right TKA, left knee osteoarthritis.", {"Z96.651", "M17.12"}),
        ("DVT left leg with right leg edema.", {"I82.402"}),
        ("Low back pain and left leg weakness.", {"M54.50", "R29.898"}),
        ("Right breast cancer, left breast cyst.", {"C50.911", "N60.02"}),
        ("Otitis media left ear.", {"H66.92"}),
    ],
)
def test_a_side_is_of_the_noun_behind_it(engine, said, expected):
    assert set(suggested(code(note(f"Assessment: {said}\n"), engine))) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Right and left knee pain.", {"M25.561", "M25.562"}),
        ("Knee pain, left worse than right.", {"M25.561", "M25.562"}),
        ("Knee OA R>L.", {"M17.0"}),
        ("Right knee OA and left knee OA.", {"M17.0"}),
        ("Right and left carpal tunnel syndrome.", {"G56.03"}),
        ("Bilateral knee pain, right hip pain.", {"M25.561", "M25.562", "M25.551"}),
        ("Hearing loss, left greater than right.", {"H91.93"}),
    ],
)
def test_both_sides_are_both(engine, said, expected):
    assert set(suggested(code(note(f"Assessment: {said}\n"), engine))) == expected
