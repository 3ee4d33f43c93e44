"""A table as a spreadsheet gets it: numbers are numbers, words never run."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.spreadsheets import safe
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table


def written(*cells):
    table = Table("t", "T", [Column("A")] * len(cells), [cells])
    return list(csv.reader(io.StringIO(tables.as_csv(table))))[1]


@given(st.floats(-1e6, 1e6), st.integers(1, 4))
def test_a_difference_of_ours_is_a_number(value, digits):
    (cell,) = written(tables.signed(value, digits))
    assert float(cell) == pytest.approx(value, abs=10**-digits)
    assert cell[0] in "+-"


@given(st.text(st.sampled_from("=+-@\t\r0.5A"), min_size=1))
def test_words_of_people_never_begin_a_formula(words):
    shown = written(tables.words(words), Cell(words), Cell(words, num=True))
    assert not [c for c in shown if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["+0.036", "-1", "-2+3", "=1+1", "@SUM(A1)"])
def test_what_somebody_typed_is_guarded_though_it_looks_like_a_number(text):
    assert written(tables.words(text)) == [f"'{text}"]


@pytest.mark.parametrize("text", ["+1+cmd()", "+0.5\n=1", "−1.0;=1", "+٣.٣", "+1."])
def test_only_a_number_to_the_end_passes_as_signed(text):
    (cell,) = written(Cell(text, is_signed=True))
    assert cell == safe(text)


def test_a_minus_is_one_that_a_spreadsheet_reads():
    assert tables.signed(-0.25, 2).text == "−0.25"
    assert written(tables.signed(-0.25, 2)) == ["-0.25"]


def test_a_day_is_read_on_the_page_and_sorted_in_a_sheet():
    on, last = date(2026, 6, 2), date(2026, 7, 1)
    cells = (tables.day(on), tables.days(on, last), tables.day(None))
    assert [c.text for c in cells] == ["2 Jun 2026", "2 Jun 2026 to 1 Jul 2026", ""]
    assert written(*cells) == ["2026-06-02", "2026-06-02 to 2026-07-01", ""]


def test_a_moment_has_its_time_in_both():
    cell = tables.moment(datetime(2026, 6, 2, 9, 5, tzinfo=UTC))
    assert cell.text == "2 Jun 2026, 09:05"
    assert written(cell) == ["2026-06-02 09:05"]


def test_words_for_a_sheet_alone_are_made_safe_as_all_others():
    assert written(Cell("plain", sheet="=1+1")) == [safe("=1+1")]
