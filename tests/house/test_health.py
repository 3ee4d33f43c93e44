"""/healthz answers without a session and names no person or chart."""

import pytest


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
