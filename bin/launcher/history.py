"""The demo's simulated year, filled in the background while people look around.

Starts the command and says how to end it. It runs at low priority and goes on where an
earlier start ended; the demo ends it with everything else.
"""

import contextlib
import subprocess
import sys
from collections.abc import Mapping

import psutil

from launcher import places, processes
from launcher.environment import REPO

DEFAULT_CHARTS = 2_000
MONTHS = 12
LOW_PRIORITY = 15


def fill(charts: int, environment: Mapping[str, str]) -> None:
    """Starts filling; nothing to start for no charts."""
    if not charts:
        return
    log = places.var("logs") / "history.log"
    command = [sys.executable, "manage.py", "seed_history", "--gently"]
    with log.open("wb") as out:
        child = subprocess.Popen(
            [*command, "--charts", str(charts), "--months", str(MONTHS)],
            cwd=REPO,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    processes.STARTED.append(child)
    with contextlib.suppress(psutil.Error):
        psutil.Process(child.pid).nice(LOW_PRIORITY)
