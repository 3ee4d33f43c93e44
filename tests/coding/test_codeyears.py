"""Codes of earlier years are read as what the release has for them, or left alone."""

import pytest

from coding.chartfiles import Gold, GoldCode
from coding.codeyears import brought_forward, current


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("R51", "R51.9"),
        ("M54.5", "M54.50"),
        ("E87.2", "E87.20"),
        ("K56.60", "K56.609"),
        ("W19.XXX", "W19.XXXA"),
        ("T14.8", "T14.8XXA"),
        ("S93.402", "S93.402A"),
        ("T81.4XX", "T81.40XA"),
        ("C50.9", "C50.919"),
    ],
)
def test_a_code_that_was_divided_or_cut_short_is_read_as_what_says_the_same(
    book, old, now
):
    assert current(old, book) == now


@pytest.mark.parametrize("code", ["I10", "R51.9", "F32.9", "W19.XXXD"])
def test_a_code_of_the_release_stays(book, code):
    assert current(code, book) == code


@pytest.mark.parametrize("code", ["X99.99", "Q00", "nothing", "", "."])
def test_a_code_that_nothing_stands_for_stays_as_it_was_written(book, code):
    assert current(code, book) == code


def test_every_successor_is_billable_and_replaces_what_is_not(book):
    from coding import knowledge

    table = knowledge.load("codeyears")
    assert [new for new in table.values() if not book.is_billable(new)] == []
    assert [old for old in table if book.is_billable(old)] == []


def test_gold_that_becomes_one_code_keeps_the_words_of_both(book):
    gold = Gold((GoldCode("R51", spans=((0, 3),)), GoldCode("R51.9", spans=((5, 9),))))
    forward, changed = brought_forward(gold, book)
    assert [one.code for one in forward.codes] == ["R51.9"]
    assert forward.codes[0].spans == ((0, 3), (5, 9))
    assert changed == 1
