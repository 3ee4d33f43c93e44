import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit import vault
from audit.actions import SYSTEM, Actor, record
from audit.events import CaseHeld, CaseResumed, CaseRouted, ChartViewed, SignedIn
from audit.models import Event, Log
from review.actions import people
from tests.audit.stories import EXAMPLES

TRAIL = "/trail/"


def person(role):
    user = people.add_person(
        username=f"{role}-{uuid4()}", display_name="Rosa Lind", password="x", by=None
    )
    people.grant(user, role=role, by=None)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def officer(db):
    return person("compliance")


@pytest.fixture
def reading(officer):
    return signed_in(officer)


@pytest.fixture
def told(db):
    """One chart about which everything happened once."""
    chart = str(uuid4())
    for fact, _ in EXAMPLES:
        if "chart" in fact.to_payload():
            fact = type(fact).from_payload(fact.to_payload() | {"chart": chart})
        record(fact, by=SYSTEM)
    return chart


def test_the_trail_needs_a_signed_in_person(db):
    answer = Client().get(TRAIL)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("role", ["coder", "senior_coder", "supervisor", "admin"])
def test_the_trail_is_for_compliance(role, told):
    client = signed_in(person(role))
    number = Event.objects.last().pk
    for page in (TRAIL, f"/trail/charts/{told}/", f"/trail/events/{number}/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert "compliance" in answer.content.decode()
    assert Event.objects.last().type != "trail-read"


def test_nothing_on_the_trail_can_be_posted_to(reading, told):
    for page in (TRAIL, f"/trail/charts/{told}/", "/trail/events/1/"):
        assert reading.post(page).status_code == 405


def test_the_whole_trail_is_shown_latest_first(reading, told):
    page = reading.get(TRAIL).content.decode()
    assert page.index("took away the access report") < page.index("6 charts")
    assert "<code>" in page


def test_a_charts_story_begins_at_the_beginning(reading, told):
    page = reading.get(reverse("audit:chart", args=[told])).content.decode()
    assert page.index("received the chart from") < page.index("signed 2 codes")
    assert "signed in by" not in page


def test_a_story_can_be_narrowed_to_decisions(reading, told):
    page = reading.get(f"/trail/charts/{told}/", {"about": "Decisions"})
    assert "signed 2 codes" in page.content.decode()
    assert "received the chart" not in page.content.decode()


def test_a_long_story_goes_on_where_it_stopped(reading):
    chart = str(uuid4())
    for number in range(102):
        record(CaseResumed(chart=chart, case=str(number)), by=SYSTEM)
    page = reading.get(f"/trail/charts/{chart}/")
    later = page.context["later"]
    assert f"?after={later}" in page.content.decode()
    rest = reading.get(f"/trail/charts/{chart}/", {"after": later})
    assert [len(day.lines) for day in rest.context["days"]] == [3]
    assert rest.context["later"] is None


def test_a_chart_about_which_nothing_is_known_is_not_found(reading):
    assert reading.get(f"/trail/charts/{uuid4()}/").status_code == 404


def test_reading_a_chart_or_an_event_is_an_event(reading, officer, told):
    event = Event.objects.for_chart(told).first()
    for page, scope in (
        (f"/trail/charts/{told}/", "chart"),
        (f"/trail/events/{event.pk}/", "event"),
    ):
        reading.get(page)
        last = Event.objects.order_by("id").last()
        assert (last.fact.scope, str(last.chart)) == (scope, told)
        assert last.actor_id == str(officer.pk)


@pytest.mark.parametrize("query", [{"after": 0}, {"about": "Decisions", "after": 1}])
def test_no_address_reads_a_story_unrecorded(reading, officer, told, query):
    reading.get(reverse("audit:chart", args=[told]), query)
    last = Event.objects.last()
    assert (last.type, last.actor_id) == ("trail-read", str(officer.pk))
    assert str(last.chart) == told


def test_every_page_of_a_search_is_an_event(reading, told):
    latest = Event.objects.last()
    before = f"{latest.occurred_at.isoformat()}/{latest.pk}"
    reading.get(TRAIL, {"chart": told, "before": before})
    assert Event.objects.last().type == "trail-read"


def test_a_search_is_an_event_with_the_names_of_its_filters_only(reading, told):
    reading.get(TRAIL, {"chart": told[:8], "type": "signed-in", "until": "2099-01-01"})
    last = Event.objects.order_by("id").last()
    assert last.fact.filters == ("type", "chart", "until")


def search(client, **filters):
    page = client.get(TRAIL, filters)
    return [line.sentence for day in page.context["days"] for line in day.lines]


def test_the_trail_can_be_narrowed_by_what_who_chart_and_day(reading, officer, told):
    record(
        SignedIn(),
        by=Actor("person", str(officer.pk)),
        at=datetime(2021, 3, 9, 23, 59, tzinfo=UTC),
    )
    assert {each.type for each in search(reading, type="case-held")} == {"case-held"}
    assert {each.who for each in search(reading, actor=str(officer.pk))} == {
        "Rosa Lind"
    }
    assert {each.chart for each in search(reading, chart=told[:13])} == {told}
    [that_day] = search(reading, since="2021-03-09", until="2021-03-09")
    assert that_day.type == "signed-in"
    assert search(reading, until="2001-01-01") == []


def test_days_are_those_of_the_readers_clock(reading, settings):
    settings.DISPLAY_TIME_ZONE = "Pacific/Auckland"
    record(SignedIn(), by=SYSTEM, at=datetime(2021, 3, 9, 23, 59, tzinfo=UTC))
    assert search(reading, since="2021-03-10", until="2021-03-10")
    assert not search(reading, since="2021-03-09", until="2021-03-09")
    page = reading.get(TRAIL, {"since": "2021-03-10", "until": "2021-03-10"})
    assert "Wednesday, 10 March 2021" in page.content.decode()
    assert "2021-03-09 23:59:00.000000 UTC · 2021-03-10 12:59:00 NZDT" in (
        page.content.decode()
    )


def test_a_case_is_found_by_its_number_and_leads_to_its_story(reading):
    chart, other = str(uuid4()), str(uuid4())
    record(CaseResumed(chart=other, case="690"), by=SYSTEM)
    record(ChartViewed(chart=chart, page="case"), by=SYSTEM)
    record(
        CaseRouted(chart=chart, case="69", lane="review", reasons=(), policy="1"),
        by=SYSTEM,
    )
    found = search(reading, case="69")
    assert {each.chart for each in found} == {chart} and len(found) == 2
    page = reading.get(TRAIL, {"case": "69"}).content.decode()
    assert (
        page.count(f'<a class="about" href="/trail/charts/{chart}/">case 69</a>') == 2
    )
    story = reading.get(f"/trail/charts/{chart}/").content.decode()
    assert "Story of case 69" in story


@pytest.mark.parametrize(
    "filters",
    [
        {"case": "sixty-nine"},
        {"case": "0"},
        {"type": "nothing-such"},
        {"actor": "nobody"},
        {"chart": "x"},
        {"chart": "' or 1=1"},
        {"since": "yesterday"},
        {"since": "2026-05-02", "until": "2026-05-01"},
    ],
)
def test_a_wrong_filter_is_an_error_and_shows_nothing(reading, told, filters):
    page = reading.get(TRAIL, filters)
    assert page.status_code == 200
    assert page.context["days"] == []
    assert 'class="error"' in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"chart": "a" * 36},
        {"chart": "----"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"before": "0001-01-01T00:00:00+05:00/1"},
        {"before": "2026-05-01T00:00:00Z/" + "9" * 5000},
    ],
)
def test_no_address_breaks_the_trail(reading, told, query, settings):
    settings.DISPLAY_TIME_ZONE = "Asia/Tokyo"
    assert reading.get(TRAIL, query).status_code == 200
    assert reading.get(f"{TRAIL}charts/{told}/?after={'9' * 5000}").status_code == 200


