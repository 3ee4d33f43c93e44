"""A chart that could not be coded is listed with its reason and can be tried again."""

import pytest
from django.urls import reverse

from audit.models import Event
from coding import actions as machine
from coding.models import Run
from review import tasks
from review.actions import intake
from review.presenters import overview
from tests.review.conftest import NOTE, upload

pytestmark = pytest.mark.django_db


def received(**facts):
    return intake.receive(upload(NOTE, **facts), by=None).version


@pytest.fixture
def given_up(database):
    """A chart of which every worker came to grief."""

    def make(reason="ValueError", **facts):
        run = machine.queue(received(**facts))
        machine.fail_run(machine.claim_run(run.pk), reason, permanent=True)
        run.refresh_from_db()
        return run

    return make


def page_of(client, user):
    client.force_login(user)
    return client.get(reverse("review:not-coded")).content.decode()


def test_it_is_listed_with_the_reason_and_no_name(client, coder, given_up):
    given_up("release-not-loaded")
    page = page_of(client, coder)
    assert "No code release is loaded" in page
    assert "Vestergaard" not in page
    assert "1 chart not coded" in client.get(reverse("review:intake")).content.decode()


def test_tried_again_it_becomes_a_case(client, coder, given_up):
    run = given_up()
    client.force_login(coder)
    client.post(reverse("review:not-coded"), {"run": run.pk})
    tasks.process_chart(run.version_id)
    run.refresh_from_db()
    assert run.status == Run.Status.DONE
    assert run.version.chart.case
    assert Event.objects.filter(type="run-recovered").count() == 1
    again = client.post(reverse("review:not-coded"), {"run": run.pk}, follow=True)
    assert "somebody was quicker" in again.content.decode()


def test_one_press_tries_all_again(client, admin, given_up):
    for _ in range(3):
        given_up()
    client.force_login(admin)
    answer = client.post(reverse("review:not-coded"), follow=True)
    assert "Queued again: 3 charts." in answer.content.decode()
    assert not Run.objects.given_up().exists()


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, "9" * 5000, "²"])
def test_a_number_of_nothing_queues_nothing(client, coder, given_up, number):
    run = given_up()
    client.force_login(coder)
    answer = client.post(reverse("review:not-coded"), {"run": number}, follow=True)
    assert answer.status_code == 200
    assert Run.objects.given_up().get() == run


def test_a_coder_of_another_site_sees_and_queues_none(client, person, given_up):
    from review.actions import people

    run = given_up(site="north")
    other = person("southerner", certificate="CCS")
    people.grant(other, role="coder", site="south", by=None)
    assert "Nothing was given up" in page_of(client, other)
    client.post(reverse("review:not-coded"), {"run": run.pk})
    assert Run.objects.given_up().exists()


def test_the_list_asks_as_much_for_many_as_for_one(
    client, coder, given_up, django_assert_max_num_queries
):
    for _ in range(12):
        given_up()
    client.force_login(coder)
    with django_assert_max_num_queries(12):
        client.get(reverse("review:not-coded"))


def test_the_supervisor_is_told_how_many(supervisor, given_up):
    given_up()
    (task,) = (t for t in overview.tasks(supervisor) if "coded" in t.text)
    assert (task.text, task.url) == ("1 chart could not be coded", "")
