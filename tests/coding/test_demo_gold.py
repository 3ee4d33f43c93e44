"""The demo charts: every exclusion of the gold is found, with the reason agreed on."""

from datetime import date
from pathlib import Path

import pytest

from coding import acceptance, chartfiles
from coding.acceptance import Limits
from coding.pipeline import code

CHARTS = Path(__file__).resolve().parents[2] / "review" / "demo" / "charts"
LIMITS = Limits(1_000_000, 100)


@pytest.fixture(scope="module")
def judged(engine):
    rows = []
    for chart in chartfiles.read(CHARTS):
        texts = acceptance.accept(chart.upload, today=date(2027, 1, 1), limits=LIMITS)
        coded = code(acceptance.note(chart.upload, texts), engine)
        rows.append((chart, coded))
    return rows


def test_every_gold_exclusion_is_present_with_its_reason(judged):
    missing = [
        (chart.id, gold.code, gold.reason)
        for chart, coded in judged
        for gold in chart.gold.excluded
        if (gold.code, gold.reason)
        not in {(one.code, one.reason) for one in coded.excluded}
    ]
    assert missing == []


def test_nothing_is_both_set_aside_and_suggested(judged):
    for _, coded in judged:
        suggested = {one.code for one in coded.suggestions}
        assert not suggested & {one.code for one in coded.excluded}


def test_precision_and_recall_hold_their_bars(judged):
    right = wrong = left_out = 0
    for chart, coded in judged:
        gold = {one.code for one in chart.gold.codes}
        found = {one.code for one in coded.suggestions}
        right += len(gold & found)
        wrong += len(found - gold)
        left_out += len(gold - found)
    assert right / (right + wrong) >= 0.92
    assert right / (right + left_out) >= 0.88
