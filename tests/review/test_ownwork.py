"""A coder's own figures: with n and interval, against a reference that is named."""

import pytest

from review import ownwork
from review.actions import blind_draw, claims
from review.models import OverRead
from review.overreading import Stage
from tests.review.test_fast_lane import attest, sure  # noqa: F401  fixtures


@pytest.fixture
def read(sure, coder, senior, monkeypatch):  # noqa: F811
    """Signed charts of the coder, read again with these codes right and wrong."""

    def make(*, right, extra=0, missed=0, drawn_by="random", stage=Stage.SETTLED):
        monkeypatch.setattr(blind_draw, "is_drawn", lambda *_: True)
        signed = attest(claims.claim(sure(), by=coder), coder)
        rows = OverRead.objects.filter(code_set=signed)
        # What reading and settling write; both have tests of their own.
        rows.update(
            right=right,
            extra=extra,
            missed=missed,
            lead_right=True,
            drawn_by=drawn_by,
            stage=stage.value,
            reader=senior,
        )
        return rows.get()

    return make


def test_right_codes_are_counted_against_all_that_was_signed_or_holds(read, coder):
    read(right=8, extra=1, missed=1)
    read(right=10)
    codes, charts, lead, _ = ownwork.own_work(coder).shares
    assert (codes.hits, codes.n, codes.value) == (18, 20, "90.0%")
    assert codes.interval == "69.9–97.2" and codes.is_thin
    assert (charts.hits, charts.n) == (1, 2) and (lead.hits, lead.n) == (2, 2)


def test_charts_drawn_for_a_risk_stand_apart(read, coder):
    read(right=10)
    read(right=0, missed=10, drawn_by="targeted")
    work = ownwork.own_work(coder)
    assert work.shares[0].value == "100.0%" and work.aimed.value == "0.0%"


def test_ones_own_and_nobody_elses(read, coder, senior):
    read(right=10)
    assert ownwork.own_work(senior).shares[0].n == 0
    assert not ownwork.results(senior)


def test_what_is_drawn_and_not_read_yet_is_not_shown(read, coder, client):
    read(right=None, extra=None, missed=None, stage=Stage.READING)
    assert not ownwork.results(coder)
    client.force_login(coder)
    page = client.get("/my-accuracy/").content.decode()
    assert "None of your charts was read again yet" in page


def test_decisions_are_counted_by_kind(read, coder):
    read(right=2)
    assert ownwork.own_work(coder).kinds == {"attested": 2}


def test_the_page_links_to_what_can_be_objected_to(read, coder, client):
    over_read = read(right=9, missed=1)
    client.force_login(coder)
    page = client.get("/my-accuracy/").content.decode()
    assert f'href="{over_read.get_absolute_url()}">Object</a>' in page
    assert "90.0%" in page and "10 codes" in page and "95% interval" in page
    assert client.get(over_read.get_absolute_url()).status_code == 200


def test_the_page_costs_as_many_queries_for_one_as_for_many(
    read, coder, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as seen:
            ownwork.own_work(coder)
            list(ownwork.results(coder))
        return len(seen)

    read(right=3)
    few = count()
    for _ in range(3):
        read(right=3)
    assert count() == few
