"""Where compiled forms lie, and writing one whole or not at all.

Owns the folder ``compiled`` under ``ATTEST_VAR``. Must not know what is compiled.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings


def place(name: str) -> Path:
    return Path(settings.VAR) / "compiled" / name


def write(path: Path, data: bytes) -> None:
    """Whoever else is writing the same: a reader sees one file or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)
