"""The stages of an over-read, as a table."""

from pathlib import Path

import pytest

from review.overreading import BY_ACT, TABLE, Act, Party, Stage, diagram, why_not_at

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quality.md"


def test_every_act_has_one_row_and_the_page_shows_the_table():
    assert sorted(step.act for step in TABLE) == sorted(Act)
    assert diagram() in PAGE.read_text()


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("act", Act)
def test_an_act_is_refused_with_a_reason_at_every_stage_but_its_own(act, stage):
    allowed = stage in BY_ACT[act].sources
    assert (why_not_at(act, stage) is None) == allowed


def test_both_codings_are_seen_only_once_the_second_is_complete():
    hidden = {Stage.WAITING, Stage.READING}
    assert not hidden & BY_ACT[Act.SEE_BOTH].sources


def test_who_judges_coded_neither_side():
    for act in (Act.ADJUDICATE, Act.ANSWER):
        assert BY_ACT[act].party is Party.NEUTRAL and BY_ACT[act].credential
