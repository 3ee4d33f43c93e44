"""The measures of ``evaluate``, against arithmetic done the long way round."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import calibration, scoring
from coding.scoring import GapKey, Judged, Scored

CODES = ["A01.0", "A01.1", "B20", "E11.9", "E11.22", "I10", "N18.4", "Z79.4"]
codes = st.sampled_from(CODES)
confidences = st.integers(0, 20).map(lambda n: n / 20)
scored = st.lists(st.builds(Scored, codes, confidences), max_size=6).map(tuple)
judged = st.builds(
    Judged, gold=st.frozensets(codes, max_size=5), suggested=scored, ranked=scored
)
charts = st.lists(judged, max_size=6)


def chart(gold, *suggested):
    return Judged(
        gold=frozenset(gold.split()),
        suggested=tuple(Scored(code, confidence) for code, confidence in suggested),
    )


TWO = [
    chart("I10 E11.9", ("I10", 0.9), ("E11.22", 0.8)),
    chart("I10 N18.4", ("I10", 0.7), ("N18.4", 0.6)),
]


def test_micro_counts_pairs_of_chart_and_code():
    counts = scoring.micro(TWO)
    assert (counts.right, counts.wrong, counts.missed) == (3, 1, 1)
    assert counts.precision == counts.recall == counts.f1 == 0.75


def test_macro_over_gold_leaves_out_codes_that_were_only_suggested():
    # I10 and N18.4 are perfect, E11.9 is missed; E11.22 is never gold
    assert scoring.macro_f1(TWO, over="gold") == pytest.approx(2 / 3)
    assert scoring.macro_f1(TWO, over="union") == pytest.approx(2 / 4)


def test_macro_in_the_release_leaves_out_gold_that_the_release_cannot_hold():
    held = scoring.macro_f1(TWO, over="gold", within=lambda code: code != "E11.9")
    assert held == pytest.approx(1)


def test_category_score_forgives_the_wrong_subcategory():
    assert scoring.micro_by_category(TWO).f1 == 1.0


def test_in_release_leaves_out_gold_that_the_release_cannot_name():
    assert scoring.gold_outside(TWO, lambda code: code != "E11.9") == 1
    counts = scoring.micro_in_release(TWO, lambda code: code != "E11.9")
    assert (counts.right, counts.wrong, counts.missed) == (3, 1, 0)


def test_average_precision_ranks_all_candidates_by_confidence():
    one = Judged(
        gold=frozenset(["I10", "B20"]),
        suggested=(Scored("I10", 0.5),),
        ranked=(Scored("I10", 0.5), Scored("E11.9", 0.9), Scored("B20", 0.1)),
    )
    assert scoring.average_precision(one) == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_charts_without_gold_do_not_count_in_mean_average_precision():
    assert scoring.mean_average_precision([*TWO, chart("", ("I10", 0.9))]) == (
        scoring.mean_average_precision(TWO)
    )


def test_rare_recall_counts_frequency_in_the_evaluated_gold():
    rare = scoring.rare_recall(TWO, at_most=1)
    assert (rare.wanted, rare.found, rare.recall) == (2, 1, 0.5)


def test_calibration_error_is_nil_when_confidence_is_frequency():
    pairs = [(0.75, True)] * 3 + [(0.75, False)]
    assert calibration.calibration_error(pairs) == pytest.approx(0)


def test_calibration_error_of_certain_and_always_wrong_is_one():
    assert calibration.calibration_error([(1.0, False)] * 4) == pytest.approx(1)


def test_coverage_keeps_as_much_as_the_precision_allows():
    pairs = [(0.9, True)] * 9 + [(0.8, False)] + [(0.1, False)] * 10
    assert calibration.coverage(pairs, precision=0.90) == 0.5
    assert calibration.coverage(pairs, precision=0.95) == 0.45
    assert calibration.coverage([(0.9, False)], precision=0.9) == 0.0


def test_exclusions_are_found_with_or_without_the_same_reason():
    one = Judged(
        gold=frozenset(),
        gold_excluded={"J18.9": "negated", "C50.919": "family", "I63.9": ""},
        excluded={"J18.9": "negated", "I63.9": "historical", "C50.919": "negated"},
    )
    found = scoring.excluded_recall([one])
    assert (found.wanted, found.found, found.agreeing) == (3, 3, 2)


def test_gaps_meet_by_the_code_they_would_change():
    one = Judged(
        gold=frozenset(),
        gold_gaps=frozenset({GapKey("stage", "N18.9"), GapKey("laterality")}),
        gaps=frozenset({GapKey("specificity", "N18.9")}),
    )
    found = scoring.gap_recall([one])
    assert (found.wanted, found.found, found.agreeing) == (2, 1, 0)


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (95, 100, 0.8882, 0.9785), (10, 10, 0.7225, 1.0)],
)
def test_wilson_agrees_with_published_values(right, total, low, high):
    interval = scoring.wilson(right, total)
    assert interval.low == pytest.approx(low, abs=1e-4)
    assert interval.high == pytest.approx(high, abs=1e-4)


def test_wilson_of_nothing_says_nothing():
    assert scoring.wilson(0, 0) == scoring.Interval(0.0, 1.0)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_observed_share(pair):
    right, total = pair
    interval = scoring.wilson(right, total)
    assert 0 <= interval.low <= right / total + 1e-12
    assert right / total - 1e-12 <= interval.high <= 1


@given(charts)
def test_micro_equals_counting_by_hand(given_charts):
    pairs = [(c, code) for c in range(len(given_charts)) for code in CODES]
    gold = {(c, code) for c, code in pairs if code in given_charts[c].gold}
    said = {
        (c, code)
        for c, code in pairs
        if any(s.code == code for s in given_charts[c].suggested)
    }
    counts = scoring.micro(given_charts)
    assert (counts.right, counts.wrong, counts.missed) == (
        len(gold & said),
        len(said - gold),
        len(gold - said),
    )


@given(charts)
def test_macro_equals_each_code_on_its_own(given_charts):
    values = []
    for code in CODES:
        right = sum(code in c.gold and code in c.codes for c in given_charts)
        total = sum((code in c.gold) + (code in c.codes) for c in given_charts)
        if total:
            values.append(Fraction(2 * right, total))
    expected = float(sum(values) / len(values)) if values else 0.0
    assert scoring.macro_f1(given_charts, over="union") == pytest.approx(expected)


@given(charts)
def test_average_precision_equals_its_definition(given_charts):
    for one in given_charts:
        order = scoring.ranking((*one.suggested, *one.ranked))
        relevant = [n for n, code in enumerate(order, 1) if code in one.gold]
        precisions = [len(set(order[:n]) & one.gold) / n for n in relevant]
        expected = sum(precisions) / len(one.gold) if one.gold else 0.0
        assert scoring.average_precision(one) == pytest.approx(expected)


@given(st.lists(st.tuples(confidences, st.booleans()), max_size=30))
def test_coverage_equals_trying_every_cut_off(pairs):
    best = 0
    for cut in {confidence for confidence, _ in pairs}:
        kept = [right for confidence, right in pairs if confidence >= cut]
        if Fraction(sum(kept), len(kept)) >= Fraction(9, 10):
            best = max(best, len(kept))
    expected = best / len(pairs) if pairs else 0.0
    assert calibration.coverage(pairs, precision=0.9) == expected


@given(charts)
def test_every_share_is_between_nil_and_one(given_charts):
    scores = scoring.score(given_charts, in_release=lambda code: code != "B20")
    for value in (
        scores.micro.f1,
        scores.macro_f1_gold,
        scores.macro_f1_in_release,
        scores.macro_f1_union,
        scores.category.f1,
        scores.map,
        scores.rare.recall,
        scores.ece,
        scores.coverage_at_90,
        scores.coverage_at_95,
        scores.micro_in_release.f1,
    ):
        assert 0 <= value <= 1
    assert scores.coverage_at_95 <= scores.coverage_at_90


@given(charts)
def test_the_order_of_charts_changes_nothing(given_charts):
    forwards = scoring.score(given_charts, in_release=lambda code: True)
    backwards = scoring.score(given_charts[::-1], in_release=lambda code: True)
    assert forwards.micro == backwards.micro
    assert forwards.map == pytest.approx(backwards.map)
    assert forwards.ece == pytest.approx(backwards.ece)
