"""The sequencer and the database are killed at any moment, and no checkpoint is wrong.

Short in CI. The long form is 200 kills of the sequencer and two crashes of a PostgreSQL
of its own:  ATTEST_KILLS=200 bin/test tests/audit/test_killing.py -s

Sequencers are forked from one process that has loaded Python and Django already; the
last two are started as a shell would.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection

from audit import sequencer, tree, verification
from audit.models import Event, Leaf, Pending
from launcher import places, postgres, processes
from tests import databases
from tests.audit import writing
from tests.audit.nursery import Nursery

KILLS = int(os.environ.get("ATTEST_KILLS", "6"))
REPO = Path(django_settings.BASE_DIR)
CRASHES = 2
ANOTHER = 3  # The exit code of a sequencer that found another at work.

pytestmark = pytest.mark.slow


def environment(log):
    folders = {
        "ATTEST_CHECKPOINTS": str(log.folder / "checkpoints"),
        "ATTEST_LOG_KEYS": str(log.folder / "keys"),
    }
    return databases.environment(log.name) | folders


def start_sequencer(log, every="0.05"):
    command = [sys.executable, "manage.py", "sequence_trail", "--every", every]
    with (log.folder / "sequencer.log").open("ab") as output:
        streams = {"stdout": output, "stderr": output}
        return subprocess.Popen(command, cwd=REPO, env=environment(log), **streams)


@contextmanager
def forks(log):
    """Starts sequencers quickly, each a process like any other."""
    with (
        (log.folder / "sequencer.log").open("ab") as output,
        Nursery(environment(log), output) as nursery,
    ):
        yield lambda: nursery.start("sequence_trail", "--every", "0.05")


def signing(log, start):
    """One that has signed; started anew while its killed predecessor's lock lingers."""
    # A machine that others share may need long to start a process.
    deadline = time.monotonic() + 180
    before, process = _bytes(log.folder), start()
    while _bytes(log.folder) == before:
        assert time.monotonic() < deadline, "the sequencer never signed"
        if process.poll() is not None:
            assert process.returncode == ANOTHER, "it ended by itself"
            process = start()
        time.sleep(0.02)
    return process


def left_of(*two):
    """One of two must be told that it is not alone, whichever comes later to a pass."""
    deadline = time.monotonic() + 180
    while all(each.poll() is None for each in two):
        assert time.monotonic() < deadline, "neither was told"
        time.sleep(0.02)
    told, other = sorted(two, key=lambda each: each.poll() is None)
    assert told.returncode == ANOTHER
    return other


@contextmanager
def writers(url, number, acknowledged):
    """Processes that write as fast as they can, some of it rolled back."""
    command = [sys.executable, writing.__file__, url, str(acknowledged)]
    started = [subprocess.Popen([*command, str(each)]) for each in range(number)]
    try:
        yield
    finally:
        for each in started:
            each.send_signal(signal.SIGTERM)
        for each in started:
            each.wait(20)


def settled(log):
    """After all is quiet: one more pass, and everything must fit together."""
    connection.close()
    # A machine that others share may need long to start a process.
    deadline = time.monotonic() + 180
    while True:
        try:
            sequencer.run()
            break
        except sequencer.NotAloneError:
            # The killed one's connection is noticed a moment later.
            assert time.monotonic() < deadline
            time.sleep(0.1)
    found = verification.run(log.checkpoints, tree.origin())
    assert found.ok, found.problems
    assert not Pending.objects.exists()
    assert Leaf.objects.count() == Event.objects.count() == found.last.size
    return found


def written(folder):
    return [
        int(line)
        for path in folder.glob("*.ids")
        for line in path.read_text().splitlines()
        if line.endswith(".")
        for line in [line[:-1]]
    ]