def test_older_events_are_one_link_away(reading):
    moment = datetime(2021, 3, 9, 12, tzinfo=UTC)
    for number in range(60):
        record(SignedIn(), by=SYSTEM, at=moment + timedelta(seconds=number))
    page = reading.get(TRAIL, {"until": "2021-03-09", "since": "2021-03-09"})
    assert len(page.context["days"][0].lines) == 50
    rest = reading.get(page.context["older"])
    assert len(rest.context["days"][0].lines) == 10
    assert rest.context["older"] == ""


@pytest.mark.parametrize("which", [TRAIL, "chart"])
def test_more_events_need_no_more_queries(
    reading, told, which, django_assert_max_num_queries
):
    address = TRAIL if which == TRAIL else f"/trail/charts/{told}/"
    # Session, user, roles, users to choose from, events, names, and the event that
    # this was read (with its savepoint): however many lines there are.
    with django_assert_max_num_queries(17):
        reading.get(address)


def test_typed_words_are_shown_on_the_events_own_page_only(reading):
    chart = str(uuid4())
    words = vault.put_text("Waiting for <b>the</b> pathology report")
    number = record(CaseHeld(chart=chart, case="1", words=words), by=SYSTEM)
    for page in (TRAIL, f"/trail/charts/{chart}/"):
        assert "pathology" not in reading.get(page).content.decode()
    page = reading.get(f"/trail/events/{number}/").content.decode()
    assert "Waiting for &lt;b&gt;the&lt;/b&gt; pathology report" in page


def test_words_that_are_gone_are_said_to_be_gone(reading):
    number = record(CaseHeld(chart=str(uuid4()), case="1", words="0" * 64), by=SYSTEM)
    page = reading.get(f"/trail/events/{number}/").content.decode()
    assert "Not readable" in page


def test_an_event_shows_its_leaf_hash_and_its_exact_times(reading):
    number = record(SignedIn(), by=SYSTEM)
    event = Event.objects.get(pk=number)
    page = reading.get(event.get_absolute_url()).content.decode()
    assert bytes(event.leaf_hash).hex() in page
    assert f"{event.recorded_at:%Y-%m-%d %H:%M:%S.%f} UTC" in page
    assert event.content["salt"] in page


def test_titles_and_addresses_name_no_patient(reading, told):
    page = reading.get(f"/trail/charts/{told}/").content.decode()
    title = re.search("<title>(.*?)</title>", page, re.S).group(1)
    assert re.sub(r"\s+", " ", title).strip() == f"Chart {told[:8]} · Trail · Attest"
    patient = Event.objects.for_chart(told).first().patient
    assert f"/{patient}" not in page


@pytest.mark.parametrize(
    "rest", ['"reason": "spaced out"', '"odd":1.5', '"x":' + "[" * 2000 + "]" * 2000]
)
def test_an_event_written_past_the_writer_is_shown_and_hides_no_other(reading, rest):
    chart = str(uuid4())
    record(CaseResumed(chart=chart, case="1"), by=SYSTEM)
    body = (
        '{"type":"case-resumed","schema":1,"salt":"%s","log":"%s","chart":"%s",'
        '"occurred_at":"2026-05-14T10:00:00.000000Z",'
        '"actor":{"kind":"person","id":"intruder"},%s}'
    )
    spelt = body % ("0" * 32, Log.objects.get().pk, chart, rest)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (body) VALUES (%s)", [spelt.encode("utf-8")]
        )
    shown = reading.get(f"/trail/charts/{chart}/").content.decode()
    assert "took the case off hold" in shown
    assert "intruder" in shown
    assert "cannot read" in shown
