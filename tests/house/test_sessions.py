"""Sessions end by themselves, and guessing passwords ends sooner."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(client, coder):
    client.force_login(coder, backend=MODEL_BACKEND)
    client.get("/healthz")
    return client


def look(client, *, after: timedelta, **headers) -> bool:
    """Whether they are still signed in when they come back after that time."""
    with time_machine.travel(timezone.now() + after, tick=False):
        client.get("/healthz", headers=headers)
        return "_auth_user_id" in client.session


def test_a_session_ends_after_fifteen_minutes_without_a_click(signed_in):
    assert look(signed_in, after=timedelta(minutes=14))
    assert look(signed_in, after=timedelta(minutes=28))
    assert not look(signed_in, after=timedelta(minutes=44))


def test_requests_that_nobody_made_by_hand_do_not_keep_it_alive(signed_in):
    background = {"Attest-Background": "yes"}
    for minutes in (5, 10):
        assert look(signed_in, after=timedelta(minutes=minutes), **background)
    assert not look(signed_in, after=timedelta(minutes=16), **background)


def test_a_session_ends_after_twelve_hours_whatever_happens(signed_in):
    for minutes in range(10, 12 * 60, 10):
        assert look(signed_in, after=timedelta(minutes=minutes))
    assert not look(signed_in, after=timedelta(hours=12, minutes=1))


def try_password(client, user, password, address="10.1.1.1"):
    form = {"login": user.username, "password": password}
    return client.post(reverse("account_login"), form, REMOTE_ADDR=address)


def test_five_wrong_passwords_close_that_name_for_that_address(client, coder):
    answers = [try_password(client, coder, f"wrong {n}") for n in range(5)]
    assert answers[-1].status_code == 429
    assert try_password(client, coder, PASSWORD).status_code == 429
    elsewhere = try_password(client, coder, PASSWORD, address="10.1.1.2")
    assert elsewhere.status_code == 302


def test_a_closed_name_closes_no_other_name(client, coder, senior):
    for n in range(5):
        try_password(client, coder, f"wrong {n}")
    assert try_password(client, senior, PASSWORD).status_code == 302


def test_another_spelling_of_the_name_is_the_same_name(client, coder):
    for n in range(5):
        coder.username = coder.username.swapcase()
        answer = try_password(client, coder, f"wrong {n}")
    assert answer.status_code == 429


def test_the_lock_opens_after_fifteen_minutes(client, coder):
    for n in range(5):
        try_password(client, coder, f"wrong {n}")
    assert try_password(client, coder, PASSWORD).status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert try_password(client, coder, PASSWORD).status_code == 302


def test_what_is_typed_as_a_name_is_kept_nowhere(client, coder, caplog):
    """People type passwords there."""
    from axes.models import AccessAttempt

    from audit.models import Event

    typed = "Hunter2-not-a-name"
    for word in (typed, typed, coder.username):
        form = {"login": word, "password": "also secret"}
        client.post(reverse("account_login"), form, REMOTE_ADDR="10.1.1.1")
    assert AccessAttempt.objects.count() == 2
    stored = str(list(AccessAttempt.objects.values()))
    told = b"".join(bytes(each.body) for each in Event.objects.all()).decode()
    for place in (stored, told, caplog.text):
        assert typed.casefold() not in place.casefold()
        assert coder.username not in stored


def test_a_changed_password_is_an_event(signed_in, coder):
    from audit.models import Event

    new = "a better one for 2026"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = signed_in.post(reverse("account_change_password"), form)
    assert answer.status_code == 302
    told = Event.objects.latest("pk")
    assert (told.type, told.actor_id) == ("password-changed", str(coder.pk))


def test_nobody_signs_up_by_themselves(client, db):
    form = {"username": "me", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/x/", "password/reset/", "password/set/"]
)
def test_no_page_leads_to_a_mailbox(signed_in, path):
    for answer in (
        signed_in.get(f"/accounts/{path}"),
        signed_in.post(f"/accounts/{path}", {"email": "x@example.org"}),
    ):
        assert answer.status_code == 404
