import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit import actions, canonical, facts
from audit.actions import SYSTEM, Actor, NotAtomicError, Told, record, record_all
from audit.events import CaseHeld, SignedIn, SignedOut
from audit.models import Event, Log, Pending
from tests.audit import strategies
from tests.audit.stories import CHART, EXAMPLES


def test_an_event_apart_from_a_transaction_is_refused(live):
    before = Event.objects.count()
    with pytest.raises(NotAtomicError):
        record(SignedIn(), by=SYSTEM)
    assert Event.objects.count() == before


def test_no_event_stays_when_its_change_does_not(live):
    before = Event.objects.count()
    with pytest.raises(RuntimeError, match="the change failed"), transaction.atomic():
        record(SignedIn(), by=SYSTEM)
        raise RuntimeError("the change failed")
    assert Event.objects.count() == before


@pytest.mark.parametrize("fact", [fact for fact, _ in EXAMPLES], ids=lambda f: f.type)
def test_what_is_recorded_is_read_back(db, fact):
    number = record(fact, by=Actor("person", "1"))
    assert Event.objects.get(pk=number).fact == fact


def test_many_at_once_are_as_if_one_by_one_even_first_of_all_in_a_process(db):
    actions._log_id.cache_clear()
    at = datetime(2026, 3, 1, tzinfo=UTC)
    told = [Told(fact, Actor("person", "1"), at) for fact, _ in EXAMPLES]
    before = Event.objects.count()
    record_all(told)
    events = Event.objects.order_by("pk")[before:]
    assert [event.fact for event in events] == [each.fact for each in told]
    assert {event.occurred_at for event in events} == {at}
    assert Pending.objects.filter(event_id__in=[e.pk for e in events]).count() == len(
        told
    )


@strategies.unhurried
@given(
    st.sampled_from(sorted(facts.EVENTS)).flatmap(
        lambda name: strategies.facts(facts.EVENTS[name])
    )
)
def test_the_database_takes_any_fact(db, fact):
    number = record(fact, by=SYSTEM)
    event = Event.objects.get(pk=number)
    assert event.fact == fact
    assert bytes(event.body) == canonical.dumps(event.content)


def test_the_envelope_names_log_type_schema_actor_and_time(db):
    at = datetime(2026, 5, 14, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    number = record(SignedOut(), by=Actor("service", "loader"), at=at)
    body = json.loads(bytes(Event.objects.get(pk=number).body))
    assert body.pop("salt")
    assert body == {
        "type": "signed-out",
        "schema": 1,
        "log": str(Log.objects.get().pk),
        "occurred_at": "2026-05-14T10:00:00.000000Z",
        "actor": {"kind": "service", "id": "loader"},
        "reason": "asked",
    }


def test_equal_facts_have_different_leaves(db):
    now = datetime.now(UTC)
    numbers = [record(SignedOut(), by=SYSTEM, at=now) for _ in range(20)]
    events = Event.objects.filter(pk__in=numbers)
    assert len({bytes(event.leaf_hash) for event in events}) == 20
    assert all(len(event.content["salt"]) >= 32 for event in events)


def test_a_time_without_a_zone_is_refused(db):
    with pytest.raises(ValueError, match="zone"):
        record(SignedOut(), by=SYSTEM, at=datetime(2026, 5, 14))


def test_an_actor_of_an_unknown_kind_is_refused(db):
    with pytest.raises(ValueError, match="robot"):
        record(SignedOut(), by=Actor("robot", "1"))


@pytest.mark.parametrize("name", ["", "Rosa Lind", "a" * 121])
def test_an_actor_is_an_id_and_not_a_name(db, name):
    with pytest.raises(facts.MalformedError):
        record(SignedOut(), by=Actor("person", name))


def test_a_malformed_fact_leaves_no_trace(db):
    before = Event.objects.count()
    with pytest.raises(facts.MalformedError):
        record(CaseHeld(chart=CHART, case="1", words="typed words"), by=SYSTEM)
    assert Event.objects.count() == before


def test_recording_takes_one_statement(db, django_assert_num_queries):
    record(SignedOut(), by=SYSTEM)
    with django_assert_num_queries(1):
        record(SignedOut(), by=SYSTEM)
    assert connection.in_atomic_block
