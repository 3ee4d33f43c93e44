"""Signed statements of how long the log is and what its root is.

Owns their form (C2SP tlog-checkpoint in a signed note, Ed25519), the form of keys, and
the one file that holds the private key. Knows no tree and no database. Must not import
Django.

A checkpoint is believed only when a configured key signed it. Signatures of keys that
nobody configured are ignored, as the form asks; a wrong signature under a configured
key refuses the whole note, and so does any other spelling than the one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
ID_BYTES = 4
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
# An extension line, as the form allows: signed with the rest.
TIME = re.compile(r"signed (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)")
NAME = re.compile(r"[^\s+]{1,200}")
SIGNATURE = re.compile(r"— (\S+) (\S+)")
LONGEST = 10_000


class CheckpointError(ValueError):
    """The note is not a checkpoint that a configured key signed."""


class KeyFileError(Exception):
    """The private key is missing, or is not one."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many leaves the log had at that time, and their root."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime

    def text(self) -> str:
        """The lines that are signed."""
        root, time = _base64(self.root), f"{self.signed_at:%Y-%m-%dT%H:%M:%S}Z"
        return f"{self.origin}\n{self.size}\n{root}\nsigned {time}\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key whose signatures are believed."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        spelt = self.name.encode() + b"\n" + ED25519 + self.key
        return hashlib.sha256(spelt).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """As a vkey: name, id and key in one line that may be handed to anybody."""
        return f"{self.name}+{self.id.hex()}+{_base64(ED25519 + self.key)}"

    @classmethod
    def read(cls, vkey: str) -> PublicKey:
        name, _, rest = vkey.strip().partition("+")
        identity, _, spelt = rest.partition("+")
        raw = _bytes(spelt)
        if NAME.fullmatch(name) is None or len(raw) != 33 or raw[:1] != ED25519:
            raise CheckpointError("This is not the public key of a log.")
        found = cls(name, raw[1:])
        if found.id.hex() != identity:
            raise CheckpointError("The public key does not fit its own id.")
        return found

    def verify(self, text: bytes, signature: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text)
        except (InvalidSignature, ValueError) as error:
            raise CheckpointError(f"{self.name}: the signature is wrong.") from error


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """What signs checkpoints. Whoever has it can write another history."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note."""
        return note(checkpoint.text(), [self])

    def line(self, text: str) -> str:
        """The line by which this key signs a text."""
        signature = self.public.id + self._key().sign(text.encode())
        return f"— {self.name} {_base64(signature)}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def note(text: str, keys: Sequence[SigningKey]) -> str:
    """A text as a note that these keys sign."""
    return f"{text}\n" + "".join(key.line(text) for key in keys)


def opened(note: str, keys: Sequence[PublicKey]) -> Checkpoint:
    """The checkpoint in a note that one of these keys signed; else an error."""
    if not signers(note, keys):
        raise CheckpointError("None of the configured keys signed it.")
    return _read(text_of(note))


def signers(note: str, keys: Sequence[PublicKey]) -> list[PublicKey]:
    """Those of these keys that signed the note; a wrong signature is an error."""
    text, signatures = _split(note)
    known = {(key.name, key.id): key for key in keys}
    found = []
    for line in signatures:
        signed = SIGNATURE.fullmatch(line)
        if signed is None:
            raise CheckpointError("A line of signature has another form.")
        raw = _bytes(signed[2])
        key = known.get((signed[1], raw[:ID_BYTES]))
        if key is not None:
            key.verify(text.encode(), raw[ID_BYTES:])
            found.append(key)
    return found


def text_of(note: str) -> str:
    """The lines of a note that its signatures are over."""
    return _split(note)[0]


def _split(note: str) -> tuple[str, list[str]]:
    if len(note) > LONGEST or any(ord(each) < 32 and each != "\n" for each in note):
        raise CheckpointError("This is not a signed note.")
    text, between, signatures = note.rpartition("\n\n")
    if not between or not signatures.endswith("\n"):
        raise CheckpointError("This is not a signed note.")
    return text + "\n", signatures[:-1].split("\n")


def _read(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) != 4 or SIZE.fullmatch(lines[1]) is None or not lines[0]:
        raise CheckpointError("The note is not a checkpoint.")
    time = TIME.fullmatch(lines[3])
    root = _bytes(lines[2])
    if time is None or len(root) != hashlib.sha256().digest_size:
        raise CheckpointError("The note is not a checkpoint.")
    return Checkpoint(lines[0], int(lines[1]), root, moment(time[1]))


def moment(spelt: str) -> datetime:
    """A time as notes spell it."""
    try:
        return datetime.fromisoformat(spelt)
    except ValueError as error:
        raise CheckpointError("The note bears no possible time.") from error


def make_key(file: Path, name: str) -> SigningKey:
    """A new key in a new file that only its owner can read."""
    made = SigningKey(name, secrets.token_bytes(32))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened_file:
        identity = made.public.id.hex()
        spelt = _base64(ED25519 + made.seed)
        opened_file.write(f"PRIVATE+KEY+{name}+{identity}+{spelt}\n")
        opened_file.flush()
        os.fsync(opened_file.fileno())
    try:
        # A link refuses an existing name: no key is ever written over.
        os.link(draft, file)
    finally:
        draft.unlink()
    _sync(file.parent)
    return made


def read_key(file: Path) -> SigningKey:
    """The key in that file; its own id must fit."""
    try:
        parts = file.read_text("utf-8").strip().split("+", 4)
    except OSError as error:
        raise KeyFileError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        raw = _bytes(parts[4]) if len(parts) == 5 else b""
    except CheckpointError:
        raw = b""
    if parts[:2] != ["PRIVATE", "KEY"] or len(raw) != 33 or raw[:1] != ED25519:
        raise KeyFileError(f"{file} holds no key of a log.")
    key = SigningKey(parts[2], raw[1:])
    if key.public.id.hex() != parts[3]:
        raise KeyFileError(f"{file} does not fit its own id.")
    return key


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(spelt: str) -> bytes:
    """The bytes, if this is the one spelling of them."""
    try:
        raw = base64.b64decode(spelt, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError("Something is not base64.") from error
    if _base64(raw) != spelt:
        raise CheckpointError("Something is not the one spelling of its base64.")
    return raw
