"""/healthz answers without a session and names no person or chart."""

import pytest
from django.db import OperationalError

from config import health


@pytest.mark.django_db
def test_it_says_that_the_parts_answer(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == answer.json()["broker"] == "ok"


@pytest.mark.django_db
def test_a_broker_that_is_down_leaves_the_pages_up(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "down"


# Without the mark for it, whatever asks the database here fails.
def test_a_database_that_is_away_is_asked_once(client, monkeypatch, caplog):
    asked = []

    def refuses():
        asked.append(1)
        raise OperationalError("couldn't get a connection after 5.00 sec")

    monkeypatch.setattr(health, "database", refuses)
    answer = client.get("/healthz")
    caplog.clear()
    assert answer.status_code == 503
    assert answer.json()["database"] == answer.json()["last_sweep"] == "down"
    assert asked == [1]
