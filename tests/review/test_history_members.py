"""Members of the simulated year: they come again, and an audit can ask for them."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from coding import hcctables
from coding.hcc import Model, bare, hccs_of
from coding.preflight import signature
from coding.values import NoteDocument
from review.demo.history import members
from review.demo.radv import HEADING
from review.radv import listfile


def test_outside_demo_mode_no_list_is_written(db, tmp_path):
    with pytest.raises(CommandError, match="not a demo"):
        call_command("sample_history", tmp_path / "list.csv")
    assert not (tmp_path / "list.csv").exists()


def test_a_list_is_of_a_history_that_is_there_and_overwrites_nothing(
    db, settings, tmp_path
):
    settings.DEMO = True
    with pytest.raises(CommandError, match="no simulated year of that seed"):
        call_command("sample_history", tmp_path / "list.csv", seed="none")
    (tmp_path / "list.csv").touch()
    with pytest.raises(CommandError, match="is there already"):
        call_command("sample_history", tmp_path / "list.csv")
    with pytest.raises(CommandError, match="1 to 1000 enrollees"):
        call_command("sample_history", tmp_path / "more.csv", enrollees=1_001)


@given(st.integers(0, 100_000))
def test_every_fifth_chart_is_a_members_and_who_knows_them_knows_them_again(number):
    found = members.member_of("a", number)
    assert (found is None) == bool(number % members.EVERY)
    assert found == members.member_of("a", number)


def test_members_come_again_before_others_take_their_turns():
    visits = [members.member_of("a", n) for n in range(0, 2_000, members.EVERY)]
    times = Counter(who.number for who in visits)
    whole = members.TOGETHER * members.VISITS
    assert Counter(who.number for who in visits[:whole]) == dict.fromkeys(
        range(members.TOGETHER), members.VISITS
    )
    assert len({who.mbi for who in visits}) == len(times)


@given(st.integers(0, 50_000), st.integers(0, 300))
def test_a_members_note_says_all_that_is_true_and_who_signed_it(number, days):
    who, day = members.member("a", number), date(2026, 1, 1) + timedelta(days=days)
    written = members.visit(who, Random(number), day)
    assert all(each.words in written.text for each in written.truth)
    note = NoteDocument("", written.text)
    signed = signature.find([note], members.PROVIDER)
    assert (signed.kind, signed.credential, signed.signed_on) == (
        "electronic",
        members.CREDENTIAL,
        day,
    )
    assert 67 <= written.age <= 89


def test_a_list_of_members_is_read_whole():
    drawn = list(members.sampled("a", 2_000, 100))
    lines = members.listed(iter(drawn), 2027)
    told = listfile.read("\n".join([HEADING, *lines]).encode())
    assert (len(told.enrollees), told.hccs, told.refused) == (100, 300, ())
    assert {one.mbi for one in told.enrollees} == {who.mbi for who in drawn}


def test_what_lasts_falls_into_the_category_that_it_is_said_to(db):
    table = hcctables.tables().table(Model.V28, 2027)
    for each in members.member("a", 1).lasting:
        assert hccs_of(bare(each.code), table, age=70, sex="F") == (str(each.hcc),)
