"""Examining who read what: noticed by day, reviewed once, reported and recorded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.access import CHARTS_WITHOUT_WORK
from audit.models import Event
from review.actions import cases, oversight
from review.models import AccessConcern
from review.refusals import Refused

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1, minutes=1)


@pytest.fixture
def read_about(make_case, coder):
    """Charts a coder looked at and left alone."""
    made = [make_case() for _ in range(CHARTS_WITHOUT_WORK)]
    for each in made:
        cases.viewed(each, by=coder)
    return made


@pytest.fixture
def concern(read_about):
    oversight.examine(timezone.now() + TOMORROW)
    return AccessConcern.objects.get(concern="no_case")


def types(since):
    return [each.type for each in Event.objects.order_by("pk")[since:]]


def test_a_day_is_examined_after_it_ended_and_once(read_about):
    assert oversight.examine(timezone.now()) > 0
    assert not AccessConcern.objects.filter(concern="no_case").exists()
    assert oversight.examine(timezone.now() + TOMORROW) == 1
    assert oversight.examine(timezone.now() + TOMORROW) == 0
    assert AccessConcern.objects.filter(concern="no_case").count() == 1


def test_a_concern_names_its_reader_and_its_events(concern, coder):
    assert concern.person == coder
    assert concern.charts == CHARTS_WITHOUT_WORK
    body = Event.objects.filter(type="access-noticed").latest("pk").content
    assert (body["charts"], body["person"]) == (CHARTS_WITHOUT_WORK, str(coder.pk))


def test_a_coder_who_took_the_chart_is_not_noticed(case, mine, coder):
    cases.viewed(mine, by=coder)
    oversight.examine(timezone.now() + TOMORROW)
    assert not AccessConcern.objects.filter(concern="no_case").exists()


def test_the_readers_own_name_is_noticed(make_case, coder):
    coder.display_name = "Ann Vestergaard"
    coder.save(update_fields=("display_name",))
    cases.viewed(make_case(), by=coder)
    oversight.examine(timezone.now() + TOMORROW)
    found = AccessConcern.objects.get(concern="own_name")
    assert found.patient is not None
    body = Event.objects.filter(type="access-noticed").latest("pk").content
    assert "Vestergaard" not in str(body)


def test_a_review_is_signed_once_with_a_reason(concern, compliance):
    before = Event.objects.count()
    oversight.review(concern, verdict="proper", words="A refresher day.", by=compliance)
    assert types(before) == ["access-reviewed"]
    with pytest.raises(Refused, match="already"):
        oversight.review(concern, verdict="proper", words="Again.", by=compliance)


@pytest.mark.parametrize(
    ("verdict", "words", "why"),
    [("proper", " ", "few words"), ("fine", "Because.", "proper or")],
)
def test_a_review_without_verdict_or_reason_is_refused(
    concern, compliance, verdict, words, why
):
    with pytest.raises(Refused, match=why):
        oversight.review(concern, verdict=verdict, words=words, by=compliance)


def test_nobody_reviews_but_compliance(concern, supervisor):
    with pytest.raises(Refused, match="Only"):
        oversight.review(concern, verdict="proper", words="Fine.", by=supervisor)


def test_the_officer_reviews_in_the_browser(client, concern, compliance):
    client.force_login(compliance)
    page = client.get(reverse("review:access")).content.decode()
    assert concern.person.label in page and "to be reviewed" in page
    answer = client.post(concern.get_absolute_url(), {"verdict": "proper", "words": ""})
    assert answer.status_code == 409 and "few words" in answer.content.decode()
    posted = {"verdict": "follow_up", "words": "Asked the team lead."}
    assert client.post(concern.get_absolute_url(), posted).status_code == 302
    page = client.get(concern.get_absolute_url()).content.decode()
    assert "Asked the team lead." in page


def test_the_report_of_a_patient_is_itself_recorded(
    client, read_about, compliance, coder
):
    client.force_login(compliance)
    before = Event.objects.count()
    address = reverse("review:access-report")
    page = client.get(address, {"case": read_about[0].pk}).content.decode()
    assert coder.label in page and "1 line" in page
    assert types(before) == ["access-reported"]


def test_the_report_of_a_person_goes_away_as_a_table(
    client, read_about, compliance, coder
):
    client.force_login(compliance)
    asked = {"person": str(coder.pk), "format": "csv"}
    answer = client.get(reverse("review:access-report"), asked)
    rows = answer.content.decode().strip().splitlines()
    assert len(rows) == 1 + CHARTS_WITHOUT_WORK
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_case_nobody_has_is_said(client, compliance):
    client.force_login(compliance)
    page = client.get(reverse("review:access-report"), {"case": 999_999})
    assert "There is no case 999999." in page.content.decode()


def test_reports_take_few_statements(
    client, read_about, compliance, coder, django_assert_max_num_queries
):
    client.force_login(compliance)
    with django_assert_max_num_queries(25):
        client.get(reverse("review:access-report"), {"person": str(coder.pk)})


@pytest.mark.parametrize("role", ["coder", "senior", "supervisor", "admin", "stranger"])
def test_only_compliance_opens_a_concern(request, client, concern, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(concern.get_absolute_url()).status_code == 403
    assert client.post(concern.get_absolute_url(), {}).status_code == 403
