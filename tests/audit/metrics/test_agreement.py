"""Agreement by brute force: every formula again, from its definition."""

from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.metrics.agreement import cohen, krippendorff, percent, units

values = st.sampled_from("abc")
said = st.lists(st.tuples(values, values), max_size=30)
judged = st.lists(
    st.lists(st.one_of(st.none(), values), min_size=2, max_size=4), max_size=15
)


@given(said)
def test_percent_agreement_counts_what_is_equal(pairs):
    share = percent(pairs)
    assert (share.hits, share.n) == (len([1 for a, b in pairs if a == b]), len(pairs))


@given(said)
def test_kappa_is_what_is_left_after_chance(pairs):
    got = cohen(pairs)
    if not pairs:
        assert got.value is None
        return
    n = len(pairs)
    by_chance = sum(a == b for a, _ in pairs for _, b in pairs) / n**2
    if by_chance == 1:
        assert got.value is None
        return
    observed = sum(a == b for a, b in pairs) / n
    assert got.value == pytest.approx((observed - by_chance) / (1 - by_chance))
    assert (
        got.interval.low <= got.value + 1e-9 and got.value - 1e-9 <= got.interval.high
    )


@given(judged)
def test_alpha_is_one_minus_observed_over_expected_disagreement(rows):
    kept = [[v for v in row if v is not None] for row in rows]
    kept = [row for row in kept if len(row) > 1]
    every = [v for row in kept for v in row]
    expected = sum(a != b for a, b in permutations(every, 2))
    if not expected:
        assert krippendorff(rows) is None
        return
    observed = sum(
        sum(a != b for a, b in permutations(row, 2)) / (len(row) - 1) for row in kept
    )
    n = len(every)
    wanted = 1 - (observed / n) / (expected / (n * (n - 1)))
    assert krippendorff(rows) == pytest.approx(wanted)


def test_krippendorffs_own_example():
    """The data of "Computing Krippendorff's alpha-reliability" (2011), section C."""
    rows = [
        (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2),
        (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5),
        (None, None, 1, 1), (None, None, 3, None),
    ]  # fmt: skip
    assert krippendorff(rows) == pytest.approx(0.743, abs=0.0005)


@given(said)
def test_two_who_always_agree_have_kappa_one(pairs):
    same = [(a, a) for a, _ in pairs]
    assume(len({a for a, _ in same}) > 1)
    assert cohen(same).value == pytest.approx(1)
    assert krippendorff(same) == pytest.approx(1)


def test_a_code_nobody_took_is_a_unit_too():
    assert list(units({"A", "B"}, {"B"}, {"C"})) == [
        (True, False),
        (True, True),
        (False, False),
    ]
