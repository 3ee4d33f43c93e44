"""Charts set aside: with words, without a claim, and back on top."""

import pytest

from audit import vault
from audit.models import Event
from review.actions import claims, holds
from review.refusals import Refused
from tests.review.conftest import again


def held(case, by):
    return holds.hold(case, words="Waits for a report", by=by, version=case.version)


def test_a_hold_frees_the_claim_and_keeps_the_words_in_the_vault(mine, coder):
    held(mine, coder)
    case = again(mine)
    assert (case.state, case.held_by, case.claimed_by) == ("held", coder, None)
    assert vault.get_text(case.hold_words_sha256) == "Waits for a report"
    told = Event.objects.latest("pk")
    assert told.type == "case-held" and b"report" not in bytes(told.body)


def test_a_hold_says_what_it_waits_for(mine, coder):
    with pytest.raises(Refused, match="few words"):
        holds.hold(mine, words=" ", by=coder, version=mine.version)


def test_nobody_takes_a_chart_on_hold(mine, coder, senior):
    held(mine, coder)
    with pytest.raises(Refused, match="on hold"):
        claims.claim(mine, by=senior)
    assert claims.claim_next(by=senior) is None


def test_a_supervisor_takes_it_off_hold_and_it_comes_first(mine, coder, supervisor):
    case = again(held(mine, coder))
    holds.resume(case, by=supervisor, version=case.version)
    back = again(case)
    assert (back.state, back.priority, back.held_by) == ("open", 1, None)
    assert back.hold_words_sha256 == ""
    assert Event.objects.latest("pk").type == "case-resumed"
