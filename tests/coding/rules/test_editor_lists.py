"""The lists of the Medicare Code Editor: only one of the date blocks."""

import pytest

from coding.rules import DatedList, Lists
from coding.values import Severity

EDITS = {
    "D63.1": ("manifestation",),
    "K35.80": ("manifestation",),
    "K36": ("unacceptable-principal",),
    "K37": ("age:0-17",),
    "Z38.00": ("age:0-0",),
}


def lists(late=False, entries=EDITS):
    return Lists(mce=DatedList("editor's lists", "2031", entries, late))


def weights(found):
    return [one.severity for one in found]


def test_a_listed_manifestation_cannot_lead(fired):
    assert weights(fired("R07", "K35.80", lists=lists())) == [Severity.BLOCK]
    assert weights(fired("R07", "K35.80", lists=lists(late=True))) == [Severity.WARN]
    assert weights(fired("R07", "D63.1", lists=lists(late=True))) == [Severity.BLOCK]


def test_what_a_list_of_the_date_leaves_out_may_lead(fired):
    assert fired("R07", "H42", lists=lists()) == []
    assert fired("R07", "H42", lists=lists(late=True))
    assert fired("R07", "H42", lists=lists(entries={"K37": ("age:0-17",)}))


def test_an_unacceptable_principal_diagnosis_is_one_of_a_stay(fired):
    stay = "inpatient"
    assert weights(fired("R80", "K36", stay, lists=lists())) == [Severity.BLOCK]
    assert weights(fired("R80", "K36", stay, lists=lists(late=True))) == [Severity.WARN]
    assert fired("R80", "K36", lists=lists()) == []
    assert fired("R80", "I10 K36", stay, lists=lists()) == []
    assert weights(fired("R80", "B95.62", lists=lists())) == [Severity.WARN]


@pytest.mark.parametrize(("age", "fits"), [(17, True), (18, False), (None, True)])
def test_the_age_goes_by_the_list(fired, age, fits):
    assert (fired("R79", "K37", age=age, lists=lists()) == []) is fits
    assert (fired("R79", "K37", age=age, lists=lists(late=True)) == []) is fits


def test_a_loaded_list_replaces_the_families_and_leaves_births_to_their_rule(fired):
    assert fired("R79", "O09.91", age=70, lists=lists()) == []
    assert fired("R79", "Z38.00", age=3, lists=lists()) == []


def test_the_edition_is_named(fired):
    [finding] = fired("R79", "K37", age=40, lists=lists(late=True))
    assert finding.message.endswith("(editor's lists, edition 2031, out of date).")
    assert "0 to 17" in finding.message
