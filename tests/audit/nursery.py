"""Processes of Attest's commands by the hundred, without starting Python for each.

``python nursery.py`` sets Django up once and forks: whatever is forked is a process of
its own, with its own connection, and can be killed like any other. It is told a line at
a time: ``start WORDS…`` answers with a process's number, ``ask NUMBER`` with how it
ended, or nothing. ``Nursery`` is the test's end of it.
"""

import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
# Numbers of the processes that have not been seen to end.
RUNNING: set[int] = set()


class Nursery:
    """``with Nursery(environment, output) as n: n.start("sequence_trail")``"""

    def __init__(self, environment, output):
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            cwd=REPO,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            bufsize=1,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)

    def start(self, *words):
        return Forked(self, int(self.say("start", *words)))

    def say(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        return self.process.stdout.readline().strip()


class Forked:
    """One of its processes, with as much of ``Popen`` as tests need."""

    def __init__(self, nursery, pid):
        self.nursery, self.pid, self.returncode = nursery, pid, None

    def poll(self):
        if self.returncode is None:
            ended = self.nursery.say("ask", str(self.pid))
            self.returncode = int(ended) if ended else None
        return self.returncode

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def wait(self):
        while self.poll() is None:
            time.sleep(0.01)
        return self.returncode


def main():
    import django

    django.setup()
    # Forks find it loaded: none reads source that is just being changed on the disk.
    import audit.management.commands.sequence_trail  # noqa: F401

    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # What the commands say goes where errors go; standard output holds the answers.
    os.dup2(2, 1)
    for line in sys.stdin:
        verb, *words = line.split()
        said = start(words) if verb == "start" else ended(int(words[0]))
        answers.write(f"{said}\n")
    for pid in RUNNING:
        os.kill(pid, signal.SIGKILL)


def start(words):
    pid = os.fork()
    if pid == 0:
        run(words)
    RUNNING.add(pid)
    return pid


def run(words):
    """Runs a command to its end and never returns."""
    from django.core.management import CommandError, call_command

    code = 1
    try:
        call_command(*words)
        code = 0
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        code = error.returncode
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def ended(pid):
    there, status = os.waitpid(pid, os.WNOHANG)
    if not there:
        return ""
    RUNNING.discard(pid)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.path.insert(0, str(REPO))
    main()
