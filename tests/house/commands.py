"""Runs the commands in bin/ as a person would, in a folder of their own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

REPO = Path(__file__).resolve().parent.parent.parent
# What bin/test put into our environment must not reach the commands under test.
OURS = ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CI")


def clean_environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith(("ATTEST_", "DJANGO_"))
    }


class Installation:
    """One checkout's data: commands that share it share their services."""

    def __init__(self, folder: Path, repo: Path = REPO) -> None:
        self.var = folder / "var with space"
        self.repo = repo
        self.started: list[subprocess.Popen] = []

    def environment(self, **extra: str) -> dict[str, str]:
        return clean_environment() | {"ATTEST_VAR": str(self.var)} | extra

    def run(self, command: str, *arguments: str, **extra: str):
        return subprocess.run(
            self._line(command, arguments),
            cwd="/",
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            timeout=180,
        )

    def start(self, command: str, *arguments: str) -> subprocess.Popen:
        process = subprocess.Popen(
            self._line(command, arguments),
            cwd="/",
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # As a script's `&` does; asking to end must work all the same.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
        self.started.append(process)
        return process

    def _line(self, command: str, arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, str(self.repo / "bin" / command), *arguments]

    def shell(self, code: str, **extra: str):
        """`bin/manage shell -c`, its last line of output."""
        done = self.run("manage", "shell", "--no-imports", "-c", code, **extra)
        assert done.returncode == 0, done.stdout + done.stderr
        return (done.stdout.strip().splitlines() or [""])[-1]

    def hold(self) -> subprocess.Popen:
        """A command that holds the services until it is told to leave."""
        code = "print('holding', flush=True); input()"
        process = self.start("manage", "shell", "--no-imports", "-c", code)
        wait_for_line(process, "holding")
        return process

    def servers(self) -> list[psutil.Process]:
        """PostgreSQL and Valkey of this installation, by the folder they work in."""
        folders = {str(path) for path in self.data_folders()}
        found = {}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.cwd() in folders:
                    found[process.pid] = process
        return [one for one in found.values() if one.ppid() not in found]

    def data_folders(self) -> list[Path]:
        inside = list((self.var / "services").glob("*"))
        note = self.var / "services" / "installation"
        if note.exists():
            marks = Path("/var/lib/attest").glob("*/belongs-to")
            same = [mark for mark in marks if mark.read_text() == note.read_text()]
            inside += [path for mark in same for path in mark.parent.glob("*")]
        return inside

    def close(self) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        for server in self.servers():
            server.kill()


def wait_for_line(process: subprocess.Popen, words: str) -> str:
    """Reads the process's output up to the line that holds these words."""
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return line
    raise AssertionError(f"ended without saying {words!r}:\n{said}")


def wait_until(ready, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.1)
    return bool(ready())
