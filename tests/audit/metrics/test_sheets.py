"""Sheets against a recount from the bare bodies of events, and the rules of a story."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics import sheets
from audit.metrics.sheets import Reference
from audit.metrics.story import Story
from tests.audit.metrics.histories import history

seeds = st.integers(0, 10_000)


def all_sheets(told):
    by_chart = defaultdict(list)
    for each in told:
        by_chart[each.fact.chart].append(each)
    return [s for own in by_chart.values() for s in sheets.sheets(Story.of(own))]


def recount(told):
    """Suggested, exact and missed codes by chart, from payloads and nothing else."""
    suggested, final = {}, {}
    for each in told:
        body = {"type": each.fact.type, **each.fact.to_payload()}
        if body["type"] == "chart-coded":
            suggested[body["chart"]] = {c["code"] for c in body["codes"]}
        if body["type"] == "case-finalised":
            final[body["chart"]] = {c["code"] for c in body["codes"]}
    return {
        chart: (
            len(suggested[chart]),
            len(suggested[chart] & codes),
            codes,
            suggested[chart],
        )
        for chart, codes in final.items()
    }


@given(seeds)
def test_counts_are_those_of_a_recount_from_raw_events(seed):
    told = history(seed, 4)
    found = {s.chart: s for s in all_sheets(told) if s.reference is Reference.CODER}
    by_hand = recount(told)
    assert set(found) == set(by_hand)
    for chart, (n, exact, final, suggested) in by_hand.items():
        counts = Counter(line.outcome for line in found[chart].lines)
        assert sum(counts.values()) - counts["missed"] == n
        assert counts["exact"] == exact
        assert sum(line.stands for line in found[chart].lines) == len(final)
        # Whatever stands was suggested exactly, paired with something, or missed.
        assert counts["missed"] <= len(final - suggested)


def truth_by_hand(own):
    """What holds for a chart's newest over-read set: agreed, or last settled."""
    held = None
    blind = {
        e.fact.over_read
        for e in own
        if e.fact.type == "over-read-compared" and e.fact.blind
    }
    read = {}
    for each in own:
        fact = each.fact
        if fact.type == "over-read-completed":
            read[fact.over_read] = fact.codes
        if fact.type == "over-read-compared" and fact.result == "agrees":
            held = fact.over_read, read[fact.over_read]
        if fact.type == "over-read-adjudicated":
            held = fact.over_read, fact.codes
    return held[1] if held and held[0] in blind else None


@given(seeds)
def test_over_reads_count_only_blind_and_settled(seed):
    told = history(seed, 5)
    by_chart = defaultdict(list)
    for each in told:
        by_chart[each.fact.chart].append(each)
    found = {s.chart: s for s in all_sheets(told) if s.reference is Reference.OVER_READ}
    for chart, own in by_chart.items():
        held = truth_by_hand(own)
        if held is None:
            assert chart not in found
            continue
        standing = {line.code for line in found[chart].lines if line.stands}
        assert standing == {code.code for code in held}


@given(seeds)
def test_weights_speak_for_those_that_nobody_read(seed):
    for sheet in all_sheets(history(seed, 4)):
        if sheet.reference is Reference.OVER_READ:
            assert sheet.weight == (0 if sheet.targeted else 5)
        else:
            lane = sheet.strata["lane"]
            assert sheet.weight in ((1, 20) if lane == "review" else (0,))


def test_a_chart_doubted_in_the_fast_lane_speaks_for_itself_only():
    told = [e for e in history(2, 30) if e.fact.type != "over-read-compared"]
    doubted = [
        replace(e, fact=replace(e.fact, lane="review"))
        if e.fact.type == "case-finalised"
        else e
        for e in told
    ]
    fast = {e.fact.chart for e in told if getattr(e.fact, "lane", "") == "fast_lane"}
    weights = {s.chart: s.weight for s in all_sheets(doubted)}
    assert fast & weights.keys()
    assert {weights[chart] for chart in fast & weights.keys()} == {0}


@given(seeds)
def test_errors_are_wrong_missed_misplaced_and_poa(seed):
    for sheet in all_sheets(history(seed, 3)):
        wrong = sum(line.outcome != "exact" for line in sheet.lines)
        poa = sum(line.poa_right is False for line in sheet.lines)
        assert sheet.errors == wrong + poa + (sheet.lead_right is False)


def test_the_least_confidence_is_told_by_risk_class():
    for sheet in all_sheets(history(3, 20)):
        sure = defaultdict(list)
        for line in sheet.lines:
            if line.suggested and line.confidence is not None:
                risk = {"E11.22": "hcc", "F32.A": "high"}.get(line.suggested, "default")
                sure[risk].append(line.confidence)
        assert sheet.least_default == min(sure["default"], default=10_000)
        assert sheet.least_hcc == min(sure["hcc"], default=10_000)
        assert sheet.least_high == min(sure["high"], default=10_000)


def test_an_unsigned_chart_has_no_sheet():
    told = [each for each in history(1, 6) if each.fact.type != "case-finalised"]
    assert all_sheets(told) == []


def test_an_undone_decision_gives_its_reason_to_no_figure():
    told = history(8, 30)
    undone = {
        each.fact.withdraws for each in told if each.fact.type == "decision-withdrawn"
    }
    assert undone
    for chart in {each.fact.chart for each in told}:
        story = Story.of(each for each in told if each.fact.chart == chart)
        assert not undone & {each.decision for each in story.decisions}


@pytest.mark.parametrize("seed", range(3))
def test_weeks_begin_on_mondays(seed):
    for sheet in all_sheets(history(seed, 10)):
        assert sheet.week.weekday() == 0
        assert 0 <= (sheet.at.date() - sheet.week).days < 7
