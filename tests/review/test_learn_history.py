"""Learning from the simulated year mends charts that were kept apart."""

import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import Event
from coding.models import StoredProfile
from coding.scoring import Counts
from review import teaching
from review.demo.history import year
from review.demo.history.copying import Copying
from review.demo.history.lesson import Judged, gain
from review.demo.history.play import play
from review.models import Case


def test_learning_raises_micro_f1_on_charts_kept_apart(db, capsys):
    before = Event.objects.count(), Case.objects.count()
    call_command("learn_history", charts=150, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["learned"] + told["judged"] == 150
    assert told["gain"] == pytest.approx(told["after"] - told["before"], abs=2e-4)
    assert 0 < told["interval"][0] <= told["gain"] <= told["interval"][1]
    assert (Event.objects.count(), Case.objects.count()) == before


@pytest.mark.slow
def test_the_trail_of_a_history_teaches_what_the_background_would_learn(
    db, settings, capsys
):
    settings.DEMO = True
    hand, staff = Copying(), year.add_people()
    # What members' notes say is known already; of fewer charts nothing is learned that
    # shows on charts which no count knew.
    plans = year.ending_now("trail", 260, 1).plans()
    for plan in (each for each in plans if each.member is None):
        play(plan, staff, hand)
    hand.flush()
    before = Event.objects.count(), StoredProfile.objects.count()
    call_command("learn_history", trail=True, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["learned"] + told["judged"] == _signed()
    assert told["judged"] >= teaching.FEWEST_HELD
    assert told["interval"][0] <= told["gain"] <= told["interval"][1]
    assert (Event.objects.count(), StoredProfile.objects.count()) == before


def _signed():
    return Case.objects.filter(state="finalised").count()


def test_a_trail_with_too_few_charts_teaches_nothing(db):
    with pytest.raises(CommandError, match="Too few charts were reviewed: 0 to learn"):
        call_command("learn_history", trail=True)


def test_too_few_charts_are_refused(db):
    with pytest.raises(CommandError, match="At least 50"):
        call_command("learn_history", charts=10)


counts = st.builds(Counts, *[st.integers(0, 5)] * 3)


@settings(max_examples=10)
@given(st.lists(st.builds(Judged, counts, counts), min_size=1, max_size=8))
def test_the_interval_of_a_gain_is_the_same_for_the_same_seed(judged):
    found = gain(judged, "one")
    assert found == gain(judged, "one")
    assert -1 <= found.low <= found.high <= 1
    same = gain([Judged(each.before, each.before) for each in judged], "one")
    assert (same.low, same.high) == (0, 0)
