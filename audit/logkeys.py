"""Where the log's keys are, and handing over from one to the next.

Owns the files of the private and the public key and the order in which a new key takes
over, so that a crash at any moment leaves either the old key in force or a hand-over
that the next pass completes. Called under the sequencer's lock only. Decides nothing
about the tree.

The public file's first line is the key that the log began with; each further line is
the note, as a JSON string, by which a key named its successor.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from audit import checkpoint, succession, tree
from audit.actions import SYSTEM, record
from audit.checkpoint import CheckpointError, KeyFileError, PublicKey, SigningKey
from audit.checkpointfile import CheckpointFile
from audit.events import LogKeySucceeded
from audit.models import Event
from audit.succession import Chain, Succession


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The key that ended, the one in force now, and the size between them."""

    old: PublicKey
    new: PublicKey
    after: int


def checkpoint_file() -> CheckpointFile:
    """This log's file, read with the public keys that lie beside it."""
    origin = tree.origin()
    return CheckpointFile(path(origin, ".jsonl"), origin, *_public(origin))


def public_key_file(origin: str) -> Path:
    return path(origin, ".vkey")


def private_key_file(origin: str) -> Path:
    return Path(settings.LOG_KEYS) / f"log-{origin.partition('/')[2]}.key"


def next_key_file(origin: str) -> Path:
    """A key that is about to take over; there only while one does."""
    return private_key_file(origin).with_suffix(".next")


def path(origin: str, suffix: str) -> Path:
    return Path(settings.CHECKPOINTS) / f"{origin.partition('/')[2]}{suffix}"


def hand_over(file: CheckpointFile, old: SigningKey, after: int) -> HandedOver:
    """Makes a key and lets it take over beyond ``after``, the size signed last."""
    new = checkpoint.make_key(next_key_file(file.origin), file.origin)
    now = datetime.now(UTC).replace(microsecond=0)
    told = Succession(file.origin, new.public, after, now)
    # From this line on the new key is the log's; all that follows can be done again.
    file.append_succession(succession.sign(told, old, new))
    finish(file.origin)
    return HandedOver(old.public, new.public, after)


def finish(origin: str) -> None:
    """Completes a hand-over that a crash cut short, or forgets one never announced."""
    next_file = next_key_file(origin)
    if not next_file.exists():
        return
    new = checkpoint.read_key(next_file).public
    note = _announced(origin, new)
    if note is None:
        next_file.unlink()
        return
    chain = checkpoint_file().chain
    if new not in chain.keys:
        chain = chain.extended(note)
        _write_public(origin, chain)
    _tell(chain)
    # The old private key is gone with this; nothing needs its signature any more.
    next_file.replace(private_key_file(origin))
    _sync(next_file.parent)


def _announced(origin: str, key: PublicKey) -> str | None:
    """The line of the file that names this key a successor."""
    with path(origin, ".jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            try:
                note = json.loads(line)
                if succession.is_succession(note) and succession.read(note).key == key:
                    return str(note)
            except (ValueError, AttributeError):
                continue
    return None


def _public(origin: str) -> tuple[tuple[PublicKey, ...], tuple[str, ...]]:
    public = public_key_file(origin)
    try:
        first, *notes = public.read_text("utf-8").splitlines()
    except OSError as error:
        raise KeyFileError(f"{public} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CheckpointError(f"{public} is empty.") from error
    return (PublicKey.read(first),), tuple(json.loads(note) for note in notes)


def _write_public(origin: str, chain: Chain) -> None:
    public = public_key_file(origin)
    notes = (json.dumps(note, ensure_ascii=False) for note in chain.notes)
    draft = public.with_name(f".{public.name}.{secrets.token_hex(8)}")
    with draft.open("w", encoding="utf-8") as file:
        file.write("\n".join([str(chain.keys[0]), *notes]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(public)
    _sync(public.parent)


def _tell(chain: Chain) -> None:
    """Once for each key, also when a crash came between this and the rest."""
    *_, old, new = chain.links
    told = Event.objects.of_types([LogKeySucceeded.type])
    if any(each.content["new"] == new.key.id.hex() for each in told.iterator()):
        return
    with transaction.atomic():
        fact = LogKeySucceeded(
            old=old.key.id.hex(), new=new.key.id.hex(), after=new.after
        )
        record(fact, by=SYSTEM)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
