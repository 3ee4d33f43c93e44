"""One key of the log after another: the old key signs which one comes next.

Owns the form of that statement and the chain of keys that follows from it. A successor
is named in a signed note of its own (C2SP signed note: the log's origin, the word
``successor``, the new public key, after how many leaves it begins, when), signed by
the key before it and by itself. A checkpoint is believed only from the key whose turn
it was: an old key, even a stolen one, signs nothing beyond the place where it ended.

Whoever holds the first key can so follow the log to the present one. Must not import
Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from audit import checkpoint
from audit.checkpoint import Checkpoint, CheckpointError, PublicKey, SigningKey

WORD = "successor"


@dataclass(frozen=True, slots=True)
class Succession:
    """Which key comes next, and beyond which size of the tree it signs."""

    origin: str
    key: PublicKey
    after: int
    signed_at: datetime

    def text(self) -> str:
        """The lines that both keys sign."""
        time = f"{self.signed_at:%Y-%m-%dT%H:%M:%S}Z"
        return f"{self.origin}\n{WORD}\n{self.key}\nafter {self.after}\nsigned {time}\n"


@dataclass(frozen=True, slots=True)
class Link:
    """A key and its turn: trees larger than ``after``, up to ``until``."""

    key: PublicKey
    after: int = -1
    until: int | None = None

    def covers(self, size: int) -> bool:
        return self.after < size and (self.until is None or size <= self.until)


@dataclass(frozen=True, slots=True)
class Chain:
    """Keys in the order of their turns, and the notes that say so."""

    links: tuple[Link, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def begin(cls, keys: Sequence[PublicKey], notes: Sequence[str] = ()) -> Chain:
        """The chain from these keys through all of these notes, or an error."""
        chain = cls(tuple(Link(key) for key in keys))
        for note in notes:
            chain = chain.extended(note)
        return chain

    @property
    def keys(self) -> tuple[PublicKey, ...]:
        return tuple(link.key for link in self.links)

    def opened(self, note: str) -> Checkpoint:
        """The checkpoint in a note, if the key whose turn it was signed it."""
        point = checkpoint.opened(note, self.keys)
        signed = checkpoint.signers(note, self.keys)
        if not any(
            link.key in signed and link.covers(point.size) for link in self.links
        ):
            raise CheckpointError("The key that signed it was not in force there.")
        return point

    def extended(self, note: str) -> Chain:
        """With the successor that the note names; its predecessor's turn ends."""
        told = read(note)
        before = [link for link in self.links if link.until is None]
        signed = checkpoint.signers(note, [*(each.key for each in before), told.key])
        old = next((link for link in before if link.key in signed), None)
        if old is None or told.key not in signed:
            raise CheckpointError("A successor was not named by the key in force.")
        if told.key in self.keys or told.after < max(old.after, 0):
            raise CheckpointError("A successor cannot begin there.")
        ended = tuple(
            replace(link, until=told.after) if link is old else link
            for link in self.links
        )
        return Chain((*ended, Link(told.key, told.after)), (*self.notes, note))


def is_succession(note: str) -> bool:
    """Whether a note claims to name a successor; says nothing of who signed it."""
    return note.partition("\n")[2].startswith(f"{WORD}\n")


def sign(told: Succession, old: SigningKey, new: SigningKey) -> str:
    """The note, signed by the key that ends and by the one that begins."""
    return checkpoint.note(told.text(), [old, new])


def read(note: str) -> Succession:
    """What a note says of a successor, whoever signed it."""
    lines = checkpoint.text_of(note)[:-1].split("\n")
    if len(lines) != 5 or lines[1] != WORD or not lines[0]:
        raise CheckpointError("The note names no successor.")
    after = lines[3].removeprefix("after ")
    time = checkpoint.TIME.fullmatch(lines[4])
    if checkpoint.SIZE.fullmatch(after) is None or time is None:
        raise CheckpointError("The note names no successor.")
    key = PublicKey.read(lines[2])
    told = Succession(lines[0], key, int(after), checkpoint.moment(time[1]))
    if told.text() != checkpoint.text_of(note) or key.name != told.origin:
        raise CheckpointError("The note names no successor of this log.")
    return told
