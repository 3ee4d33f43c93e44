"""Web, worker and beat as one process group, run by honcho.

A process of its own below bin/demo, so that none of them inherits the demo's locks.
It ends when its parent does, also when the parent was killed.
"""

import os
import shlex
import signal
import sys
from collections.abc import Sequence

from honcho.manager import Manager
from honcho.printer import Printer

from launcher.environment import REPO

SITE = "config.wsgi:application"
CELERY = ("-m", "celery", "-A", "config")
# The embedded PostgreSQL has connections for so many, beside the web's.
MOST_WORKERS = 8
# Each holds the code book, some 150 MB; Python uses one core in each.
MOST_WEB = 4
# More at once in one process would only take turns, each later than the one before.
THREADS = 4


def commands(port: int) -> dict[str, Sequence[str]]:
    cores = os.cpu_count() or 1
    web = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
    processes = ("--workers", str(min(MOST_WEB, cores)))
    threads = ("--blocking-threads", str(THREADS))
    workers = min(MOST_WORKERS, cores)
    lean = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    formation: dict[str, Sequence[str]] = {
        "web": (*web, *processes, *threads, "--port", str(port), "--no-ws", SITE),
        "worker": (*CELERY, "worker", f"--concurrency={workers}", *lean),
        # In memory: the schedule has nothing that must survive a restart.
        "beat": (*CELERY, "beat", "--scheduler", "celery.beat:Scheduler"),
    }
    # Learning takes minutes, and keeps no chart waiting either.
    learning = f"{os.environ.get('CELERY_QUEUE', 'attest')}-learning"
    learner = ("worker", "--concurrency=1", "-Q", learning, "-n", "learner@%h", *lean)
    formation["learner"] = (*CELERY, *learner)
    if os.environ.get("ATTEST_ENGINE", "knowledge") != "knowledge":
        # A queue of its own: who waits for a model keeps no chart waiting.
        queue = f"{os.environ.get('CELERY_QUEUE', 'attest')}-model"
        model = ("worker", "--concurrency=1", "-Q", queue, "-n", "model@%h", *lean)
        formation["model"] = (*CELERY, *model)
    return formation


def main(port: int) -> int:
    manager = Manager(Printer(sys.stdout, colour=False))
    for name, arguments in commands(port).items():
        line = shlex.join([sys.executable, *arguments])
        # Without the shell in between, which would not pass a signal on.
        manager.add_process(name, f"exec {line}", cwd=str(REPO))
    _end_with(os.getppid())
    manager.loop()
    return int(manager.returncode or 0)


def _end_with(parent: int) -> None:
    def look(*_: object) -> None:
        if os.getppid() != parent:
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
