"""What a process keeps: never more than it may, and never an answer to another key."""

from hypothesis import given
from hypothesis import strategies as st

from coding.kept import Kept


def test_an_answer_is_made_once_while_it_is_kept():
    made = []
    kept = Kept(2)
    for _ in range(3):
        assert kept.get("a", lambda: made.append("a") or 1) == 1
    assert made == ["a"]


def test_what_was_asked_for_longest_ago_goes_first():
    made = []
    kept = Kept(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "b"]


@given(st.lists(st.integers(0, 9)), st.integers(1, 5))
def test_every_answer_is_the_one_to_its_question(keys, most):
    kept = Kept(most)
    assert [kept.get(key, lambda key=key: -key) for key in keys] == [-k for k in keys]
