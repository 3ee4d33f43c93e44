"""Levels of the spine that are listed together, and pain told beside a worn disc."""

import pytest

from coding.spine import TO_SACRUM


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Spinal stenosis, L3-L4, L4-L5 and L5-S1", ["M48.061", "M48.07"]),
        ("L4-5 and L5-S1 disc degeneration", ["M51.379"]),
        ("Degenerative disk disease at L4-L5 and L5-S1", ["M51.369", "M51.379"]),
        ("Lumbar stenosis L3 through S1", ["M48.061", "M48.07"]),
        ("Spinal stenosis at L4-L5", ["M48.061"]),
        ("Spinal stenosis at L5-S1", ["M48.07"]),
        ("Stenosis at L4-L5 and spondylolisthesis at L5-S1", ["M43.17", "M48.061"]),
        ("Spondylolisthesis L4-L5. Stenosis L5-S1", ["M43.16", "M48.07"]),
    ],
)
def test_levels_down_to_the_sacrum_are_of_two_regions(codes, text, wanted):
    assert sorted(codes(f"POSTOPERATIVE DIAGNOSIS: {text}.")) == wanted


def test_a_list_of_levels_without_an_end_is_tried_once():
    """Each separator can be read in one way: else the tries double with every level."""
    assert TO_SACRUM.search("L4-L5, " * 60) is None


@pytest.mark.parametrize(
    "text",
    ["Herniated disc C5-6 and C6-7", "C5-C6 and C6-C7 degenerative disc disease"],
)
def test_of_discs_of_a_neck_the_upper_one_is_coded(codes, text):
    (found,) = codes(f"POSTOPERATIVE DIAGNOSIS: {text}.")
    assert found.startswith("M50.") and found.endswith("2")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Lumbar degenerative disc disease. Low back pain.", "M51.360"),
        ("Lumbar degenerative disc disease. Left leg pain.", "M51.361"),
        ("Lumbar degenerative disc disease. Low back pain. Left leg pain.", "M51.362"),
        ("Lumbar degenerative disc disease. Left arm pain.", "M51.369"),
    ],
)
def test_a_worn_disc_is_coded_with_the_pain_beside_it(codes, text, wanted):
    assert wanted in codes(f"ASSESSMENT: {text}")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Coronary artery disease, peripheral vascular disease.", ["I25.10", "I73.9"]),
        ("Coronary artery disease, peripheral arterial disease.", ["I25.10", "I73.9"]),
        ("Panic disorder, depressive disorder.", ["F32.A", "F41.0"]),
    ],
)
def test_each_item_of_a_list_ends_in_its_own_word(codes, text, wanted):
    assert sorted(codes(f"ASSESSMENT: {text}")) == wanted
