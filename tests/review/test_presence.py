"""What there is of a case: nothing at first, and then what was done, for whom it is."""

import pytest

from review import presence
from review.actions import comments, decisions, reading

pytestmark = pytest.mark.django_db


def said(there):
    names = ("comments", "queries", "settlements", "house_notes", "undoable")
    return {name for name in names if getattr(there, name)}


def test_of_a_chart_just_taken_there_is_nothing(mine, coder):
    there = presence.of(mine, coder)
    assert said(there) == set()
    assert there.read_documents == frozenset()
    assert isinstance(there.gates, dict)


def test_what_was_done_is_there_and_what_is_ones_own_for_oneself(mine, coder, senior):
    item = mine.items.first()
    comments.say(item, words="see the inhaler", by=coder)
    decisions.accept(item, by=coder, version=mine.version)
    reading.viewed(mine, by=coder)
    there = presence.of(mine, coder)
    assert said(there) == {"comments", "undoable"}
    assert len(there.read_documents) == 1
    others = presence.of(mine, senior)
    assert said(others) == {"comments"}
    assert others.read_documents == frozenset()


def test_of_another_chart_nothing_is_there(mine, make_case, coder):
    comments.say(mine.items.first(), words="see the inhaler", by=coder)
    assert said(presence.of(make_case(), coder)) == set()


def test_it_takes_one_statement(mine, coder, django_assert_num_queries):
    with django_assert_num_queries(1):
        presence.of(mine, coder)
