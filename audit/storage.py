"""Files that are either there whole or not there at all.

Owns how the vault's files reach the disk, behind Django's storage interface. Knows
nothing of what is in them.
"""

from __future__ import annotations

import os
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class VaultStorage(FileSystemStorage):
    """A folder of files named by what they hold, so that a name is never taken."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        if not target.parent.is_dir():
            _lasting.difference_update(target.parents)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Beside the target, because a rename is atomic only within one file system.
        draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        try:
            _write(draft, content)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync_folders(target.parent, Path(self.location))
        return name

    def touch(self, name: str) -> bool:
        """Mark a file as wanted now; False when it is not there."""
        try:
            os.utime(self.path(name))
        except FileNotFoundError:
            return False
        return True

    def destroy(self, name: str, untouched: timedelta) -> bool:
        """Remove a file that nobody touched for so long; whether it was removed.

        It is moved aside before its time is looked at: a touch that comes first is
        seen, and one that comes later finds nothing and writes the file again.
        """
        target = Path(self.path(name))
        for left in target.parent.glob(f".{target.name}.*.gone"):
            # A crash came between; begin again.
            left.replace(target)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(8)}.gone")
        try:
            target.rename(aside)
        except FileNotFoundError:
            return False
        if time.time() - aside.stat().st_mtime < untouched.total_seconds():
            aside.replace(target)
            return False
        aside.unlink()
        _sync(target.parent)
        return True


# Folders whose own names this process has made sure of, so that it need not again.
_lasting: set[Path] = set()


def _write(draft: Path, content: File[Any]) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _sync_folders(folder: Path, top: Path) -> None:
    """The names on the way to a file must survive a power cut as well as the file."""
    made: list[Path] = []
    while folder.is_relative_to(top):
        _sync(folder)
        _lasting.update(made)
        if folder in _lasting:
            return
        made, folder = [folder], folder.parent


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
