"""The transition table, every verb in every state."""

import subprocess
import sys
from pathlib import Path

import pytest

from review import states
from review.states import BY_VERB, TABLE, Role, State, Verb

REPO = Path(__file__).resolve().parents[2]


def test_every_verb_has_exactly_one_row():
    assert sorted(row.verb for row in TABLE) == sorted(Verb)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_a_verb_is_refused_with_a_reason_in_every_state_but_its_own(verb, state):
    row = BY_VERB[verb]
    allowed = not row.sources or state in row.sources
    assert (states.why_not_in(verb, state) is None) == allowed


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_reached(state):
    assert state in {row.target for row in TABLE}


@pytest.mark.parametrize("state", [s for s in State if s != State.EXCEPTION])
def test_people_can_leave_every_state_that_people_work_in(state):
    ways = [r for r in TABLE if r.roles and state in r.sources and r.target]
    assert any(row.target != state for row in ways)


def test_only_seniors_override_reopen_and_take_over():
    for verb in (Verb.OVERRIDE, Verb.REOPEN, Verb.TAKE_OVER):
        assert BY_VERB[verb].roles == {Role.SENIOR_CODER}


def test_every_judgement_needs_a_credential_and_the_claim():
    judging = (Verb.ACCEPT, Verb.MODIFY, Verb.REJECT, Verb.ADD, Verb.FINALISE)
    assert all(BY_VERB[verb].credential for verb in judging)
    assert all(BY_VERB[verb].holder for verb in judging)


def test_administrators_read_no_charts():
    assert Role.ADMIN not in BY_VERB[Verb.VIEW].roles


def test_the_page_in_docs_is_what_the_table_says():
    assert (REPO / "docs/states.md").read_text() == states.page()


def test_the_table_needs_no_django():
    code = "import review.states, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPO).returncode == 0
