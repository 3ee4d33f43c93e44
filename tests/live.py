"""Real web servers and workers on a test database, on loopback, stopped at the end."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from launcher import processes
from tests import databases

REPO = databases.REPO


class Live:
    """The processes that one test, or one session, has started."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.port = processes.free_port()
        self.started: list[subprocess.Popen] = []
        self.folder = Path(tempfile.mkdtemp(prefix="attest-live-"))
        # A queue of its own: another run's worker must not take these messages.
        self.queue = f"test-{uuid.uuid4()}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        extra = {
            "CELERY_QUEUE": self.queue,
            "ATTEST_SWEEP": "2",
            "ATTEST_LOG_LEVEL": "INFO",
        }
        return databases.environment(self.database) | extra

    def run(self, name: str, *command: str) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=REPO,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def start_web(self) -> subprocess.Popen:
        command = ["-m", "granian", "--interface", "wsgi", "--port", str(self.port)]
        web = self.run("web", *command, "config.wsgi:application")
        self.wait_for(self.answers, "the web server to answer", log="web")
        return web

    def start_worker(self) -> subprocess.Popen:
        command = ["-m", "celery", "-A", "config", "worker", "--concurrency=1"]
        options = ["--without-gossip", "--without-mingle", "-Q", self.queue]
        worker = self.run("worker", *command, *options)
        self.wait_for(
            lambda: " ready" in self.log("worker"), "the worker", log="worker"
        )
        return worker

    def start_beat(self) -> subprocess.Popen:
        command = ["-m", "celery", "-A", "config", "beat"]
        return self.run("beat", *command, "--scheduler", "celery.beat:Scheduler")

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/healthz", timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def wait_for(self, ready, what: str, seconds: float = 120, log: str = "") -> None:
        """Fails with the process's log when that does not come about.

        Patient, for it ends with the event: a busy machine takes its time.
        """
        end = time.monotonic() + seconds
        while not ready():
            said = self.log(log) if log else ""
            assert time.monotonic() < end, f"waited in vain for {what}\n{said}"
            time.sleep(0.1)

    def kill(self, process: subprocess.Popen) -> None:
        """As the machine would: no warning, the children too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill(process)
