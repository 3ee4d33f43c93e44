"""Calibration, Pareto, and what the simulator promises."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics import pareto, simulation
from audit.metrics.calibration import Reliability, bin_of
from audit.metrics.intervals import Share, Weighted
from audit.metrics.pareto import ErrorClass
from audit.metrics.simulation import Reviewed, Thresholds, simulate

rows = st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), max_size=200)


@given(rows)
def test_the_calibration_error_is_what_counting_by_hand_gives(rows):
    found, by_bin = Reliability.of(rows), {}
    for confidence, right in rows:
        by_bin.setdefault(min(confidence // 1000, 9), []).append((confidence, right))
    by_hand = sum(
        abs(sum(c for c, _ in each) / 10_000 - sum(r for _, r in each))
        for each in by_bin.values()
    )
    assert found.n == len(rows)
    if rows:
        assert found.error == pytest.approx(by_hand / len(rows))
        assert found.error <= found.worst + 1e-12
        inside = found.error_interval
        assert inside.low - 1e-9 <= found.error <= inside.high + 1e-9
    else:
        assert found.error is None


def test_certainty_falls_into_the_last_bin():
    assert [bin_of(c) for c in (0, 999, 1000, 9_999, 10_000)] == [0, 0, 1, 9, 9]


def test_an_honest_machine_has_a_small_error_and_a_boaster_a_large_one():
    chance = Random(3)
    said = [chance.randrange(10_001) for _ in range(20_000)]
    honest = Reliability.of((c, chance.random() < c / 10_000) for c in said)
    boaster = Reliability.of((c, chance.random() < c / 20_000) for c in said)
    assert honest.error < 0.02
    assert boaster.error > 0.2
    assert boaster.error_interval.low > honest.error_interval.high


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 50), max_size=9))
def test_a_pareto_falls_and_adds_up(counts):
    bars = pareto.pareto(counts)
    assert [bar.share.hits for bar in bars] == sorted(
        (each for each in counts.values() if each), reverse=True
    )
    if bars:
        assert bars[-1].running.hits == sum(counts.values()) == bars[0].share.n


@pytest.mark.parametrize(
    ("what", "why", "found"),
    [
        ("unsupported", "negated", ErrorClass.CONTEXT),
        ("unsupported", "family", ErrorClass.CONTEXT),
        ("unsupported", "uncertain", ErrorClass.CRITERIA),
        ("overspecific", "other", ErrorClass.CRITERIA),
        ("missed", "not_found", ErrorClass.ABSENT),
        ("combination", "guideline", ErrorClass.RULE),
        ("poa", "other", ErrorClass.RULE),
        ("other", "other", ErrorClass.OTHER),
        ("added by a site", "of its own", ErrorClass.OTHER),
    ],
)
def test_reasons_map_to_the_four_classes_of_error(what, why, found):
    assert pareto.error_class(what, why) is found


def test_what_the_record_does_not_say_is_not_the_machines_error():
    assert pareto.is_documentation("documentation_gap")
    assert not pareto.is_documentation("misread")


# ---- selection


def selected(chance, n=700, share=0.05):
    """A year of charts: doubtful ones are all read, sure ones by a small draw.

    The machine is right in 60 of 100 doubtful codes and 95 of 100 sure ones; the codes
    of one chart are right together or not.
    """
    for _ in range(n):
        sure, codes = chance.random() < 0.7, chance.randrange(2, 12)
        likely = chance.betavariate(*((9.5, 0.5) if sure else (3, 2)))
        right = sum(chance.random() < likely for _ in range(codes))
        if not sure or chance.random() < share:
            yield 1 / share if sure else 1.0, right, codes


def test_the_corrected_accuracy_covers_the_truth_and_the_naive_one_does_not():
    chance, corrected, naive = Random(11), 0, 0
    truth = 0.7 * 0.95 + 0.3 * 0.6
    for _ in range(100):
        read = list(selected(chance))
        corrected += Weighted.of(read).interval.holds(truth)
        plain = Share(sum(y for _, y, _ in read), sum(x for _, _, x in read))
        naive += plain.interval.holds(truth)
    assert corrected >= 90
    assert naive == 0


# ---- the simulator

AT = Thresholds(default=8_500, hcc_bearing=9_000, high_risk=9_500)


def history(chance, charts):
    """A month: sure charts hold fewer errors; one in twenty of the sure is read."""
    for _ in range(charts):
        codes = chance.randrange(2, 12)
        sure = chance.betavariate(6, 1.5)
        likely = (1 - sure) * chance.choice((0.3, 0.3, 1.4))
        errors = sum(chance.random() < min(likely, 1) for _ in range(codes))
        least = round(sure * 10_000)
        weight = 1.0 if least < 8_500 else 5.0 if chance.random() < 0.2 else 0.0
        held = chance.random() < 0.3
        weight = 1.0 if held else weight
        yield Reviewed(codes, errors, least_default=least, held=held, weight=weight)


def test_expected_errors_cover_those_of_a_later_month_in_90_of_100_histories():
    chance, held = Random(2026), 0
    for _ in range(100):
        expected = simulate(history(chance, 1_500), AT)
        later = [each for each in history(chance, 500) if each.leaves(AT)]
        codes = sum(each.codes for each in later)
        realised = 100 * sum(each.errors for each in later) / codes
        held += expected.ahead(codes).holds(realised)
    assert held >= 90


charts = st.lists(
    st.builds(
        Reviewed,
        codes=st.integers(1, 9),
        errors=st.integers(0, 9),
        least_default=st.integers(0, 10_000),
        least_hcc=st.integers(0, 10_000),
        least_high=st.integers(0, 10_000),
        held=st.booleans(),
        weight=st.sampled_from([0.0, 1.0, 20.0]),
        seconds=st.integers(0, 900),
        suggested=st.sampled_from([(), ("E11.9",), ("I10", "E11.22"), ("F32.A",)]),
    ),
    max_size=12,
)
thresholds = st.builds(
    Thresholds,
    *[st.integers(0, 10_000)] * 3,
    st.sampled_from([(), ("E11",), ("E11.2", "F")]),
)


@given(charts, thresholds)
def test_an_outlook_is_what_counting_by_hand_gives(charts, at):
    found, gone, wy, wx = simulate(charts, at), 0, 0.0, 0.0
    for chart in charts:
        sure = (
            chart.least_default >= at.default
            and chart.least_hcc >= at.hcc_bearing
            and chart.least_high >= at.high_risk
        )
        stays = any(c.startswith(n) for c in chart.suggested for n in at.never_auto)
        if sure and not chart.held and not stays:
            gone += 1
            wy += chart.weight * chart.errors
            wx += chart.weight * chart.codes
    assert (found.share.hits, found.share.n) == (gone, len(charts))
    if wx:
        assert found.per_hundred == pytest.approx(100 * wy / wx)
    else:
        assert found.per_hundred is None
    seconds = found.seconds_leaving + found.seconds_staying
    assert seconds == sum(chart.seconds for chart in charts)


@given(charts, thresholds, st.integers(0, 2_000))
def test_a_higher_threshold_never_lets_more_charts_leave(charts, at, more):
    stricter = replace(at, default=at.default + more)
    share = simulation.simulate(charts, stricter).share.hits
    assert share <= simulate(charts, at).share.hits
