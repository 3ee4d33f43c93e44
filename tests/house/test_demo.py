"""bin/demo on real processes: starts once, recovers from a kill, leaves nothing."""

import contextlib
import os
import re
import signal
import socket
import urllib.request

import psutil
import pytest

from tests.house.commands import wait_for_line, wait_until

pytestmark = pytest.mark.slow
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def working_for(installation) -> list[psutil.Process]:
    """Every process that was started for this installation, by its environment."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            ours = process.environ().get("ATTEST_VAR") == str(installation.var)
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found + installation.servers()


def start(installation) -> tuple:
    demo = installation.start("demo")
    line = wait_for_line(demo, "Attest is at")
    return demo, ADDRESS.search(line)[0]


def answers(address: str) -> bool:
    with urllib.request.urlopen(f"{address}healthz", timeout=10) as answer:
        return answer.status == 200


def test_a_demo_starts_once_survives_a_kill_and_leaves_nothing(demo_installation):
    demo, address = start(demo_installation)
    assert answers(address)

    second = demo_installation.run("demo")
    assert second.returncode == 1
    assert f"already running at {address}" in second.stderr

    shared = demo_installation.run("manage", "check")
    assert shared.returncode == 0
    assert answers(address)

    demo.kill()
    demo.wait()
    again, address = start(demo_installation)
    assert answers(address)
    webs = [
        p for p in working_for(demo_installation) if "granian" in " ".join(p.cmdline())
    ]
    assert len({p.ppid() for p in webs if p.ppid() not in {w.pid for w in webs}}) == 1

    os.kill(again.pid, signal.SIGINT)
    again.communicate(timeout=60)
    assert again.returncode == 130
    assert wait_until(lambda: not working_for(demo_installation))


def test_even_a_demo_killed_with_its_formation_is_cleaned_up(demo_installation):
    demo, _ = start(demo_installation)
    for process in psutil.Process(demo.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # one that has just ended
            if "launcher.formation" in " ".join(process.cmdline()):
                process.kill()
    demo.kill()
    demo.wait()
    left = working_for(demo_installation)
    assert left
    done = demo_installation.run("demo", "--once")
    assert done.returncode == 0, done.stderr
    assert "demo charts coded and routed in" in done.stdout
    assert not working_for(demo_installation)


def test_a_port_that_is_no_port_is_said_so(installation):
    done = installation.run("demo", "--port", "http")
    assert done.returncode == 2
    assert "'http' is not a port" in done.stderr


def test_a_history_that_is_no_number_is_said_so(installation):
    done = installation.run("demo", "--history", "long")
    assert done.returncode == 2
    assert "'long' is not a number of charts" in done.stderr


def test_a_port_in_use_is_said_so(installation):
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        port = taker.getsockname()[1]
        done = installation.run("demo", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} cannot be used" in done.stderr
    assert not working_for(installation)
