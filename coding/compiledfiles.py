"""Where compiled forms lie: read where they can be, else made anew and written whole.

Owns the folder ``compiled`` under ``ATTEST_VAR``. Must not know what is compiled. What
lies there only saves time: a file that is damaged, or a disk that cannot be read or
written, costs the making and stops nobody.
"""

from __future__ import annotations

import gc
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.conf import settings

log = logging.getLogger(__name__)
T = TypeVar("T")


def kept(
    path: Path,
    load: Callable[[bytes], T],
    make: Callable[[], T],
    dump: Callable[[T], bytes],
) -> T:
    """What the file holds; made anew where it is absent or ``load`` refuses it.

    ``load`` raises ``ValueError`` for bytes that are damaged or of another form.
    """
    try:
        with undisturbed():
            return load(path.read_bytes())
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        log.warning("%s is made anew: %s", path.name, type(error).__name__)
    made = make()
    try:
        write(path, dump(made))
    except OSError as error:
        log.warning("%s cannot be kept: %s", path.name, type(error).__name__)
    return made


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
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except OSError:
        # A full disk must not be filled with the beginnings of files.
        os.unlink(name)
        raise
