"""The worklist: lanes with honest counts, filters, the next chart, and nothing left."""

import re

import pytest
from django.urls import reverse

from review import worklist
from review.actions import claims
from review.models import Case
from tests.cast import give_certificate
from tests.review.conftest import again

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, coder):
    client.force_login(coder)
    return coder


def page(client, **query):
    return client.get(reverse("review:worklist"), query).content.decode()


def test_a_row_says_why_a_chart_is_here_and_names_nobody(client, signed_in, case):
    shown = page(client, view=case.lane)
    assert f'href="{case.get_absolute_url()}"' in shown
    assert "F 41" in shown
    assert "Internal medicine" in shown
    assert "· oldest due" in shown
    assert "Vestergaard" not in shown


def test_next_chart_is_claimed_and_opened(client, signed_in, case):
    answer = client.post(reverse("review:next"), {"view": case.lane})
    assert answer.url == case.get_absolute_url()
    assert again(case).claimed_by == signed_in


def test_nothing_left_is_said_and_not_an_error(client, signed_in):
    Case.objects.none()
    answer = client.post(reverse("review:next"), follow=True)
    assert answer.status_code == 200
    assert "No chart is left here that you may sign." in answer.content.decode()
    assert "No chart is here yet" in page(client)


def test_an_empty_lane_says_how_many_wait_elsewhere(client, signed_in, case):
    other = "fast_lane" if case.lane == "review" else "review"
    assert "1 waiting elsewhere" in page(client, view=other)


def test_filters_that_leave_nothing_say_so(client, signed_in, case):
    shown = page(client, view=case.lane, specialty="Falconry")
    assert "No chart fits these filters" in shown
    assert "Show the whole lane" in shown


def test_mine_holds_what_i_hold(client, signed_in, case):
    assert "You hold no chart" in page(client, view="mine")
    claims.claim(case, by=signed_in)
    assert f'href="{case.get_absolute_url()}"' in page(client, view="mine")


def test_signing_out_gives_back_what_is_held(client, signed_in, case):
    claims.claim(case, by=signed_in)
    assert client.post(reverse("review:leave")).url == "/accounts/login/"
    assert again(case).state == "open"
    assert client.get(reverse("review:worklist")).status_code == 302


def test_pages_follow_each_other_without_gaps(
    client, signed_in, make_case, monkeypatch
):
    monkeypatch.setattr(worklist, "PAGE", 2)
    monkeypatch.setattr(worklist.page, "__defaults__", ("", 2))
    cases = [make_case() for _ in range(3)]
    lane = cases[0].lane
    first = page(client, view=lane)
    after = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = client.get(after.replace("&amp;", "&")).content.decode()
    for case in cases:
        link = f'href="{case.get_absolute_url()}"'
        assert (link in first) != (link in second)


def test_who_may_not_take_charts_reads_why(client, compliance, case):
    client.force_login(compliance)
    shown = page(client)
    assert "You can read charts; deciding is for coders." in shown


def test_whose_credential_has_run_out_reads_so_on_every_page(client, person, case):
    late = person("late", "coder")
    give_certificate(late, "CPC", days_left=-1)
    client.force_login(late)
    shown = page(client, view=case.lane)
    assert "You hold no valid credential: you can read charts, not decide" in shown
    assert "Late · no valid credential" in shown
    opened = client.get(case.get_absolute_url()).content.decode()
    assert "Late · no valid credential" in opened
    notice = re.search(r'<div class="notice".*?</div>', opened, re.S).group()
    assert "You hold no valid credential for outpatient charts." in notice


def test_queries_do_not_grow_with_the_rows(
    client, signed_in, make_case, django_assert_max_num_queries
):
    lane = make_case().lane
    page(client, view=lane)
    with django_assert_max_num_queries(12) as few:
        page(client, view=lane)
    for _ in range(3):
        make_case()
    with django_assert_max_num_queries(len(few)):
        page(client, view=lane)


@pytest.mark.parametrize(
    "after",
    ["x", "1~9999-12-31T23:59:59-05:00~1", "1~2026-05-01T00:00:00Z~" + "9" * 5000],
)
def test_a_place_that_is_none_is_the_beginning(client, signed_in, case, after):
    assert case.get_absolute_url() in page(client, view=case.lane, after=after)


@pytest.mark.parametrize("name", ["view", "specialty", "setting", "reason", "after"])
def test_no_filter_breaks_on_a_zero_character(client, signed_in, case, name):
    answer = client.get(reverse("review:worklist"), {name: "\x00"})
    assert answer.status_code == 200
    answer = client.post(reverse("review:next"), {name: "\x00"})
    assert answer.status_code == 302


def test_a_new_installation_says_that_no_chart_is_here_yet(client, signed_in):
    shown = page(client)
    assert "No chart is here yet" in shown
    assert f'href="{reverse("review:intake")}"' in shown
