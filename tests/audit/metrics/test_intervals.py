"""Intervals: what they must hold, and that they hold it as often as they say."""

from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics.intervals import ENOUGH, Rate, Share, Weighted, student, wilson

counts = st.integers(0, 5_000).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))
)


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [(200, 0.91, 0.97), (400, 0.92, 0.97), (100, 0.89, 0.98), (15, 0.72, 0.99)],
)
def test_wilson_at_95_percent_is_as_wide_as_the_literature_says(n, low, high):
    found = wilson(0.95 * n, n)
    assert (round(found.low, 2), round(found.high, 2)) == pytest.approx(
        (low, high), abs=0.011
    )


@given(counts)
def test_a_share_lies_in_its_interval_and_that_between_0_and_1(pair):
    hits, n = pair
    share = Share(hits, n)
    assert 0 <= share.interval.low <= share.interval.high <= 1
    if n:
        assert share.interval.low - 1e-9 <= share.value <= share.interval.high + 1e-9


def test_without_rows_nothing_is_claimed():
    assert Share(0, 0).value is None
    assert (Share(0, 0).interval.low, Share(0, 0).interval.high) == (0, 1)
    assert Weighted(0, 0, 0).value is None
    assert Rate().value is None
    assert Rate().interval.high == inf


def test_enough_begins_at_a_hundred():
    assert not Share(99, 99).is_enough
    assert Share(99, ENOUGH).is_enough


@given(st.integers(0, 400), st.integers(30, 400), st.floats(0.1, 50))
def test_single_rows_of_equal_weight_say_nearly_what_a_plain_share_says(y, n, weight):
    plain = Share(min(y, n), n)
    weighted = Weighted.of((weight, row < y, 1) for row in range(n))
    assert weighted.value == pytest.approx(plain.value)
    assert 0.88 * n < weighted.effective <= n + 1e-6


rows_of_charts = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0, 2.5, 20.0]), st.integers(0, 9)).flatmap(
        lambda w: st.tuples(st.just(w[0]), st.integers(0, w[1]), st.just(w[1]))
    ),
    max_size=40,
)


@given(rows_of_charts)
def test_a_weighted_share_varies_as_its_charts_do(charts):
    """The linearised ratio by hand: residuals of charts, not of codes."""
    found = Weighted.of(charts)
    heavy = [(w, y, x) for w, y, x in charts if w and x]
    total = sum(w * x for w, _, x in heavy)
    assert found.n == sum(x for _, _, x in charts)
    if not total:
        assert (found.value, found.effective) == (None, 0)
        return
    share = sum(w * y for w, y, _ in heavy) / total
    assert found.value == pytest.approx(share)
    assert found.interval.low <= share + 1e-9 and share - 1e-9 <= found.interval.high
    if (k := len(heavy)) > 1:
        by_hand = sum((w * (y - share * x)) ** 2 for w, y, x in heavy)
        expected = by_hand / total**2 * k / (k - 1)
        assert found.variance == pytest.approx(expected, abs=1e-9)
    kish = total**2 / sum(w * w * x for w, _, x in heavy)
    assert 0 < found.effective <= kish + 1e-6


@given(rows_of_charts, st.floats(0.1, 50))
def test_the_scale_of_weights_is_nothing(charts, by):
    one, other = Weighted.of(charts), Weighted.of((by * w, y, x) for w, y, x in charts)
    assert other.effective == pytest.approx(one.effective, rel=1e-6)


def test_where_all_hit_each_chart_counts_once():
    found = Weighted.of([(1.0, 10, 10)] * 50)
    assert 45 < found.effective <= 50
    assert found.interval.high == 1


def test_few_charts_leave_more_room():
    """Student's quantile, as the tables have it."""
    for freedom, table in (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042):
        assert student(freedom) == pytest.approx(table, rel=0.011)


def shares_of_charts(chance, n):
    """Codes of one chart are right together or not; some charts weigh twenty times."""
    for _ in range(n):
        codes, likely = chance.randrange(3, 13), chance.betavariate(2.7, 0.3)
        weight = chance.choice((1.0, 1.0, 1.0, 20.0))
        yield weight, sum(chance.random() < likely for _ in range(codes)), codes


def test_a_corrected_share_holds_the_truth_although_codes_of_a_chart_go_together():
    chance, held, apart = Random(8), 0, 0
    for _ in range(200):
        charts = list(shares_of_charts(chance, 300))
        held += Weighted.of(charts).interval.holds(0.9)
        codes = ((w, n < y, 1) for w, y, x in charts for n in range(x))
        apart += Weighted.of(codes).interval.holds(0.9)
    assert held / 200 > 0.9
    assert apart / 200 < 0.8


def test_wilson_holds_the_truth_about_as_often_as_it_says():
    chance, held, tries = Random(6), 0, 2_000
    for _ in range(tries):
        truth, n = chance.uniform(0.02, 0.98), chance.randrange(30, 300)
        hits = sum(chance.random() < truth for _ in range(n))
        held += wilson(hits, n).holds(truth)
    assert held / tries > 0.93


def clusters(chance, n):
    """Charts of 3 to 12 codes; some notes are bad, so errors come together."""
    for _ in range(n):
        codes, bad = chance.randrange(3, 13), chance.random() < 0.2
        likely = 0.25 if bad else 0.03
        weight = chance.choice((1.0, 1.0, 20.0))
        yield weight, sum(chance.random() < likely for _ in range(codes)), codes


def test_a_rate_over_charts_holds_the_truth_although_errors_come_together():
    chance, held, tries = Random(7), 0, 500
    truth = 0.2 * 0.25 + 0.8 * 0.03
    for _ in range(tries):
        held += Rate.of(clusters(chance, 300)).interval.holds(truth)
    assert held / tries > 0.92


def test_ignoring_that_errors_come_together_would_not():
    """Why the intervals are made of charts and not of codes."""
    chance, held, tries = Random(7), 0, 500
    truth = 0.2 * 0.25 + 0.8 * 0.03
    for _ in range(tries):
        found = Rate.of(clusters(chance, 300))
        held += wilson(found.value * found.wx, found.wx).holds(truth)
    assert held / tries < 0.8


@given(st.lists(st.tuples(st.floats(0.5, 20), st.integers(0, 9), st.integers(1, 9))))
def test_a_rate_adds_up_however_it_is_split(rows):
    whole = Rate.of(rows)
    halves = Rate.of(rows[::2]) + Rate.of(rows[1::2])
    assert halves.wy == pytest.approx(whole.wy)
    assert halves.vxx == pytest.approx(whole.vxx)
    if whole.value is not None and whole.n > 1:
        assert whole.interval.low <= whole.value <= whole.interval.high


def test_no_error_seen_still_leaves_room_for_some():
    seen = Rate.of([(1.0, 0, 10)] * 30)
    assert seen.value == 0
    assert seen.interval.low == 0
    assert seen.interval.high == pytest.approx(3.689 / 300, rel=0.01)
    assert seen.ahead(300).high == pytest.approx(2 * seen.interval.high)
