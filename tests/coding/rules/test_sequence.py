"""Manifestations, against the published edit and one by one."""

import csv
import gzip

import pytest

from coding.rules.base import Context
from coding.rules.sequence import is_manifestation
from tests.coding.rules.sets import facts

EDITS = "data/official/mce_v41.1_fy2024/mce_v41.1_code_edits_FY2024.csv.gz"


@pytest.mark.data
def test_manifestations_are_those_of_the_medicare_code_editor(book, shared):
    with gzip.open(shared / EDITS, "rt", encoding="utf-8") as rows:
        published = {
            row["icd_code"]
            for row in csv.DictReader(rows)
            if row["icd_conflict_rule"].startswith("Manifestation")
            and book.is_billable(row["icd_code"])
        }
    context = Context((), facts(), book)
    found = {
        entry.code
        for entry in book
        if entry.billable and is_manifestation(context, entry.code)
    }
    assert len(published) > 400
    assert found == published


@pytest.mark.parametrize("code", ["D63.1", "E08.22", "D63.0", "H42", "F02.80"])
def test_a_manifestation_may_not_lead(fired, code):
    [finding] = fired("R07", code)
    assert finding.subject == code


@pytest.mark.parametrize("codes", ["N18.4 D63.1", "E11.22", "L97.511", "R65.20"])
def test_other_codes_with_a_code_first_note_are_left_to_their_own_rules(fired, codes):
    assert fired("R07", codes) == []


def test_a_manifestation_is_satisfied_by_a_partner_its_note_names(fired):
    assert fired("R08", "N18.4 D63.1") == []
    [finding] = fired("R08", "R05.9 D63.1")
    assert finding.subject == "D63.1"


def test_a_note_is_cited_where_it_is_printed(fired):
    [finding] = fired("R84", "F17.210 I10")
    assert "a note at I10-I1A" in finding.message
