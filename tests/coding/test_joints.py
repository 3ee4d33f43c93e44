"""Findings without a joint, in an image or an operation of one joint."""

import pytest

IMAGE = (
    "EXAM: MRI {}\nCLINICAL: Pain for weeks.\nFINDINGS: See below.\nIMPRESSION: {}\n"
)


@pytest.mark.parametrize(
    ("exam", "found", "wanted"),
    [
        ("LEFT KNEE", "Chondromalacia.", "M94.262"),
        ("RIGHT KNEE", "Loose bodies.", "M23.41"),
        ("RIGHT SHOULDER", "Joint effusion.", "M25.411"),
        ("LEFT ANKLE", "Synovitis.", "M65.972"),
        ("RIGHT HIP", "Osteoarthritis.", "M16.11"),
        ("LEFT WRIST", "Synovial hypertrophy.", "M67.232"),
    ],
)
def test_an_image_of_one_joint_places_what_it_finds(codes, exam, found, wanted):
    assert wanted in codes(IMAGE.format(exam, found))


def test_an_operation_on_one_joint_places_what_it_finds(codes):
    text = (
        "PREOPERATIVE DIAGNOSIS: Torn meniscus, right knee.\n"
        "POSTOPERATIVE DIAGNOSIS: 1. Medial meniscus tear, right knee. 2. Synovitis.\n"
        "PROCEDURE: Arthroscopy of the right knee.\n"
    )
    assert "M65.961" in codes(text)


def test_two_joints_or_two_sides_place_nothing(codes):
    assert "M94.20" in codes(IMAGE.format("LEFT KNEE AND HIP", "Chondromalacia."))
    both = IMAGE.format("RIGHT KNEE", "Chondromalacia. The left knee is normal.")
    assert "M94.20" in codes(both)


def test_a_visit_keeps_the_arthritis_of_which_nobody_tells_the_joint(codes):
    text = (
        "HPI: Right knee pain after gardening.\nMEDICATIONS: Naproxen.\n"
        "ASSESSMENT: Osteoarthritis.\n"
    )
    assert not {"M17.11", "M17.12"} & set(codes(text))


# ---- the side of a condition that stands behind its name, or in a title


def test_a_preoperative_diagnosis_lends_its_side(codes):
    text = (
        "PREOPERATIVE DIAGNOSIS: Rotator cuff tear, left.\n"
        "POSTOPERATIVE DIAGNOSIS: Rotator cuff tear.\n"
    )
    assert codes(text) == ["M75.102"]


def test_the_title_of_an_image_lends_its_side_whatever_follows_it(codes):
    text = (
        "EXAM: MRI RIGHT KNEE\nCLINICAL: Fell three weeks ago.\nFINDINGS: As below.\n"
        "IMPRESSION: Tear of the anterior cruciate ligament.\n"
    )
    assert "S83.511A" in codes(text)


def test_the_eye_that_is_not_operated_on_lends_no_side(codes):
    text = (
        "POSTOPERATIVE DIAGNOSIS: Aphakia.\n"
        "PROCEDURE: Lens implant. The left eye was marked and prepped. "
        "A shield was placed over the unoperated right eye.\n"
    )
    assert "H27.02" in codes(text)
    two = "POSTOPERATIVE DIAGNOSIS: Aphakia.\nEXAM: Left eye quiet. Right eye quiet.\n"
    assert "H27.00" in codes(two)
