"""Codes that say the same but for a word, against what the release says of them."""

import pytest

from coding.counterparts import sibling, titled


def with_word(book, code, word, other):
    return {book.title(code).lower().replace(word, other)}


@pytest.mark.parametrize(
    "code, right, left",
    [
        ("M25.569", "M25.561", "M25.562"),
        ("S52.509A", "S52.501A", "S52.502A"),
        ("H65.117", "H65.114", "H65.115"),  # sides are not always one and two
        ("D27.9", "D27.0", "D27.1"),
        ("C44.601", "C44.602", "C44.609"),
    ],
)
def test_a_side_is_found_wherever_the_code_has_its_character(book, code, right, left):
    before, _, after = book.title(code).lower().rpartition("unspecified")
    assert titled(code, {f"{before}right{after}"}, book) == right
    assert titled(code, {f"{before}left{after}"}, book) == left


def test_with_is_found_for_without(book):
    wanted = with_word(book, "G20.A1", "without dyskinesia", "with dyskinesia")
    assert titled("G20.A1", wanted, book) == "G20.B1"


def test_any_one_of_several_titles_will_do(book):
    wanted = {"no such title"} | with_word(book, "M25.569", "unspecified", "left")
    assert titled("M25.569", wanted, book) == "M25.562"


def test_a_title_of_another_category_is_not_near(book):
    assert titled("M25.569", {book.title("I10").lower()}, book) == ""


def test_a_heading_is_no_code_to_be_found(book):
    heading = book.get("S52.501")
    assert not heading.billable
    assert titled("S52.502", {heading.title.lower()}, book) == ""


def test_what_the_release_does_not_hold_has_no_counterpart(book):
    assert titled("nothing", {"pain in right knee"}, book) == ""
    assert titled("", {""}, book) == ""
    assert sibling("nothing", "pain in right knee", book) == ""


def test_a_sibling_stands_under_the_same_heading(book):
    wanted = book.title("M25.562").lower()
    assert sibling("M25.561", wanted, book) == "M25.562"
    assert sibling("M25.551", wanted, book) == ""  # under the hip
    assert sibling("M25.562", wanted, book) == ""  # itself
