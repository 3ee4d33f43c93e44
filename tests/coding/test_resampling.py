"""Intervals of F1: by brute force, in odd cases, and how often they hold the truth."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.resampling import FEWEST, MOST_DRAWN, of_codes, spread
from coding.scoring import Counts

counts = st.builds(Counts, *[st.integers(0, 6)] * 3)
pairs = st.lists(st.tuples(counts, counts), max_size=12)


def total(each):
    each = list(each)
    return Counts(*(sum(getattr(c, n) for c in each) for n in Counts.__slots__))


@given(pairs)
@settings(max_examples=40)
def test_an_interval_holds_what_was_found_and_stays_a_share(found):
    told = spread(found, draws=60)
    for side, inside in ((0, told.before), (1, told.after)):
        f1 = total(pair[side] for pair in found).f1
        assert 0 <= inside.low <= inside.high <= 1
        assert inside.low - 1e-9 <= f1 <= inside.high + 1e-9


@given(pairs, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_charts_says_nothing(found, random):
    other = random.sample(found, len(found))
    assert spread(other, draws=40) == spread(found, draws=40)


def test_no_charts_say_nothing():
    told = spread([])
    assert (told.before.low, told.before.high, told.gain) == (0, 1, None)


def test_draws_have_the_spread_of_all_that_could_be_drawn():
    """Of four charts 256 draws are possible: the middle of them, counted out."""
    charts = [Counts(9, 1, 2), Counts(2, 6, 5), Counts(30, 2, 1), Counts(4, 4, 4)]
    every = sorted(total(draw).f1 for draw in product(charts, repeat=4))
    cut = len(every) * 25 // 1000
    told = spread([(each, each) for each in charts], draws=4_000).before
    assert (told.low, told.high) == pytest.approx(
        (every[cut], every[-1 - cut]), abs=0.03
    )


def test_charts_without_an_error_are_no_proof():
    told = spread([(Counts(2, 0, 0), Counts(2, 0, 0))] * 5)
    assert told.after.high == 1 and told.after.low < 0.9
    assert told.after.low == of_codes(Counts(10, 0, 0)).low


def test_errors_that_come_together_leave_more_doubt():
    apart = [(Counts(9, 1, 0), Counts(9, 1, 0))] * 40
    bad, good = Counts(0, 10, 0), Counts(10, 0, 0)
    together = [(bad, bad)] * 4 + [(good, good)] * 36
    one, other = spread(apart).before, spread(together).before
    assert other.high - other.low > 1.2 * (one.high - one.low)


def test_a_gain_is_told_its_interval_from_so_many_charts_that_change():
    before, after = Counts(6, 2, 4), Counts(8, 1, 2)
    assert spread([(before, after)] * (FEWEST - 1)).gain is None
    assert spread([(before, before)] * 40).gain is None
    told = spread([(before, after)] * 20 + [(after, before)] * 4).gain
    assert 0 < told.low < told.high


def test_very_many_charts_are_drawn_in_groups_with_the_same_spread():
    random = Random(5)
    seen = [Counts(random.randint(0, 4), random.randint(0, 2), 1) for _ in range(1500)]
    found = [(each, each) for each in seen]
    inside = spread(found, draws=400).before
    f1s = sorted(total(random.choices(seen, k=1500)).f1 for _ in range(200))
    assert len(found) > MOST_DRAWN
    assert inside.high - inside.low == pytest.approx(f1s[-6] - f1s[5], rel=0.35)


def test_the_truth_lies_inside_where_codes_go_wrong_together():
    random, held = Random(2026), {"f1": 0, "gain": 0}
    truth = [total(_chart(random)[side] for _ in range(20_000)).f1 for side in (0, 1)]
    for _ in range(100):
        told = spread([_chart(random) for _ in range(40)], draws=200)
        held["f1"] += told.after.low <= truth[1] <= told.after.high
        held["gain"] += told.gain.low <= truth[1] - truth[0] <= told.gain.high
    assert min(held.values()) >= 90, held


def _chart(random):
    """Five codes of a chart, all of them easy or all of them hard."""
    right = 0.95 if random.random() < 0.7 else 0.4
    hits = [sum(random.random() < p for _ in range(5)) for p in (right - 0.1, right)]
    return tuple(Counts(n, 5 - n, 5 - n) for n in hits)
