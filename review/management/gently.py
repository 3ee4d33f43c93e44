"""Giving way: long work at low priority, in the database's server as well as here.

Owns the priority of this process and of the server's process that works for it, where
that server is the installation's own. Must not touch a process of anybody else.
"""

from __future__ import annotations

import contextlib

import psutil
from django.conf import settings
from django.db import connection

LOW_PRIORITY = 15


def give_way() -> None:
    """From now on whoever waits for a page comes first."""
    with contextlib.suppress(psutil.Error):
        psutil.Process().nice(LOW_PRIORITY)
    with contextlib.suppress(psutil.Error):
        backend = psutil.Process(_backend())
        if _is_ours(backend):
            backend.nice(LOW_PRIORITY)


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _is_ours(backend: psutil.Process) -> bool:
    """Whether its server was started on a folder of this installation.

    The number may be that of another machine's process, which here names a stranger.
    """
    server = backend.parent()
    own = str(settings.VAR)
    return server is not None and any(part.startswith(own) for part in server.cmdline())
