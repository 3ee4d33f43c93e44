"""Takes waiting events into the tree of hashes, then signs how long it has become.

Owns the order of these steps, which is what makes a crash harmless: leaves are
committed first; only then is their root signed, appended to the file outside the
database and synced. A crash between leaves a tree that the next pass signs; no
checkpoint ever speaks of leaves that could still vanish.

One sequencer at a time, by a lock of the database. Before it does anything it compares
the file with the tree, and refuses to go on when they disagree: then a history was
rewritten, or a backup was restored, and signing would cover that up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from audit import checkpoint, logkeys, merkle, tree
from audit.checkpoint import Checkpoint, CheckpointError, KeyFileError, SigningKey
from audit.checkpointfile import CheckpointFile, Line
from audit.logkeys import (
    HandedOver,
    checkpoint_file,
    private_key_file,
    public_key_file,
)
from audit.models import Pending

# Also in migration 0006: the function that gives places takes the same lock.
LOCK = 6962001
# So many events at most between two signatures.
BATCH = 20_000


class NotAloneError(Exception):
    """Another sequencer holds the lock."""


class DisagreementError(Exception):
    """The checkpoints outside and the tree in the database tell different stories."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did."""

    taken: int
    size: int


# How far each file was compared by this process: what was right stays right, as long
# as the last checkpoint is compared each time.
_compared: dict[tuple[str, Path], int] = {}


def run(batch: int = BATCH) -> Pass:
    """Take in all that waits now, signing after each batch."""
    if connection.in_atomic_block:
        raise RuntimeError("Leaves must be committed before their root is signed.")
    with alone():
        key, file = _begin()
        _compare(file)
        before = size = tree.size()
        _sign(size, key, file)
        while Pending.objects.exists():
            size = _sequence(batch)
            _sign(size, key, file)
    return Pass(taken=size - before, size=size)


def rotate() -> HandedOver:
    """Lets a new key take over, once everything is signed by the old one."""
    if connection.in_atomic_block:
        raise RuntimeError("A key is handed over outside any transaction.")
    with alone():
        key, file = _begin()
        _compare(file)
        _sign(tree.size(), key, file)
        last = file.last()
        if last is None:
            raise KeyFileError("The log has no checkpoint yet: its key is new enough.")
        return logkeys.hand_over(file, key, last.size)


@contextmanager
def alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise NotAloneError("Another sequencer holds the lock.")
    try:
        yield
    finally:
        # A connection that broke has given the lock back by itself.
        if connection.connection is not None and not connection.connection.broken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _begin() -> tuple[SigningKey, CheckpointFile]:
    """Key and file, made only for a log that has no leaf yet."""
    origin = tree.origin()
    private, public = private_key_file(origin), public_key_file(origin)
    path = logkeys.path(origin, ".jsonl")
    if not path.exists():
        if tree.size():
            raise DisagreementError(
                f"{path} is missing, but the tree has leaves. Put it back from a copy."
            )
        key = _key(private, origin)
        public.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        public.write_text(f"{key.public}\n", "utf-8")
        CheckpointFile(path, origin, (key.public,)).create()
    logkeys.finish(origin)
    key = checkpoint.read_key(private)
    file = checkpoint_file()
    if key.public != file.chain.keys[-1]:
        raise DisagreementError(f"{public} is not the public half of {private}.")
    return key, file


def _key(private: Path, origin: str) -> SigningKey:
    if private.exists():
        return checkpoint.read_key(private)
    return checkpoint.make_key(private, origin)


def _compare(file: CheckpointFile) -> None:
    """Refuse unless every checkpoint agrees; those compared before, only the last."""
    known = (str(connection.settings_dict["NAME"]), file.path)
    offset = _compared.get(known, 0)
    end = file.path.stat().st_size
    if end < offset:
        raise DisagreementError(f"{file.path} has become shorter.")
    lines = list(file.lines(offset)) if end > offset else []
    points = [_believed(line) for line in lines]
    last = file.last()
    _agree([*points, *([last] if last else [])])
    _compared[known] = end


def _believed(line: Line) -> Checkpoint:
    if line.found is None:
        raise DisagreementError(f"Line {line.number} of the file: {line.problem}")
    return line.found


def _agree(points: list[Checkpoint]) -> None:
    present = tree.size()
    for point in points:
        if point.size > present:
            raise DisagreementError(
                f"A checkpoint says {point.size} leaves, the database has {present}."
                " Events were cut off, or an older backup was restored."
            )
    try:
        roots = tree.roots(point.size for point in points)
    except tree.BrokenTreeError as error:
        raise DisagreementError(str(error)) from error
    for point in points:
        if roots[point.size] != point.root:
            raise DisagreementError(
                f"The first {point.size} leaves are not those that were signed."
            )


def _sequence(batch: int) -> int:
    """Give waiting events their places; committed when this returns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_sequence(%s)", [batch])
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _sign(size: int, key: SigningKey, file: CheckpointFile) -> None:
    """State the tree of that size, unless the file already does."""
    last = file.last()
    if size == 0 or (last is not None and last.size >= size):
        return
    root = tree.root(size)
    if last is not None and not merkle.is_consistent(
        last.size, last.root, size, root, tree.consistency(last.size, size)
    ):
        raise DisagreementError("The tree did not grow out of the one signed last.")
    now = datetime.now(UTC).replace(microsecond=0)
    file.append(key.sign(Checkpoint(file.origin, size, root, now)))


__all__ = [
    "CheckpointError",
    "DisagreementError",
    "KeyFileError",
    "NotAloneError",
    "Pass",
    "checkpoint_file",
    "private_key_file",
    "public_key_file",
    "rotate",
    "run",
]
