"""Where compiled forms lie, and writing one whole or not at all.

Owns the folder ``compiled`` under ``ATTEST_VAR``. Must not know what is compiled.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def place(name: str) -> Path:
    return Path(settings.VAR) / "compiled" / name


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage is looked for meanwhile.

    What is read from a compiled form is hundreds of thousands of values that all stay;
    looking through them again and again while they are made takes longer than making
    them.
    """
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def write(path: Path, data: bytes) -> None:
    """Whoever else is writing the same: a reader sees one file or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)
