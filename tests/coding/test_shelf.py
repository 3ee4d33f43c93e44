"""Codes of one set asked of each other at once: the same answers as two by two."""

import random
from itertools import combinations

import pytest

from coding import ordering, shelf
from coding.draft import Draft, Line
from coding.ordering import ordered
from coding.pipeline import study
from coding.rules.base import Context, naming
from coding.shelf import Shelf
from tests.coding.notes import note
from tests.coding.rules.sets import facts, lines
from tests.coding.test_long_notes import SLACK, TIMES, lines_run

#: Codes of which many bear a note that names another of them.
NOTED = (
    "E11.22 N18.31 I12.9 D63.1 E85.4 I43 F02.80 G30.9 F32.A F33.1 R05.9 J44.1 J45.909"
)


def some_codes(book, seed):
    billable = [entry.code for entry in book if entry.billable]
    return [*NOTED.split(), *random.Random(seed).sample(billable, 60)]


@pytest.mark.parametrize("seed", range(4))
def test_two_lines_are_paired_where_what_one_names_holds_the_other(book, seed):
    codes = some_codes(book, seed)
    context = Context(tuple(lines(" ".join([*codes, codes[0]]))), facts(), book)

    def named(code):
        return [*book.excludes1(code), *_first(book, code)]

    told = [
        (one, other)
        for one, other in combinations(context.lines, 2)
        if one.code != other.code
        and (
            _names(book, named(one.code), other) or _names(book, named(other.code), one)
        )
    ]
    assert told == list(naming(context, named))


@pytest.mark.parametrize("seed", range(4))
def test_a_shelf_holds_what_a_reference_covers(book, seed):
    codes = some_codes(book, seed)
    held = Shelf(book, codes)
    for code in codes:
        told = [*book.excludes1(code), *_first(book, code)]
        for one in told:
            assert held.covered([one]) == {c for c in codes if book.covers(one, c)}


def test_what_a_release_does_not_hold_stands_on_no_shelf(book):
    references = book.excludes1("E11.22")
    assert Shelf(book, ["Q00.99X", "nothing"]).covered(references) == set()


@pytest.mark.parametrize("seed", range(4))
def test_no_code_stands_before_one_that_its_note_puts_first(basis, book, seed):
    codes = some_codes(book, seed)
    random.Random(seed).shuffle(codes)
    draft = Draft({code: Line(code, 1.0, 1.0, (), "assessment") for code in codes})
    order = [line.code for line in ordered(draft, basis)]
    assert sorted(order) == sorted(set(codes))
    for cause, code in (("E85.4", "I43"), ("G30.9", "F02.80"), ("I12.9", "N18.31")):
        assert order.index(cause) < order.index(code)


def test_the_order_of_many_codes_costs_in_line_with_their_number(basis, book):
    silent = [one.code for one in book if one.billable and not _noted(book, one.code)]

    def work(size):
        made = [Line(code, 1.0, 1.0, (), "assessment") for code in silent[:size]]
        draft = Draft({line.code: line for line in made})
        return lines_run(lambda: ordered(draft, basis), [ordering, shelf])

    assert work(100 * TIMES) <= TIMES * SLACK * work(100)


@pytest.fixture
def basis(book, engine):
    return study(note("Assessment: gout."), engine).basis


def _first(book, code):
    return [span for one in book.code_first(code) for span in one.ranges]


def _names(book, references, line):
    return any(book.covers(one, line.code) for one in references)


def _noted(book, code):
    return book.code_first(code) or book.use_additional(code)
