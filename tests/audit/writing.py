"""A process that appends events until it is told to stop, and notes what it was told.

Run by tests of crashes: writing.py URL FOLDER NUMBER. Every twentieth event is rolled
back; a line in FOLDER ends with a dot once its commit was acknowledged.
"""

import json
import secrets
import signal
import sys
import time
from pathlib import Path

import psycopg

STOPPED: list[bool] = []


def main(url, folder, number):
    signal.signal(signal.SIGTERM, lambda *_: STOPPED.append(True))
    with (Path(folder) / f"{number}.ids").open("w", buffering=1) as notes:
        while not STOPPED:
            try:
                write(url, notes)
            except psycopg.OperationalError:
                time.sleep(0.1)


def write(url, notes):
    with psycopg.connect(url) as there:
        [(log,)] = there.execute("SELECT id::text FROM audit_log").fetchall()
        for turn in range(1, sys.maxsize):
            if STOPPED:
                return
            body = {
                "actor": {"id": "attest", "kind": "system"},
                "log": log,
                "occurred_at": "2026-05-14T10:00:00.000000Z",
                "reason": "idle",
                "salt": secrets.token_hex(16),
                "schema": 1,
                "type": "signed-out",
            }
            spelt = json.dumps(body, separators=(",", ":")).encode()
            insert = "INSERT INTO audit_event (body) VALUES (%s) RETURNING id"
            [(event,)] = there.execute(insert, [spelt]).fetchall()
            if turn % 20 == 0:
                there.rollback()
                continue
            there.commit()
            notes.write(f"{event}.\n")
            time.sleep(0.005)


if __name__ == "__main__":
    main(*sys.argv[1:])
