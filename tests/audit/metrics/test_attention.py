"""The blind arm, answers to queries, pace and staffing, from their definitions."""

from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics.answering import Answering
from audit.metrics.coders import Work, expected, pace
from audit.metrics.staffing import forecast
from audit.metrics.unassisted import Unassisted, apart

codes = st.frozensets(st.sampled_from("ABCDE"))
charts = st.lists(st.builds(Unassisted, codes, codes, codes), max_size=6)


@given(charts)
def test_what_was_found_kept_and_taken_is_counted_code_by_code(found):
    hits, of = Counter(), Counter()
    for chart in found:
        for code in "ABCDE":
            own, put = code in chart.coded, code in chart.suggested
            stands = code in chart.signed
            of["found"] += put
            hits["found"] += put and own
            of["kept"] += own
            hits["kept"] += own and stands
            of["taken"] += put and not own
            hits["taken"] += put and not own and stands
    told = apart(found)
    assert told.charts == len(found)
    for name in ("found", "kept", "taken"):
        share = getattr(told, name)
        assert (share.hits, share.n) == (hits[name], of[name]), name


@given(st.lists(st.sampled_from(["", "option", "other", "undetermined", "open"])))
def test_response_and_agreement_are_counted_query_by_query(outcomes):
    told = Answering.of(outcomes)
    answered = [each for each in outcomes if each]
    assert (told.answered.hits, told.answered.n) == (len(answered), len(outcomes))
    agreed = answered.count("option")
    assert (told.agreed.hits, told.agreed.n) == (agreed, len(answered))
    heavy = [
        each
        for each in sorted(set(answered))
        if len(answered) >= 20 and answered.count(each) >= 0.9 * len(answered)
    ]
    assert told.one_sided == (heavy[0] if heavy else "")


def test_nine_of_ten_of_at_least_twenty_answers_are_one_sided():
    assert Answering.of(["option"] * 18 + ["other"] * 2).one_sided == "option"
    assert not Answering.of(["option"] * 19).one_sided
    assert not Answering.of(["option"] * 17 + ["other"] * 3).one_sided
    assert not Answering.of(["option"] * 17 + [""] * 40).one_sided


works = st.lists(
    st.builds(Work, st.sampled_from(["a", "b"]), st.integers(0, 5_000)), max_size=8
)


@given(works, works)
def test_pace_is_hours_over_charts_and_expected_over_actual(own, others):
    usual = expected([*own, *others])
    for kind, middle in usual.items():
        seconds = sorted(w.seconds for w in [*own, *others] if w.kind == kind)
        n = len(seconds)
        assert middle == (seconds[(n - 1) // 2] + seconds[n // 2]) / 2
    told, spent = pace(own, usual), sum(w.seconds for w in own)
    if not spent:
        assert told.per_hour is None and told.index is None
        return
    assert told.per_hour == pytest.approx(len(own) / (spent / 3600))
    assert told.index == pytest.approx(sum(usual[w.kind] for w in own) / spent)


days = st.lists(st.integers(0, 50), min_size=1, max_size=28)


@given(days, days, st.floats(0, 60), st.integers(0, 500))
def test_a_forecast_is_arrivals_against_signatures(arrived, signed, minutes, waiting):
    told = forecast(arrived, signed, minutes, waiting)
    a_day, done = sum(arrived) / len(arrived), sum(signed) / len(signed)
    assert told.arrivals == pytest.approx(a_day)
    assert told.backlog_hours == pytest.approx(waiting * minutes / 60)
    spread = 1.96 * sqrt(sum(arrived)) / len(arrived)
    assert told.arrivals_interval.high == pytest.approx(a_day + spread, rel=1e-3)
    assert told.hours_to_keep_up.low == pytest.approx(
        max(0.0, a_day - spread) * minutes / 60, rel=1e-2, abs=1e-2
    )
    if done > a_day:
        assert told.days == pytest.approx(waiting / (done - a_day))
    else:
        assert told.days is None
