"""The figures of coders, each again from its definition."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics.coders import (
    LONGEST_PAUSE,
    Chart,
    Work,
    accuracy,
    active_seconds,
    expected,
    pace,
)
from audit.metrics.staffing import AGES, ages, forecast

codes = st.frozensets(st.sampled_from("ABCDEF"))
pairs = st.lists(st.tuples(codes, codes), max_size=12)


def chart(first, true):
    return Chart(
        right=len(first & true),
        extra=len(first - true),
        missed=len(true - first),
        lead_right=min(first, default=None) == min(true, default=None),
    )


@given(pairs)
def test_accuracy_is_counted_over_all_codes_of_all_charts(charts):
    told = accuracy(chart(first, true) for first, true in charts)
    tagged_first = {(n, c) for n, (first, _) in enumerate(charts) for c in first}
    tagged_true = {(n, c) for n, (_, true) in enumerate(charts) for c in true}
    both, either = tagged_first & tagged_true, tagged_first | tagged_true
    clean = [1 for first, true in charts if first == true]
    for found, hits, n in (
        (told.union, len(both), len(either)),
        (told.precision, len(both), len(tagged_first)),
        (told.recall, len(both), len(tagged_true)),
        (told.records, len(clean), len(charts)),
    ):
        assert (found.plain.hits, found.plain.n) == (hits, n)
        assert found.weighted.value == (pytest.approx(hits / n) if n else None)


def test_a_chart_that_was_drawn_for_many_counts_for_many():
    told = accuracy(
        [Chart(4, 0, 0, lead_right=True, weight=9), Chart(0, 1, 0, lead_right=False)]
    )
    assert told.precision.plain.value == pytest.approx(4 / 5)
    assert told.precision.weighted.value == pytest.approx(36 / 37)
    assert told.records.weighted.value == pytest.approx(0.9)


def test_a_wrong_poa_or_another_first_code_is_an_error_of_the_chart():
    fine = Chart(2, 0, 0, lead_right=True, poa_right=2, poa_asked=2)
    assert fine.is_clean
    assert not Chart(2, 0, 0, lead_right=True, poa_right=1, poa_asked=2).is_clean
    assert not Chart(2, 0, 0, lead_right=False).is_clean


@given(st.lists(st.integers(0, 10_000), max_size=20))
def test_active_time_is_the_sum_of_short_pauses_and_the_cap_of_long_ones(offsets):
    start = datetime(2026, 5, 1, tzinfo=UTC)
    moments = [start + timedelta(seconds=each) for each in offsets]
    ordered, longest = sorted(offsets), LONGEST_PAUSE.total_seconds()
    wanted = 0
    for n in range(1, len(ordered)):
        wanted += min(ordered[n] - ordered[n - 1], longest)
    assert active_seconds(moments) == wanted


def test_pace_weighs_charts_by_what_they_take_others():
    house = [Work("short", 60), Work("short", 100), Work("long", 400)]
    usual = expected(house)
    assert usual == {"short": 80, "long": 400}
    told = pace([Work("long", 200), Work("long", 200)], usual)
    assert told.per_hour == pytest.approx(18)
    assert told.index == pytest.approx(2)
    assert pace([], usual).per_hour is None


def test_a_backlog_that_grows_is_never_cleared():
    grows = forecast([10] * 28, [8] * 28, minutes=6, backlog=40)
    assert grows.days is None and grows.backlog_hours == 4
    shrinks = forecast([10] * 28, [12] * 28, minutes=6, backlog=40)
    assert shrinks.days == 20
    assert shrinks.hours_to_keep_up.low < 1 < shrinks.hours_to_keep_up.high


@given(st.lists(st.integers(-3, 90)))
def test_every_discharge_has_one_age(days):
    rows = ages(Counter(days))
    assert len(rows) == len(AGES)
    assert sum(count for _, count in rows) == len(days)
    assert rows[-1][1] == len([d for d in days if d >= 31])
