"""What became of each suggestion, recounted the slow way."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics import classes, scores
from audit.metrics.classes import NEAR, Outcome, compare, outcome
from tests.audit.stories import code as example

POOL = {
    "E11.9": "Type 2 diabetes mellitus without complications",
    "E11.22": "Type 2 diabetes mellitus with diabetic chronic kidney disease",
    "E11.65": "Type 2 diabetes mellitus with hyperglycemia",
    "J45.909": "Unspecified asthma, uncomplicated",
    "J45.40": "Moderate persistent asthma, uncomplicated",
    "I10": "Essential (primary) hypertension",
    "M54.5": "Low back pain",
    "M54.50": "Low back pain, unspecified",
}


def code(name, billable=True, title=None):
    return replace(
        example,
        code=name,
        title=POOL.get(name, name) if title is None else title,
        category=name[:3],
        billable=billable,
    )


@pytest.mark.parametrize(
    ("suggested", "final", "found"),
    [
        (code("E11.22"), code("E11.22"), Outcome.EXACT),
        (code("J45.909"), code("J45.40"), Outcome.GENERALISED),
        (code("M54.5"), code("M54.50"), Outcome.GENERALISED),
        (code("E11.22"), code("E11.65"), Outcome.CATEGORY),
        (code("J45.40"), code("J45.909"), Outcome.CATEGORY),
        (code("I10"), code("E11.9"), Outcome.WRONG),
        (code("I10"), None, Outcome.DELETED),
        (code("E11.99", billable=False), code("E11.9"), Outcome.FABRICATED),
        (code("E11.99", billable=False), None, Outcome.FABRICATED),
        (
            code("A00", title="Injury of the left hand"),
            code("B00", title="Hand injury, left"),
            Outcome.EQUIVALENT,
        ),
    ],
)
def test_each_class_of_mount_sinai(suggested, final, found):
    assert outcome(suggested, final) is found


def test_near_means_that_the_category_was_right():
    assert Outcome.GENERALISED in NEAR
    assert not NEAR & {Outcome.WRONG, Outcome.FABRICATED, Outcome.DELETED}


def test_what_a_coder_changed_stays_paired_across_categories():
    pairs = compare([code("I10")], [code("J45.40")], {"I10": "J45.40"})
    assert [pair.outcome for pair in pairs] == [Outcome.WRONG]
    pairs = compare([code("I10")], [code("J45.40")], {})
    assert [pair.outcome for pair in pairs] == [Outcome.DELETED, Outcome.MISSED]


def test_a_rejected_code_and_an_added_one_of_its_category_go_together():
    pairs = compare([code("J45.909")], [code("J45.40")], {})
    assert [pair.outcome for pair in pairs] == [Outcome.GENERALISED]


names = st.sets(st.sampled_from(sorted(POOL)))


@given(names, names)
def test_every_code_of_either_side_is_counted_once(mine, theirs):
    pairs = compare([code(n) for n in mine], [code(n) for n in theirs], {})
    assert sorted(p.suggested.code for p in pairs if p.suggested) == sorted(mine)
    assert sorted(p.final.code for p in pairs if p.final) == sorted(theirs)
    exact = {p.final.code for p in pairs if p.outcome is Outcome.EXACT}
    assert exact == mine & theirs


@given(st.lists(st.tuples(names, names), max_size=6))
def test_agreement_is_what_counting_by_hand_gives(records):
    found = scores.Agreement.of(records)
    both = sum(c in theirs for mine, theirs in records for c in mine)
    mine = sum(len(m) for m, _ in records)
    theirs = sum(len(t) for _, t in records)
    union = sum(len(m | t) for m, t in records)
    assert (found.precision.hits, found.precision.n) == (both, mine)
    assert (found.recall.hits, found.recall.n) == (both, theirs)
    assert (found.union.hits, found.union.n) == (both, union)
    assert found.record.hits == sum(m == t for m, t in records)
    if both:
        p, r = both / mine, both / theirs
        assert found.f1 == pytest.approx(2 * p * r / (p + r))


def test_only_the_machines_own_codes_are_its_suggestions():
    planted = replace(code("I10"), origin="seeded")
    assert classes.of_machine([code("E11.9"), planted]) == (code("E11.9"),)
