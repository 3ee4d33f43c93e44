"""The rules do not cry wolf: gold code sets, with the real documents and facts."""

from datetime import date
from pathlib import Path

import pytest

from coding import acceptance, chartfiles, rules
from coding.acceptance import Limits
from coding.values import CodedLine, Role
from tests.coding.rules.sets import QUOTE

TOP = Path(__file__).resolve().parents[3]
FOLDERS = ("review/demo/charts", "tests/gold/outpatient")
TODAY = date(2027, 1, 1)
LIMITS = Limits(1_000_000, 100)

#: What the rules say of all gold sets, by chart: every other word is a false alarm.
EXPECTED = {
    # The words in remission stand in the record; these lines cite a placeholder.
    ("bariatrics-01-sleeve-follow-up", "R39"),
    ("endocrinology-02-tele-remission-after-bypass", "R39"),
    # A call by telephone under a Medicare Advantage contract.
    ("family-medicine-02-phone-chronic-care", "R81"),
    # A note at Z85 asks for tobacco codes after it; the gold order has it before.
    ("primary-care-06-template-many-problems", "R84"),
}


def charts():
    for folder in FOLDERS:
        for chart in chartfiles.read(TOP / folder, chartfiles.Defaults()):
            texts = acceptance.accept(chart.upload, today=TODAY, limits=LIMITS)
            yield chart.id, acceptance.note(chart.upload, texts), chart.gold


def as_lines(gold, inpatient):
    lead = Role.PRINCIPAL if inpatient else Role.FIRST_LISTED
    return [
        CodedLine(
            key=str(n),
            code=row.code,
            sequence=n,
            role=Role.SECONDARY if n > 1 else lead,
            evidence=(QUOTE,),
            poa=None if row.code[0] in "VWXYZ" or not inpatient else "Y",
        )
        for n, row in enumerate(gold.codes, start=1)
    ]


@pytest.fixture(scope="module")
def said(book):
    return {
        (name, finding.rule)
        for name, note, gold in charts()
        for finding in rules.check(
            as_lines(gold, note.facts.setting.is_inpatient),
            note.facts,
            book,
            documents=note.documents,
        )
    }


def test_right_code_sets_raise_no_alarm(said):
    assert said - EXPECTED == set()


def test_a_call_by_telephone_is_told(said):
    assert ("family-medicine-02-phone-chronic-care", "R81") in said
