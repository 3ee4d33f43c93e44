"""What was typed and not sent is there again, for who typed it and for nobody else."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.models import Event
from review.actions import drafts
from review.models import Draft

PLACE = "/cases/7/"


def send(client, fields, place=PLACE):
    given = {"place": place, "fields": json.dumps(fields)}
    return client.post("/account/draft/", given)


@pytest.fixture
def signed_in(client, coder):
    client.force_login(coder)
    return client


def test_what_was_typed_comes_back(signed_in, coder):
    assert (
        send(signed_in, {"/cases/7/hold/ words": "waits for the lab"}).status_code
        == 204
    )
    back = signed_in.get("/account/draft/", {"place": PLACE}).json()
    assert back == {"/cases/7/hold/ words": "waits for the lab"}
    row = Draft.objects.get()
    assert "lab" not in row.content_sha256


def test_it_comes_back_after_signing_in_again(signed_in, coder, client):
    send(signed_in, {"a": "typed"})
    client.logout()
    assert client.get("/account/draft/", {"place": PLACE}).status_code == 302
    client.force_login(coder)
    assert client.get("/account/draft/", {"place": PLACE}).json() == {"a": "typed"}


def test_nobody_else_reads_it(signed_in, senior, client):
    send(signed_in, {"a": "typed"})
    client.force_login(senior)
    assert client.get("/account/draft/", {"place": PLACE}).json() == {}


def test_what_was_sent_is_forgotten(signed_in):
    send(signed_in, {"a": "typed"})
    send(signed_in, {"a": "  "})
    assert not Draft.objects.exists()


def test_keeping_a_draft_is_no_event(signed_in):
    before = Event.objects.count()
    send(signed_in, {"a": "typed"})
    assert Event.objects.count() == before


def test_old_drafts_go_by_themselves(signed_in, coder):
    send(signed_in, {"a": "typed"})
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=8))
    drafts.keep(coder, "/other/", {"b": "typed"})
    assert [row.place for row in Draft.objects.all()] == ["/other/"]


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("https://elsewhere/", "{}"),
        ("/x" * 200, "{}"),
        (PLACE, "not json"),
        (PLACE, "[1]"),
        (PLACE, '{"a": 1}'),
        (PLACE, json.dumps({"a": "x" * 30_000})),
        (PLACE, None),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(signed_in, place, fields):
    given = {"place": place} | ({"fields": fields} if fields is not None else {})
    assert signed_in.post("/account/draft/", given).status_code == 400


def test_asking_how_long_is_left_does_not_make_it_longer(signed_in):
    background = {"Attest-Background": "yes"}
    signed_in.get("/account/session/", headers=background)
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        for _ in range(2):
            left = signed_in.get("/account/session/", headers=background)
            assert 200 <= int(left.content) <= 301
        stay = signed_in.post("/account/session/")
        assert int(stay.content) == 900
