"""The machine that figures were taken on.

Owns naming it, and how busy others kept it meanwhile. Never names host or user.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import psutil
from django.db import connection


def described() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = str(cursor.fetchone()[0])
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgres": postgres,
        "load_average": load(),
    }


def load() -> list[float]:
    """Of the last one, five and fifteen minutes: who else was at work."""
    return [round(value, 2) for value in os.getloadavg()]


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2] for line in lines if line.startswith("model name"))
    return next(names, platform.machine()).strip()
