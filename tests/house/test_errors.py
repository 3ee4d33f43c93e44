"""Errors have a page of their own, with a status, and say nothing they should not."""

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.urls import include, path, reverse

FAULTS = {
    "400": SuspiciousOperation("odd"),
    "403": PermissionDenied("Only a senior coder may do this."),
    "500": RuntimeError("a word of Mrs Smith's"),
}


def fails(request, kind):
    raise FAULTS[kind]


handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
urlpatterns = [path("fails/<kind>", fails), path("", include("config.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_has_its_page(client, kind, caplog):
    client.raise_request_exception = False
    answer = client.get(f"/fails/{kind}")
    caplog.clear()
    assert answer.status_code == int(kind)
    assert "error.html" in [template.name for template in answer.templates]
    assert b"Smith" not in answer.content
    assert answer["Cache-Control"] == "no-store"


# Without the mark for it, whatever asks the database here fails.
@pytest.mark.urls(__name__)
def test_a_database_that_is_away_has_a_page_that_asks_it_nothing(
    client, monkeypatch, caplog
):
    asked = []

    def refuses(session):
        asked.append(session)
        raise OperationalError("no connection for Mrs Smith")

    sessions = "django.contrib.sessions.backends.db.SessionStore"
    monkeypatch.setattr(f"{sessions}._get_session_from_db", refuses)
    client.cookies["sessionid"] = "of-somebody-who-is-signed-in"
    client.raise_request_exception = False
    answer = client.get("/fails/403")
    caplog.clear()
    assert answer.status_code == 503
    assert b"The database does not answer" in answer.content
    assert b"Smith" not in answer.content
    assert answer["Cache-Control"] == "no-store"
    assert len(asked) == 1


@pytest.mark.django_db
def test_what_is_too_long_to_paste_says_so(client, settings, caplog):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    answer = client.post("/accounts/login/", {"login": "x" * 2 * 1024 * 1024})
    caplog.clear()
    assert answer.status_code == 400
    assert b"More than 2 MB were typed or pasted" in answer.content


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_refusal_gives_its_reason(client):
    assert b"Only a senior coder may do this." in client.get("/fails/403").content


@pytest.mark.django_db
def test_what_is_not_there_is_a_page_too(client):
    answer = client.get("/nowhere/at/all")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert b"Reload it and send it again" in answer.content


def test_another_host_name_is_refused_with_a_page(client, db, caplog):
    answer = client.get("/accounts/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "That request cannot be read" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()
    caplog.clear()


@pytest.mark.django_db
def test_too_many_sign_ins_get_a_page_of_ours(client, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    words = {"login": "nobody", "password": "wrong"}
    assert client.post(reverse("account_login"), words).status_code == 200
    answer = client.post(reverse("account_login"), words)
    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode()
    assert "error.html" in [template.name for template in answer.templates]
    cache.clear()
