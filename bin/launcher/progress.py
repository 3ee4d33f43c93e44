"""What the demo tells: how many charts are routed, who may sign in, what went wrong.

Reads the tables by SQL, because the launcher knows nothing of the apps' Python.
"""

import os
import sys
import time
import tomllib
from pathlib import Path

import psutil
import psycopg

from launcher import processes
from launcher.environment import REPO, Trouble

PEOPLE = REPO / "review" / "demo" / "people.toml"
STANDSTILL = 120
COUNTS = """
    select (select count(*) from coding_chart),
           (select count(distinct version.chart_id)
              from review_case as one
              join coding_chartversion as version on version.chart_id = one.chart_id),
           (select count(*) from coding_run
             where status in ('failed', 'needs_attention'))
"""


def until_routed(formation: psutil.Process, begun: float) -> int:
    """Waits as long as charts keep arriving; says how many, in how long."""
    best, since = -1, time.monotonic()
    while processes.runs(formation):
        charts, routed, failed = counts()
        if failed:
            raise Trouble(f"{failed} of {charts} charts could not be coded")
        if charts and routed == charts:
            seconds = time.monotonic() - begun
            print(f"{routed} demo charts coded and routed in {seconds:.0f} s")
            return 0
        if routed > best:
            best, since = routed, time.monotonic()
            _show(routed, charts)
        if time.monotonic() - since > STANDSTILL:
            raise Trouble(f"only {routed} of {charts} charts were routed; see the log")
        time.sleep(0.5)
    raise Trouble("a part ended by itself; see var/logs/demo.log")


def counts() -> tuple[int, int, int]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(COUNTS).fetchone()
    assert row is not None
    return int(row[0]), int(row[1]), int(row[2])


def _show(routed: int, charts: int) -> None:
    if sys.stderr.isatty():
        print(f"attest: {routed} of {charts} routed", file=sys.stderr, flush=True)


def logins() -> list[str]:
    """The demo people, from the file that seeds them; their password is no secret."""
    data = tomllib.loads(PEOPLE.read_text())
    rows = [
        f"  {one['username']:<14}{one['display_name']:<24}"
        f"{', '.join(one['roles']).replace('_', ' ')}"
        for one in data["people"]
    ]
    return [f"Sign in with the password {data['password']} as", "", *rows]


def tail(log: Path, lines: int = 25) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
