"""A zip of zips, sent while it is made, so that memory stays the same for any number.

Owns that stream. Pure: no Django, no clock; members bear the first time that the format
can say.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from audit.radv.package import ZIP_TIME


class _Drain(io.RawIOBase):
    """Takes what is written and hands it on once; it cannot be sought in."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


def stream(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a zip of these members, stored as they are, one after the other."""
    drain = _Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED) as made:
        for name, data in members:
            member = zipfile.ZipInfo(name, ZIP_TIME)
            member.create_system, member.external_attr = 3, 0o600 << 16
            made.writestr(member, data)
            yield drain.taken()
    yield drain.taken()
