"""Processes: finding those that are ours, starting servers, stopping what we started.

A process is ours by what it was given: the folder it works in, or its environment.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

from launcher.places import ServerUser

# Kept, because Python warns of a process that is forgotten while it runs.
STARTED: list["subprocess.Popen[bytes]"] = []


def marked(name: str, value: str) -> list[psutil.Process]:
    """Every process that was started with this variable, and what it has started.

    Children inherit it, however late they come and whoever their parent was; a number
    or a start time that was written down proves less: one is used again, the other
    moves when the clock is set.
    """
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(name) == value and runs(process):
                found.append(process)
    return found


def stop(processes: Sequence[psutil.Process], patience: float) -> None:
    """Ask, wait, then end what did not listen."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, deaf = psutil.wait_procs(processes, timeout=patience)
    for process in deaf:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(deaf, timeout=5)


def working_in(folder: Path, *names: str) -> list[psutil.Process]:
    """The servers of these names which work in that folder; ours, by that."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name().startswith(names) and process.cwd() == str(folder):
                found.append(process)
    return found


def start_server(
    command: Sequence[str | Path], who: ServerUser, cwd: Path, log: Path
) -> "subprocess.Popen[bytes]":
    """In a session of its own, so that Ctrl-C reaches it through us and not before."""
    options: dict[str, Any] = dict(who.popen)
    with log.open("ab") as out:
        server = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=server_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            **options,
        )
    STARTED.append(server)
    return server


def server_environment() -> dict[str, str]:
    """Nothing of ours: no passwords, no PG* variables that would change a server."""
    keep = ("PATH", "TZ", "TMPDIR")
    return {name: os.environ[name] for name in keep if name in os.environ} | {
        "LC_ALL": "C"
    }


def wait_until(
    ready: Callable[[], bool], seconds: float, running: Callable[[], bool]
) -> bool:
    """Whether it became ready in that time; gives up at once when it has died."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if not running():
            return False
        time.sleep(0.05)
    return False


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens there, else any other."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError, OverflowError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def write_private(path: Path, text: str, owner: ServerUser | None = None) -> None:
    """Written whole or not at all, readable by one user."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text)
    if owner and os.geteuid() == 0:
        os.chown(partial, owner.uid, owner.gid)
    partial.replace(path)


def leave_in_order() -> None:
    """Make every way of asking us to end an exception, so that what began is ended."""

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    # Set also when it was ignored, as it is for whatever a script starts with `&`.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def finish_undisturbed() -> None:
    """From here on we are stopping; asking again does not make it faster."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
