"""The demo's simulated year, filled in the background while people look around.

Starts the command and says how to end it. It runs at low priority and goes on where an
earlier start ended; the demo ends it with everything else.
"""

import contextlib
import os
import subprocess
import sys

import psutil

from launcher import places, processes
from launcher.environment import REPO

DEFAULT_CHARTS = 2_000
MONTHS = 12
LOW_PRIORITY = 15


def fill(charts: int) -> list[psutil.Process]:
    """Starts filling; nothing to start for no charts."""
    if not charts:
        return []
    log = places.var("logs") / "history.log"
    command = [sys.executable, "manage.py", "seed_history", "--gently"]
    with log.open("wb") as out:
        child = subprocess.Popen(
            [*command, "--charts", str(charts), "--months", str(MONTHS)],
            cwd=REPO,
            env=os.environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    processes.STARTED.append(child)
    process = psutil.Process(child.pid)
    with contextlib.suppress(psutil.Error):
        process.nice(LOW_PRIORITY)
    return [process]
