"""Reminders of credentials: each once, at its distance; the sweep makes them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from review.actions import people, reminders
from review.credentialing import AHEAD, Held, matters, needed
from review.models import Credential, Reminder, SignedWork
from review.refusals import Refused
from review.worked import catch_up, make_again
from tests import cast
from tests.review.overreading import sign

TODAY = date(2026, 6, 1)


def held(**more):
    facts = {
        "type": "CPC",
        "body": "AAPC",
        "expires_on": TODAY + timedelta(days=400),
        "dues_paid_through": None,
        "earned": 0,
        "others": 0,
    }
    return Held(**(facts | more))


@given(st.integers(-10, 400))
def test_a_matter_is_told_from_ninety_days_on_at_its_nearest_distance(left):
    told = list(matters(held(expires_on=TODAY + timedelta(days=left)), TODAY))
    if not 0 <= left <= 90:
        assert told == []
        return
    assert {each.days for each in told} == {min(d for d in AHEAD if left <= d)}
    assert {each.about for each in told} == {"expiry", "ceu"}


def test_units_are_asked_for_by_body_and_number_of_credentials():
    assert needed(held()) == 360
    assert needed(held(type="CCS", body="AHIMA")) == 200
    assert needed(held(type="RHIA", body="AHIMA", others=1)) == 400
    soon = TODAY + timedelta(days=20)
    assert [m.about for m in matters(held(expires_on=soon, earned=360), TODAY)] == [
        "expiry"
    ]


def test_dues_are_a_matter_of_their_own():
    told = list(matters(held(dues_paid_through=TODAY + timedelta(days=5)), TODAY))
    assert [(each.about, each.days) for each in told] == [("dues", 7)]


def test_people_are_reminded_once_however_often_the_sweep_asks(db, coder):
    row = Credential.objects.get(user=coder)
    Credential.objects.filter(pk=row.pk).update(
        expires_on=timezone.now().date() + timedelta(days=25)
    )
    assert reminders.remind() == 2
    assert reminders.remind() == 0
    told = Event.objects.filter(type="credential-reminded")
    assert {event.fact.about for event in told} == {"expiry", "ceu"}
    assert Reminder.objects.count() == 2


def test_units_stop_the_reminder(db, coder, admin):
    row = Credential.objects.get(user=coder)
    soon = timezone.now().date() + timedelta(days=25)
    Credential.objects.filter(pk=row.pk).update(expires_on=soon)
    today = timezone.now().date()
    reminders.record_units(row, earned_on=today, units=20, words="A course.", by=admin)
    assert [matter.about for _, matter in reminders.due(today)] == ["expiry"]
    with pytest.raises(Refused, match="between"):
        reminders.record_units(row, earned_on=today, units=0, words="x", by=admin)
    with pytest.raises(Refused):
        reminders.record_units(row, earned_on=today, units=1, words="x", by=coder)


def test_closed_accounts_are_not_reminded(db, admin):
    gone = cast.person("gone", "coder")
    cast.give_certificate(gone, "CPC", days_left=10)
    people.disable(gone, by=admin)
    assert reminders.due(timezone.now().date()) == []


def test_the_work_in_a_chart_is_found_from_the_trail_and_again(make_case, coder):
    sign(make_case(), coder)
    assert catch_up() == 1
    assert catch_up() == 0
    row = SignedWork.objects.values().get()
    assert (row["decisions"], row["accepts"], row["doubts"]) == (3, 3, 0)
    assert row["pages"] == 1
    assert make_again() == 1
    again = SignedWork.objects.values().get()
    assert {**again, "id": row["id"]} == row
