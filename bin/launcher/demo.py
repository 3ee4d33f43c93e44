"""bin/demo: everything from an empty folder to a page in a browser, and back again."""

import argparse
import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from launcher import history, places, processes, progress, services
from launcher.environment import REPO, Trouble

DEFAULT_PORT = 8000
ANSWERS_WITHIN = 60
# In the environment of all that a demo starts: the folder whose demo it is.
MARK = "ATTEST_DEMO_OF"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    processes.leave_in_order()
    os.environ["ATTEST_DEMO"] = "1"
    try:
        with _only_one(), services.up():
            _end_leftovers()
            return _run(options)
    except Trouble as trouble:
        print(f"bin/demo: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Attest with demo people and charts, until Ctrl-C.",
    )
    parser.add_argument(
        "--port",
        type=_port,
        help=f"the web's port (default: {DEFAULT_PORT}, or any that is free)",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help="end once the demo charts are coded and routed; exit code 0 if all were",
    )
    parser.add_argument(
        "--history",
        type=_charts,
        default=history.DEFAULT_CHARTS,
        metavar="N",
        help="simulated charts of the last year, filled in while the demo runs"
        f" (default: {history.DEFAULT_CHARTS}; 0 for none)",
    )
    return parser


def _charts(text: str) -> int:
    if text.isdigit() and int(text) <= 100_000:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"{text!r} is not a number of charts (0 to 100000)"
    )


def _port(text: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    with (places.var() / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(_already_there()) from None
        try:
            yield
        finally:
            _note().unlink(missing_ok=True)


def _note() -> Path:
    return places.var() / "demo.json"


def _already_there() -> str:
    with contextlib.suppress(OSError, ValueError):
        note = json.loads(_note().read_text())
        return f"already running at {note['address']} (process {note['pid']})"
    return "already starting or stopping in this folder; try again in a moment"


def _own() -> list[psutil.Process]:
    """What this folder's demo started, or one before it that was killed."""
    return processes.marked(MARK, str(places.var()))


def _end_leftovers() -> None:
    """A killed demo leaves its web and workers behind; nobody else may use them."""
    if left := _own():
        _say("ending what a killed demo left behind")
        processes.stop(left, patience=10)
        # Those that were being started while the others were asked to end.
        processes.stop(_own(), patience=3)


def _run(options: argparse.Namespace) -> int:
    port = _web_port(options.port)
    begun = time.monotonic()
    _manage("preparing the database", "migrate", "--verbosity=0")
    _manage("loading ICD-10-CM and HCC maps, if they are not there", "load_release")
    with _formation(port) as formation:
        address = f"http://127.0.0.1:{port}/"
        _wait_for_web(formation, address)
        _manage("adding the demo people and charts", "seed_demo")
        if options.once:
            return progress.until_routed(formation, begun)
        processes.write_private(
            _note(), json.dumps({"address": address, "pid": os.getpid()})
        )
        history.fill(options.history, _environment())
        _welcome(address, options.history)
        return _until_it_ends(formation)


def _web_port(wanted: int | None) -> int:
    port = processes.free_port(wanted or DEFAULT_PORT)
    if wanted and port != wanted:
        raise Trouble(f"port {wanted} cannot be used; choose another with --port")
    return port


def _manage(doing: str, command: str, *arguments: str) -> None:
    _say(doing)
    whole = [sys.executable, "manage.py", command, *arguments]
    if subprocess.call(whole, cwd=REPO):
        raise Trouble(f"`{command}` failed; its message is above")


@contextlib.contextmanager
def _formation(port: int) -> Iterator[psutil.Process]:
    _say("starting web, worker and beat")
    with _log().open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "launcher.formation", str(port)],
            cwd=REPO,
            env=_environment() | {"PYTHONPATH": str(REPO / "bin")},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    formation = psutil.Process(child.pid)
    try:
        yield formation
    finally:
        processes.finish_undisturbed()
        # It ends its parts in order; what it leaves, or is left of it, is ended then.
        with contextlib.suppress(psutil.Error):
            formation.terminate()
        psutil.wait_procs([formation], timeout=12)
        processes.stop(_own(), patience=3)


def _environment() -> dict[str, str]:
    return os.environ | {MARK: str(places.var())}


def _wait_for_web(formation: psutil.Process, address: str) -> None:
    def answers() -> bool:
        try:
            answer = urllib.request.urlopen(f"{address}healthz", timeout=5)
        except OSError:
            return False
        with answer:
            return bool(answer.status == 200)

    if not processes.wait_until(
        answers, ANSWERS_WITHIN, lambda: processes.runs(formation)
    ):
        raise Trouble(f"the web server did not come up:\n{progress.tail(_log())}")


def _log() -> Path:
    return places.var("logs") / "demo.log"


def _welcome(address: str, charts: int) -> None:
    print(f"\nAttest is at {address}\n")
    for line in progress.logins():
        print(line)
    if charts:
        print("\nA simulated year is being filled in; its charts and people say so.")
    print(f"\nLogs: {_log()}\nCtrl-C stops everything.", flush=True)


def _until_it_ends(formation: psutil.Process) -> int:
    while processes.runs(formation):
        with contextlib.suppress(psutil.TimeoutExpired):
            formation.wait(timeout=5)
    raise Trouble(f"a part ended by itself:\n{progress.tail(_log())}")


def _say(words: str) -> None:
    print(f"attest: {words} …", file=sys.stderr, flush=True)
