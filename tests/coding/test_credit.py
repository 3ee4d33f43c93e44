"""Credit goes to phrases that explain a code, not to those that stand beside them."""

from hypothesis import given
from hypothesis import strategies as st

from coding.credit import MOST, shares

PHRASES = st.sampled_from(["fever", "cough", "night", "red eye"])
CODES = st.sampled_from(["R50.9", "R05.9"])
PAIRS = st.tuples(PHRASES, CODES)
QUOTATIONS = st.lists(st.lists(PAIRS, max_size=4, unique=True), max_size=12)


def of_one_code(*quoted, code="R50.9"):
    return [[(phrase, code) for phrase in phrases] for phrases in quoted]


def test_what_is_always_there_takes_the_credit_from_what_is_sometimes_there():
    quoted = of_one_code(*[["fever", "night"]] * 5, *[["fever"]] * 5)
    seen = {("fever", "R50.9"): 10, ("night", "R50.9"): 10}
    found = shares(quoted, seen)
    assert found["fever", "R50.9"] > 0.85
    assert found["night", "R50.9"] < 0.05


def test_a_phrase_that_is_mostly_not_signed_so_is_credited_little():
    quoted = of_one_code(*[["fever"]] * 3)
    often, seldom = {("fever", "R50.9"): 30}, {("fever", "R50.9"): 3}
    pair = "fever", "R50.9"
    assert shares(quoted, often)[pair] < 0.15 < 0.7 < shares(quoted, seldom)[pair]


def test_what_was_never_quoted_is_credited_with_nothing():
    seen = {("fever", "R50.9"): 4, ("cough", "R50.9"): 4}
    assert shares([], seen) == dict.fromkeys(seen, 0.0)
    assert shares(of_one_code(["fever"]), seen)["cough", "R50.9"] == 0.0


def test_a_phrase_nobody_counts_is_passed_over():
    assert shares(of_one_code(["fever", "stray"]), {("fever", "R50.9"): 1}) == {
        ("fever", "R50.9"): 0.5
    }


@given(QUOTATIONS, st.integers(0, 5))
def test_credit_is_a_chance_and_the_order_of_charts_changes_nothing(quoted, more):
    seen: dict[tuple[str, str], int] = {}
    for pair in (pair for each in quoted for pair in each):
        seen[pair] = seen.get(pair, more) + 1
    found = shares(quoted, seen)
    assert found.keys() == seen.keys()
    assert all(0 <= one <= MOST for one in found.values())
    again = shares(quoted[::-1], seen)
    assert all(abs(found[pair] - again[pair]) < 0.001 for pair in seen)


@given(QUOTATIONS)
def test_more_charts_that_do_not_sign_a_code_never_raise_the_credit_of_lone_words(told):
    lone = [each[:1] for each in told if each]
    seen = {pair: 12 for each in lone for pair in each}
    doubled = dict.fromkeys(seen, 24)
    less = shares(lone, doubled)
    assert all(less[pair] <= shares(lone, seen)[pair] for pair in seen)
