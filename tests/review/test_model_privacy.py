"""Nothing of a note, a question or an answer is anywhere it should not be."""

import json
import logging

import pytest
import redis
from django.conf import settings as configuration
from django.urls import reverse

from audit.models import Event
from coding.uploads import PatientUpload
from review import tasks
from review.actions import intake
from tests.modelserver import Answer, Server, found
from tests.review.conftest import upload
from tests.review.test_modelruns import asks, no_messages, received, run_of  # noqa: F401

CANARY = "Zyxwort"
SAYS = f"Dr {CANARY}ex saw {CANARY}a Quillfeather, MRN QF-{CANARY}9."
NOTE = f"""HPI:
{SAYS} Her {CANARY}itis is worse.
Assessment:
1. Bothered by pollen, says {CANARY}.
2. Asthma.
"""
ANSWERS = {
    "good": Answer({"mentions": [found(f"{CANARY}itis")]}),
    "error": Answer(status=500, error={"message": NOTE}),
    "rejected": Answer(status=400, error={"message": NOTE, "code": CANARY}),
    "malformed": Answer(f'{{"mentions": "{CANARY}'),
    "refused": Answer("", refusal=NOTE),
    "wrong": Answer({"mentions": [{"quote": CANARY}]}),
    "odd": Answer(raw=f'{{"choices": [{{"message": "{CANARY}"}}]}}'.encode()),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_log_event_or_run_repeats_a_word(asks, kind, caplog, capfd):  # noqa: F811
    caplog.set_level(logging.DEBUG)
    with Server(lambda asked: ANSWERS[kind]) as server:
        asks(server)
        version = received(NOTE)
        tasks.ask_model(run_of(version).pk)
        assert server.asked
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())
    for event in Event.objects.filter(chart=version.chart_id):
        assert CANARY not in bytes(event.body).decode()
    run = run_of(version)
    assert CANARY not in json.dumps([run.error, run.timings])
    for level in caplog.records:
        assert level.levelno < logging.ERROR


def test_direct_identifiers_never_leave(asks):  # noqa: F811
    patient = PatientUpload(name=f"{CANARY}a Quillfeather", mrn=f"QF-{CANARY}9")
    told = upload(NOTE, patient=patient, provider_name=f"{CANARY}ex")
    with Server(lambda asked: ANSWERS["good"]) as server:
        asks(server, ENGINE="openai")
        version = intake.receive(told, by=None).version
        tasks.process_chart(version.pk)
        run = version.runs.exclude(engine="knowledge").get()
        tasks.ask_model(run.pk)
        sent = "".join(asked.text for asked in server.asked)
    assert "Bothered by pollen" in sent
    for name in ("Quillfeather", f"{CANARY}a", f"{CANARY}ex", f"QF-{CANARY}9"):
        assert name not in sent


def test_the_broker_holds_ids_only(asks):  # noqa: F811
    """What is kept of a circuit and sent to a worker: numbers and hashes."""
    with Server(lambda asked: ANSWERS["error"]) as server:
        asks(server)
        version = received(NOTE)
        tasks.ask_model(run_of(version).pk)
    server_side = redis.Redis.from_url(configuration.REDIS_URL)
    for key in server_side.scan_iter("*"):
        kind = server_side.type(key)
        held = [server_side.get(key)] if kind == b"string" else []
        held += server_side.lrange(key, 0, -1) if kind == b"list" else []
        held += server_side.hvals(key) if kind == b"hash" else []
        assert CANARY.encode() not in key + b"".join(filter(None, held))


def test_pages_show_no_answer(asks, client, admin):  # noqa: F811
    with Server(lambda asked: ANSWERS["rejected"]) as server:
        asks(server)
        client.force_login(admin)
        address = reverse("review:engine-test", args=["environment"])
        said = client.post(address, follow=True).content.decode()
    assert CANARY not in said and "rejected" in said
