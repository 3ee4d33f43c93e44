"""The 7th character: what the list defines, and never a code that is none."""

import pytest

from coding.codebook import CodeBook, CodeEntry, Note, NoteKind
from coding.seventh import completion, is_demanded


def choices(book, code):
    return {c.character: c.code for c in completion(book, code).choices}


def test_each_character_makes_the_whole_code(book):
    made = completion(book, "S93.491")
    assert [(c.character, c.meaning, c.code) for c in made.choices] == [
        ("A", "initial encounter", "S93.491A"),
        ("D", "subsequent encounter", "S93.491D"),
        ("S", "sequela", "S93.491S"),
    ]
    assert (made.filled, made.placeholders, made.chosen) == ("S93.491", 0, "")


def test_empty_places_are_filled_with_x(book):
    made = completion(book, "W19")
    assert (made.filled, made.placeholders) == ("W19.XXX", 3)
    assert choices(book, "W19")["D"] == "W19.XXXD"
    # An X that is part of the code itself is no placeholder.
    assert completion(book, "T40.1X1").placeholders == 0


def test_what_the_list_defines_and_the_release_lacks_cannot_be_chosen(book):
    """Who died of a brain injury has no later encounter for it."""
    died = choices(book, "S06.347")
    assert died == {"A": "S06.347A", "D": "", "S": ""}


def test_fractures_take_sixteen_characters_and_eyes_take_digits(book):
    broken = choices(book, "S72.001")
    assert len(broken) == 16 and all(broken.values())
    assert list(choices(book, "H34.811")) == ["0", "1", "2"]


def test_a_whole_code_offers_its_other_characters_and_its_other_sides(book):
    made = completion(book, "S93.491A")
    assert (made.stem.code, made.chosen) == ("S93.491", "A")
    assert [each.code for each in made.variants] == ["S93.492A", "S93.499A"]


def test_trimesters_are_siblings_without_a_seventh_character(book):
    assert completion(book, "O10.011") is None
    assert [each.code for each in book.siblings("O10.011")][0] == "O10.012"


@pytest.mark.parametrize("code", ["E11.22", "E11", "S93.4", "19", "S00-S09", "", "Q"])
def test_nothing_else_is_completed(book, code):
    assert completion(book, code) is None


def test_a_heading_says_that_a_seventh_character_will_be_wanted(book):
    assert is_demanded(book, "S93.4") and is_demanded(book, "S72")
    assert not is_demanded(book, "E11") and not is_demanded(book, "nothing")


def test_every_seven_character_code_is_reached_and_no_other_comes_out(book):
    """All of the edition but the few whose seventh place is a plain subdivision."""
    whole = {e.code for e in book if len(e.code.replace(".", "")) == 7 and e.billable}
    defined = {code for code in whole if book.seventh_characters(code)}
    assert len(whole - defined) == 180
    stems = {book.get(code).parent for code in defined}
    made = {c.code for s in stems for c in completion(book, s).choices if c.code}
    assert made == defined
    assert completion(book, "C44.102") is None and book.children("C44.102")


def test_a_character_without_its_code_is_told_and_leads_nowhere(book):
    entries = (
        CodeEntry("1", "Chapter", "chapter", "", False, "1", 0, 3),
        CodeEntry("S01", "Wound", "category", "1", False, "1", 1, 3),
        CodeEntry("S01.0", "Wound of scalp", "subcategory", "S01", False, "1", 2, 3),
        CodeEntry("S01.0XXA", "initial", "subcategory", "S01.0", True, "1", 3, 3),
    )
    notes = tuple(
        Note("S01", NoteKind.SEVENTH_CHARACTER, text, 0, label)
        for label, text in (("A", "initial"), ("S", "sequela"))
    )
    small = CodeBook(book.release, entries, notes)
    assert choices(small, "S01.0") == {"A": "S01.0XXA", "S": ""}
