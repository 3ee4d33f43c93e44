"""The background work on real parts: worker killed, broker gone, a message twice."""

import json
import subprocess
import sys

import pytest
from django.db.models.functions import Now

from audit.models import Event
from coding.models import Run
from launcher import processes, valkey
from review import tasks
from review.actions import intake
from review.models import Case, Heartbeat
from tests.databases import REPO
from tests.review.conftest import NOTE, again, finish, upload


def receive(n=1, text=NOTE):
    answers = [intake.receive(upload(text), by=None) for _ in range(n)]
    return [answer.version for answer in answers]


def cases_of(versions):
    return Case.objects.filter(run__version__in=versions)


def events_of(version, kind):
    return Event.objects.filter(chart=version.chart_id, type=kind).count()


def test_a_chart_goes_all_the_way_in_one_task(db):
    (version,) = receive()
    tasks.process_chart(version.pk)
    case = cases_of([version]).get()
    assert case.code_count and again(case.run).status == "done"
    assert case.run.timings["engine"] > 0


def test_the_same_message_twice_does_nothing_twice(db):
    (version,) = receive()
    for _ in range(3):
        tasks.process_chart(version.pk)
    assert events_of(version, "chart-coded") == events_of(version, "case-routed") == 1


def test_a_chart_that_breaks_the_engine_is_tried_again_later(db, monkeypatch, caplog):
    (version,) = receive()

    def broken(*_):
        raise RuntimeError(f"on {NOTE}")

    monkeypatch.setattr(tasks.engines, "code_version", broken)
    tasks.process_chart(version.pk)
    run = Run.objects.get(version=version)
    assert (run.status, run.error) == ("queued", "RuntimeError")
    assert "asthma" not in caplog.text


def test_the_sweep_routes_what_a_worker_left_between_coding_and_routing(
    db, monkeypatch
):
    (version,) = receive()
    finish(version)
    monkeypatch.setattr(
        tasks.route_run, "apply_async", lambda args: tasks.route_run(*args)
    )
    tasks.sweep()
    assert cases_of([version]).exists()
    assert Heartbeat.objects.get(pk="sweep").beat_at


def test_importing_the_tasks_loads_no_engine():
    code = (
        "import django; django.setup(); import review.tasks, sys;"
        " from review import engines; sys.exit(bool(engines._engines))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=REPO).returncode == 0


def time_passes(versions):
    """As two minutes would: leases end, and queued runs have waited long enough."""
    runs = Run.objects.filter(version__in=versions)
    runs.filter(status="running").update(lease_until=Now())
    runs.filter(status="queued").update(not_before=Now() - tasks.machine.LEASE)


def all_routed_once(live, versions):
    live.wait_for(
        lambda: cases_of(versions).count() == len(versions), "every chart", seconds=60
    )
    for version in versions:
        assert events_of(version, "chart-coded") == 1
        assert events_of(version, "case-routed") == 1


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_doubles_nothing(live, short):
    worker = live.start_worker()
    versions = receive(8 if short else 40, NOTE * 60)
    for version in versions:
        tasks.process_chart.apply_async([version.pk], queue=live.queue)
    live.wait_for(lambda: cases_of(versions).exists(), "the first chart")
    live.kill(worker)
    assert cases_of(versions).count() < len(versions)
    time_passes(versions)
    live.start_worker()
    live.start_beat()
    all_routed_once(live, versions)


@pytest.fixture
def broker(tmp_path, monkeypatch):
    """A Valkey of the test's own, in a folder of its own, to be stopped at will."""
    monkeypatch.setenv("ATTEST_VAR", str(tmp_path))
    port = valkey.start("secret", processes.free_port())
    monkeypatch.setenv("REDIS_URL", valkey.url(port, "secret"))
    yield port
    valkey.stop()


def ingest(live, file, texts):
    """As a shell would: the command, queueing without waiting."""
    rows = [{"id": f"{file.name}-{n}", "text": text} for n, text in enumerate(texts)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "manage.py", "ingest", str(file), "--no-wait"]
    done = subprocess.run(
        command, cwd=REPO, env=live.environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return list(Run.objects.order_by("-pk")[: len(texts)])


# The launcher leaves its servers running on purpose, and Python warns of that.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_a_broker_stopped_and_started_again_loses_nothing(live, broker, tmp_path):
    live.start_worker()
    live.start_beat()
    runs = ingest(live, tmp_path / "before.jsonl", [NOTE, NOTE])
    valkey.stop()
    runs += ingest(live, tmp_path / "during.jsonl", [NOTE, NOTE, NOTE])
    assert valkey.start("secret", broker) == broker
    versions = [run.version for run in runs]
    time_passes(versions)
    all_routed_once(live, versions)
