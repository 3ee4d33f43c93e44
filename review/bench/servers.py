"""A real web server and a real worker for as long as a bench lasts, on loopback.

Owns starting and ending them, and asking the system what they took. They work on the
database that this process works on, and on a queue of their own.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from django.conf import settings

from review.bench.base import cores

PATIENCE = 120
MOST_WORKERS = 8
MOST_WEB, THREADS = 4, 4


class NotStarted(Exception):  # noqa: N818  reads better where it is caught
    """A server ended or did not answer; the message is the end of what it said."""


class Server:
    """A child process that is ready when it says or answers so."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.log = Path(settings.VAR) / f"{name}.log"
        self.command = [sys.executable, "-m", *command]
        self.started_in = self.started_cpu = 0.0

    def start(self, ready: Callable[[], bool]) -> None:
        begun = time.perf_counter()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env={**os.environ, "ATTEST_LOG_LEVEL": "INFO"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while not ready():
            if self.process.poll() is not None or _since(begun) > PATIENCE:
                self.stop()
                raise NotStarted(self.log.read_text(errors="replace")[-2000:])
            time.sleep(0.02)
        self.started_in, self.started_cpu = _since(begun), self.cpu_seconds()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def family(self) -> list[psutil.Process]:
        """The processes below it, which do the work."""
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def cpu_seconds(self) -> float:
        """What it and all below it have spent so far."""
        every = [psutil.Process(self.process.pid), *self.family()]
        return sum(_cpu_seconds(one) for one in every)

    def pss_mb(self) -> list[float]:
        """Proportional memory of each process below it, the largest first."""
        return sorted((_pss_mb(one.pid) for one in self.family()), reverse=True)


class Web(Server):
    """granian, as bin/demo starts it."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        options += ["--workers", str(min(MOST_WEB, cores()))]
        options += ["--blocking-threads", str(THREADS)]
        port = ["--port", str(self.port)]
        super().__init__("web", ["granian", *options, *port, "config.wsgi:application"])

    def __enter__(self) -> Web:
        self.start(self._answers)
        return self

    def _answers(self) -> bool:
        from http.client import HTTPConnection, HTTPException

        try:
            probe = HTTPConnection("127.0.0.1", self.port, timeout=5)
            probe.request("GET", "/healthz")
            probe.getresponse().read()
            probe.close()
        except (OSError, HTTPException):
            return False
        return True


class Worker(Server):
    """Celery with a process for each core, as bin/demo starts it."""

    def __init__(self) -> None:
        workers = f"--concurrency={min(MOST_WORKERS, cores())}"
        options = [workers, "--without-gossip", "--without-mingle"]
        super().__init__("worker", ["celery", "-A", "config", "worker", *options])

    def __enter__(self) -> Worker:
        self.start(lambda: b" ready" in self.log.read_bytes())
        return self


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _since(begun: float) -> float:
    return time.perf_counter() - begun


def _pss_mb(pid: int) -> float:
    """Memory with each shared page divided among those who share it."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    line = next(line for line in rollup if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024
