"""Documents that contradict each other about a lasting disease leave a gap."""

from datetime import date

import pytest

from coding.evaluation import unverifiable
from coding.pipeline import code
from coding.values import Facts, Note, Setting
from tests.coding.notes import document

FACTS = Facts(Setting.OUTPATIENT, date(2026, 5, 9))


@pytest.fixture
def conflicts(engine):
    def of(*documents):
        note = Note(documents, FACTS)
        coded = code(note, engine)
        assert unverifiable(coded, note) == 0
        return [one for one in coded.gaps if one.kind == "conflict"]

    return of


def test_a_disease_named_in_one_document_and_denied_in_another(conflicts):
    (gap,) = conflicts(
        document("Assessment: type 2 diabetes, on metformin."),
        document("HPI: Patient has no diabetes."),
    )
    assert gap.would_change == ("E11.9",)
    assert [one.text for one in gap.evidence] == ["type 2 diabetes", "diabetes"]
    assert len({one.document for one in gap.evidence}) == 2


@pytest.mark.parametrize(
    "other",
    [
        "HPI: no diabetic retinopathy.",
        "HPI: no COPD.",
        "ROS: denies diabetes symptoms.",
        "HPI: mother has no diabetes medicines.",
    ],
)
def test_what_denies_something_else_is_no_contradiction(conflicts, other):
    assert conflicts(document("Assessment: type 2 diabetes."), document(other)) == []


def test_a_later_document_overtakes_an_earlier_denial(conflicts):
    earlier = document("HPI: no COPD.", date=date(2026, 5, 1))
    later = document("Assessment: COPD.", date=date(2026, 5, 9))
    assert conflicts(earlier, later) == []