def test_a_killed_sequencer_never_leaves_a_wrong_checkpoint(log):
    chance = random.Random(20261120)
    url = databases.environment(log.name)["DATABASE_URL"]
    acknowledged = log.folder / "ids"
    acknowledged.mkdir()
    with writers(url, 2, acknowledged), forks(log) as fork:
        for number in range(KILLS):
            last = number == KILLS - 1
            start = partial(start_sequencer, log) if last else fork
            process = signing(log, start)
            time.sleep(chance.uniform(0, 0.3))
            if last:
                process = left_of(process, start())
            process.kill()
            process.wait()
    assert "Another sequencer" in (log.folder / "sequencer.log").read_text()
    found = settled(log)
    known = set(Event.objects.values_list("id", flat=True))
    assert set(written(acknowledged)) <= known
    print(f"{KILLS} kills, {found.leaves} leaves, {found.checkpoints} checkpoints")


def _bytes(folder):
    files = list((folder / "checkpoints").glob("*.jsonl"))
    return files[0].stat().st_size if files else 0


def signed_more(folder):
    """Waits for the next checkpoint."""
    deadline, before = time.monotonic() + 180, _bytes(folder)
    while _bytes(folder) == before:
        assert time.monotonic() < deadline, "nothing was signed"
        time.sleep(0.02)


@pytest.fixture
def own_server(log, tmp_path):
    """A PostgreSQL for this test alone, because it is going to be crashed."""
    who = places.server_user()
    programs = postgres.programs(who)
    data = Path("/tmp") / f"attest-crash-{os.getpid()}"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, who.uid, who.gid)
    run = {"cwd": "/", "env": processes.server_environment(), **who.popen}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "owner", "--auth=trust", "-E", "UTF8"],
        check=True,
        capture_output=True,
        **run,
    )
    server = CrashingServer(programs, data, processes.free_port(), run)
    server.start()
    yield server
    server.stop("immediate")
    subprocess.run(["rm", "-rf", str(data)], check=True)


class CrashingServer:
    def __init__(self, programs, data, port, run):
        self.programs, self.data, self.port, self.run = programs, data, port, run

    @property
    def url(self):
        return f"postgres://owner@127.0.0.1:{self.port}/postgres"

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        options += " -c unix_socket_directories=''"
        self.control("start", "-w", "-l", f"{self.data}/log", "-o", options)

    def stop(self, how):
        self.control("stop", "-m", how)

    def control(self, *arguments):
        subprocess.run(
            [self.programs / "pg_ctl", "-D", self.data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.run,
        )


def test_a_crash_of_the_database_loses_nothing_that_was_signed(own_server, tmp_path):
    chance, url = random.Random(20261120), own_server.url
    env = os.environ | {
        "DATABASE_URL": url,
        "ATTEST_CHECKPOINTS": str(tmp_path / "checkpoints"),
        "ATTEST_LOG_KEYS": str(tmp_path / "keys"),
        "ATTEST_VAR": str(tmp_path),
    }
    env.pop("MIGRATE_DATABASE_URL", None)

    def manage(*arguments, code=0):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPO,
            env=env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    manage("migrate", "--verbosity=0", "audit")
    acknowledged = tmp_path / "ids"
    acknowledged.mkdir()
    command = [sys.executable, "manage.py", "sequence_trail", "--every", "0.05"]
    with (tmp_path / "sequencer.log").open("ab") as output:
        loop = subprocess.Popen(
            command, cwd=REPO, env=env, stdout=output, stderr=output
        )
    try:
        with writers(url, 2, acknowledged):
            for _ in range(CRASHES):
                signed_more(tmp_path)
                time.sleep(chance.uniform(0, 0.3))
                own_server.stop("immediate")
                own_server.start()
            signed_more(tmp_path)
    finally:
        loop.terminate()
        loop.wait(20)
    manage("sequence_trail", "--once")
    report = manage("verify_trail")
    assert "all as signed" in report
    with psycopg.connect(url) as there:
        known = {row[0] for row in there.execute("SELECT id FROM audit_event")}
    assert set(written(acknowledged)) <= known
    print(f"{CRASHES} crashes\n{report}")
