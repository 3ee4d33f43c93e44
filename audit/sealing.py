"""Encryption at rest: one file of keys, AES-256-GCM, a key of its own per purpose.

Owns the key file under the installation's folder and the form of a sealed value. The
last line of the file is the key in use; older lines stay, so that what they sealed can
still be read. Must never log or repeat a key or a plaintext.

A sealed value is: mark, key id (8 bytes), nonce (12 bytes), ciphertext with tag. The
header and ``bound`` are authenticated too, so a value cannot be moved to another name.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = b"AT\x00\x01"
KEY_BYTES = 32
ID_BYTES = 8
NONCE_BYTES = 12
HEADER_BYTES = len(MARK) + ID_BYTES


class KeyMissingError(Exception):
    """The key that this needs is not in the key file, or there is no key file."""


class BrokenSealError(Exception):
    """The value is damaged, was altered, or belongs under another name."""


def key_file() -> Path:
    """Where the keys are; whoever has them and the files can read everything."""
    return Path(settings.VAR) / "keys" / "vault.keys"


def seal(
    plain: bytes, *, purpose: str, bound: bytes, may_begin: Callable[[], bool]
) -> bytes:
    """Encrypt with the newest key; the first seal of all makes one.

    ``may_begin`` says whether nothing was sealed before: a new key beside old values
    would hide that the old key is lost.
    """
    key = _keys(may_begin)[-1]
    header = MARK + _id(key)
    nonce = secrets.token_bytes(NONCE_BYTES)
    box = AESGCM(_derive(key, purpose))
    return header + nonce + box.encrypt(nonce, plain, header + bound)


def unseal(sealed: bytes, *, purpose: str, bound: bytes) -> bytes:
    """The plaintext, if not one bit of it, its header or its name has changed."""
    header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    if not header.startswith(MARK) or len(rest) <= NONCE_BYTES:
        raise BrokenSealError("This is not a sealed value.")
    box = AESGCM(_derive(_key_by_id(header[len(MARK) :]), purpose))
    try:
        return box.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + bound)
    except InvalidTag as error:
        raise BrokenSealError("The sealed value was damaged or altered.") from error


def mark(value: bytes, *, purpose: str, may_begin: Callable[[], bool]) -> bytes:
    """A keyed hash to find an equal value by; it stays the same when keys rotate."""
    oldest = _keys(may_begin)[0]
    return hmac.digest(_derive(oldest, purpose), value, "sha256")


def add_key() -> None:
    """Begin to seal with a fresh key; everything sealed so far stays readable."""
    keys = [*_keys(lambda: False), secrets.token_bytes(KEY_BYTES)]
    draft = _draft(keys)
    draft.replace(key_file())


def _keys(may_begin: Callable[[], bool]) -> list[bytes]:
    if not key_file().exists():
        if may_begin():
            _begin()
        elif not key_file().exists():
            # Looked at again: another may have begun, and sealed, in between. Whatever
            # is sealed came after its key, so a file that is still not there is lost.
            raise KeyMissingError(
                f"{key_file()} is missing, but values sealed with it exist. "
                "Restore it from the backup of the keys."
            )
    return [bytes.fromhex(line) for line in key_file().read_text("ascii").split()]


def _begin() -> None:
    draft = _draft([secrets.token_bytes(KEY_BYTES)])
    try:
        # A link refuses an existing name: of two processes that begin at the same
        # moment one wins, and both read the winner's key.
        os.link(draft, key_file())
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(keys: list[bytes]) -> Path:
    folder = key_file().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".vault.keys.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(key.hex() + "\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _key_by_id(wanted: bytes) -> bytes:
    for key in _keys(lambda: False):
        if _id(key) == wanted:
            return key
    raise KeyMissingError(f"The key {wanted.hex()} is not in {key_file()}.")


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"attest key id" + key).digest()[:ID_BYTES]


@lru_cache(maxsize=64)
def _derive(key: bytes, purpose: str) -> bytes:
    info = b"attest " + purpose.encode("ascii")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)
