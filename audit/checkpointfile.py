"""The file of checkpoints, outside the database: one signed note a line, only appended.

Owns reading and appending it. Each line is a note as a JSON string, so that a line that
a crash cut short is seen to be one. Nothing is ever rewritten, so the file may lie on
storage that only appends. Decides nothing about the tree. Must not import Django.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from audit import succession
from audit.checkpoint import LONGEST, Checkpoint, CheckpointError, PublicKey
from audit.succession import Chain

MODE = 0o644


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: the checkpoint on it, or why there is none."""

    number: int
    found: Checkpoint | None
    note: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """Where the checkpoints of one log are, and whose signatures count.

    ``keys`` are believed from the start, and after them the successors that ``notes``
    name. With ``follows`` a successor is also believed that only the file itself names:
    for somebody who was given the first key and a copy, and nothing else.
    """

    path: Path
    origin: str
    keys: tuple[PublicKey, ...]
    notes: tuple[str, ...] = ()
    follows: bool = False

    @property
    def chain(self) -> Chain:
        """Every key of the log and its turn."""
        return Chain.begin(self.keys, self.notes)

    def exists(self) -> bool:
        return self.path.exists()

    def create(self) -> None:
        """An empty file that survives a power cut, before the first leaf exists."""
        self.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE))
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def append(self, note: str) -> bool:
        """Add a signed note and wait for the disk; not when a longer tree is there."""
        new = self._opened(note, self.chain)
        with self._locked() as file:
            last = self.last()
            if last is not None and last.size >= new.size:
                return False
            _write(file, _line_of(note, file))
        return True

    def append_succession(self, note: str) -> None:
        """Add the note by which the key in force names its successor."""
        self.chain.extended(note)
        with self._locked() as file:
            _write(file, _line_of(note, file))

    def lines(self, offset: int = 0) -> Iterator[Line]:
        """Every checkpoint from that byte on, and every line that is none.

        A line that a crash cut short is left out, as are successors that are believed.
        """
        chain = self.chain
        with self.path.open("rb") as file:
            file.seek(offset)
            for number, raw in enumerate(file, start=1):
                line = self._line(number, raw, chain)
                if line is None:
                    continue
                if line.found is None and self._continues(line.note, chain):
                    if line.note not in chain.notes:
                        chain = chain.extended(line.note)
                    continue
                yield line

    def _continues(self, note: str, chain: Chain) -> bool:
        """Whether a line is a hand-over that is known, or may be believed."""
        if note in chain.notes:
            return True
        if not self.follows or not succession.is_succession(note):
            return False
        try:
            return succession.read(note).origin == self.origin and bool(
                chain.extended(note)
            )
        except CheckpointError:
            return False

    def last(self) -> Checkpoint | None:
        """The latest checkpoint that can be believed."""
        note = self.last_note()
        return self._opened(note, self.chain) if note else None

    def last_note(self) -> str:
        """The latest checkpoint as it was signed; empty without one."""
        chain = self.chain
        with self.path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            reach = LONGEST
            while True:
                start = max(0, end - reach)
                file.seek(start)
                for raw in reversed(file.read(end - start).splitlines(keepends=True)):
                    line = self._line(0, raw, chain)
                    if line is not None and line.found is not None:
                        return line.note
                if start == 0:
                    return ""
                reach *= 2

    def covering(self, leaf: int) -> str:
        """The earliest note of a tree with that leaf, found by halving; else empty."""
        chain = self.chain
        with self.path.open("rb") as file:
            low, high, found = 0, file.seek(0, os.SEEK_END), ""
            while low < high:
                middle = (low + high) // 2
                line = self._from(file, middle, high, chain)
                if line is None or line.found is None:
                    high = middle
                elif line.found.size > leaf:
                    found, high = line.note, middle
                else:
                    low = file.tell()
        return found

    def _from(self, file: IO[bytes], place: int, end: int, chain: Chain) -> Line | None:
        """The first checkpoint on a line that begins after ``place``, before ``end``.

        A line that begins exactly there counts as well.
        """
        file.seek(max(place - 1, 0))
        if place:
            file.readline()
        while file.tell() < end:
            line = self._line(0, file.readline(), chain)
            if line is not None and line.found is not None:
                return line
        return None

    def _line(self, number: int, raw: bytes, chain: Chain) -> Line | None:
        text = raw.decode("utf-8", "replace").rstrip("\n")
        if not text or (text.startswith('"') and not _is_closed(text)):
            return None
        note = ""
        try:
            read = json.loads(text)
            if not isinstance(read, str):
                raise CheckpointError("The line holds no note.")
            note = read
            return Line(number, self._opened(note, chain), note)
        except ValueError as error:
            return Line(number, None, note, str(error))

    def _opened(self, note: str, chain: Chain) -> Checkpoint:
        if succession.is_succession(note):
            raise CheckpointError("It names a successor that nobody here knows of.")
        found = chain.opened(note)
        if found.origin != self.origin:
            raise CheckpointError("The checkpoint is of another log.")
        return found

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        with open(os.open(self.path, os.O_RDWR | os.O_APPEND), "rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _is_closed(text: str) -> bool:
    """Whether the JSON string on the line came to its end."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return not error.msg.startswith("Unterminated string")
    return True


def _line_of(note: str, file: IO[bytes]) -> bytes:
    """The note as a line, after the end of one that a crash cut short."""
    torn = not _ends_a_line(file)
    text = ("\n" if torn else "") + json.dumps(note, ensure_ascii=False) + "\n"
    return text.encode()


def _ends_a_line(file: IO[bytes]) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _write(file: IO[bytes], raw: bytes) -> None:
    written = os.write(file.fileno(), raw)
    if written != len(raw):
        raise OSError("The disk took only a part of the checkpoint.")
    os.fsync(file.fileno())
