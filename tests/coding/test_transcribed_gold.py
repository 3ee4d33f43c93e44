"""The hand-coded transcriptions hold as a set, and nothing is made up on them."""

import json
from collections import Counter

import pytest

from coding import acceptance, chartfiles
from coding.evaluation import fabricated, unverifiable
from coding.pipeline import code
from tests.coding import transcribed
from tests.coding.notes import RULES

NOTES = "data/notes/mtsamples-1200.jsonl.gz"
LIMITS = acceptance.Limits(1_000_000, 100)


@pytest.fixture
def charts(shared, tmp_path):
    """The charts as ``evaluate`` reads them."""
    file = tmp_path / "transcribed.jsonl"
    rows = transcribed.charts(shared / NOTES)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return list(chartfiles.read(file))


def test_every_code_is_billable_and_none_is_both_right_and_wrong(book):
    for told in transcribed.coded():
        right = [row["code"] for row in told["codes"]]
        wrong = [row["code"] for row in told["excluded"]]
        assert right
        assert set(Counter(right + wrong).values()) == {1}, told["id"]
        assert all(book.is_billable(each) for each in right + wrong), told["id"]


def test_every_code_has_its_reason_and_every_exclusion_a_known_one():
    for told in transcribed.coded():
        assert all(row["why"].strip() for row in told["codes"])
        assert {row["reason"] for row in told["excluded"]} <= set(RULES)


@pytest.mark.parametrize(
    ("lot", "size"), [("codes", 60), ("second", 54), ("third", 50)]
)
def test_each_lot_is_in_two_halves(lot, size):
    notes = transcribed.coded([lot])
    assert len(notes) == size
    assert size / 2 - 5 <= sum(map(transcribed.odd, notes)) <= size / 2 + 5


def test_every_other_lot_is_only_measured():
    halved = {"codes", "second", "third"}
    assert set(transcribed.LOTS) - halved == set(transcribed.MEASURED)
    assert len(transcribed.coded(transcribed.MEASURED)) == 60


def test_no_note_is_in_two_lots():
    notes = transcribed.coded()
    assert len({told["id"] for told in notes}) == len(notes) == 224


@pytest.mark.data
def test_the_texts_are_those_that_were_coded(shared):
    assert len(transcribed.charts(shared / NOTES)) == 224


@pytest.mark.data
def test_no_code_and_no_quote_is_made_up_on_them(charts, engine):
    for chart in charts:
        today = chart.upload.service_date
        taken = acceptance.accept(chart.upload, today=today, limits=LIMITS)
        note = acceptance.note(chart.upload, taken)
        coded = code(note, engine)
        assert fabricated(coded, engine.book) == 0
        assert unverifiable(coded, note) == 0
        known = {one.code for one in coded.excluded}
        assert not known & {one.code for one in coded.suggestions}
