from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from audit.actions import SYSTEM, Actor, record
from audit.events import CaseResumed, ChartViewed, IdentityViewed, SignedIn
from audit.models import Event
from audit.queries import Place

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


@pytest.fixture
def only_ours(db):
    """Other events may be in the database; these tests look at their own."""
    last = Event.objects.order_by("id").last()
    return Event.objects.after(last.pk if last else 0)


def facts(found):
    return [event.fact for event in found]


def test_one_charts_events_come_in_the_order_of_the_log(only_ours):
    chart, other = str(uuid4()), str(uuid4())
    first = CaseResumed(chart=chart, case="1")
    second = ChartViewed(chart=chart, page="case")
    record(first, by=SYSTEM, at=NOON)
    record(CaseResumed(chart=other, case="2"), by=SYSTEM)
    record(second, by=SYSTEM, at=NOON - timedelta(days=1))
    assert facts(only_ours.for_chart(chart)) == [first, second]


def test_a_chart_is_found_by_the_beginning_of_its_id(only_ours):
    chart = "abcdef12-3456-4789-8abc-def012345678"
    record(CaseResumed(chart=chart, case="1"), by=SYSTEM)
    record(CaseResumed(chart=chart.replace("a", "b", 1), case="1"), by=SYSTEM)
    for beginning in ("abcd", "ABCDEF12", "abcdef12-3", chart):
        assert only_ours.for_chart_like(beginning).count() == 1
    assert only_ours.for_chart_like("abce").count() == 0


def test_one_patients_events_span_their_charts(only_ours):
    patient = str(uuid4())
    record(IdentityViewed(patient=patient, purpose="case"), by=SYSTEM)
    record(ChartViewed(chart=str(uuid4()), page="case", patient=patient), by=SYSTEM)
    record(IdentityViewed(patient=str(uuid4()), purpose="case"), by=SYSTEM)
    assert only_ours.for_patient(patient).count() == 2


def test_one_persons_events_of_some_types(only_ours):
    record(SignedIn(), by=Actor("person", "7"))
    record(CaseResumed(chart=str(uuid4()), case="1"), by=Actor("person", "7"))
    record(SignedIn(), by=Actor("person", "8"))
    assert only_ours.for_actor("7").of_types(["signed-in"]).count() == 1


def test_between_takes_the_start_and_leaves_the_end(only_ours):
    for hours in range(4):
        record(SignedIn(), by=SYSTEM, at=NOON + timedelta(hours=hours))
    hour = timedelta(hours=1)
    assert only_ours.between(NOON + hour, NOON + 3 * hour).count() == 2
    assert only_ours.between(None, NOON + hour).count() == 1
    assert only_ours.between(NOON + hour, None).count() == 3


def test_pages_follow_each_other_without_gap_or_overlap(only_ours):
    # Several at the same moment: the id has to break the tie.
    for number in range(11):
        record(SignedIn(), by=SYSTEM, at=NOON - timedelta(minutes=number // 4))
    expected = list(only_ours.newest_first())
    seen, place, more = [], None, True
    while more:
        rows, more = only_ours.newest_first().older_than(place).page(3)
        seen += rows
        place = Place.read(str(Place(rows[-1].occurred_at, rows[-1].pk)))
    assert seen == expected


@pytest.mark.parametrize("text", ["", "x", "2026-05-14/x", "2026-05-14", "/4"])
def test_a_place_that_is_none_begins_at_the_beginning(text):
    assert Place.read(text) is None
