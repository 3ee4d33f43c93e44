"""The list of reasons: rows a supervisor edits, each change an event."""

import pytest

from audit import vault
from audit.models import Event
from review.actions import reasons
from review.models import ReasonCode
from review.refusals import Refused


def last():
    return Event.objects.latest("pk")


def test_the_list_comes_with_both_axes_and_favourites_first(db):
    offered = list(ReasonCode.objects.offered())
    assert {row.axis for row in offered} == {"what", "why"}
    for axis in ("what", "why"):
        rows = [row for row in offered if row.axis == axis]
        assert [row.favourite for row in rows[:5]] == [1, 2, 3, 4, 5]
        assert rows[-1].code == "other" and rows[-1].needs_words


def test_a_supervisor_adds_edits_and_retires_a_reason(supervisor):
    row = reasons.add(axis="why", code="scan", label="Unreadable scan", by=supervisor)
    assert last().content["change"] == "added"
    assert vault.get_text(last().content["label"]) == "Unreadable scan"
    reasons.edit(row, label="Scan cannot be read", favourite=1, by=supervisor)
    assert last().content["change"] == "edited"
    reasons.retire(row, by=supervisor)
    assert last().content["change"] == "retired"
    assert not ReasonCode.objects.offered().filter(code="scan").exists()
    assert ReasonCode.objects.filter(code="scan").exists()
    with pytest.raises(Refused, match="retired already"):
        reasons.retire(row, by=supervisor)


def test_coders_do_not_edit_reasons(coder):
    with pytest.raises(Refused, match="supervisor or admin"):
        reasons.add(axis="why", code="x", label="X", by=coder)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"axis": "who"}, "what.*why"),
        ({"code": "two words"}, "one word"),
        ({"label": " "}, "label"),
        ({"code": "negated"}, "this code on this axis"),
    ],
)
def test_a_malformed_reason_is_refused(supervisor, given, reason):
    wanted = {"axis": "why", "code": "fresh", "label": "Fresh"} | given
    with pytest.raises(Refused, match=reason):
        reasons.add(by=supervisor, **wanted)
