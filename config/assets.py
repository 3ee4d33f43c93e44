"""Addresses of style sheets and scripts that say what is in them.

Owns the fingerprint behind the address. A browser keeps such a file for a day without
asking, so that opening the next chart asks for the chart alone; a file with other
content has another address, so nobody works with an old one.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

LENGTH = 12


class Fingerprinted(StaticFilesStorage):
    """``/static/css/base.css?v=`` and the beginning of the file's sha256."""

    def url(self, name: str | None) -> str:
        address: str = super().url(name)
        mark = "" if settings.DEBUG or not name else _mark(name)
        return f"{address}?v={mark}" if mark else address


@cache
def _mark(name: str) -> str:
    """Once in a process, which serves the file as it was when it started."""
    found = finders.find(name)
    if not found:
        return ""
    return sha256(Path(found).read_bytes()).hexdigest()[:LENGTH]
