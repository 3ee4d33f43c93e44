"""The vault: whatever must not stand in the log, kept by the sha256 of its content.

Owns storing and fetching; documents, people's words, engine results and policies all
live here. Files are encrypted and stand behind Django's storage ``vault``. A name is
the hash of the plaintext, so the log can prove what the vault must give back.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from audit import sealing
from audit.storage import VaultStorage

PURPOSE = "vault"
# Longer than any transaction that puts content and then writes its name down.
UNTOUCHED = timedelta(hours=1)


class VaultError(Exception):
    """The vault cannot give back what it was asked for."""


class VaultMissing(VaultError):  # noqa: N818  reads better where it is caught
    """Nothing is stored under that hash."""


class VaultCorrupt(VaultError):  # noqa: N818
    """What is stored under that hash is not what was put there."""


class KeyMissing(VaultError):  # noqa: N818
    """The key is gone; the content may be whole, but nobody can read it."""


def put(data: bytes) -> str:
    """Store ``data`` once, however often it is put, and return its sha256."""
    sha256 = hashlib.sha256(data).hexdigest()
    if _is_wanted(_path(sha256)):
        return sha256
    try:
        sealed = sealing.seal(
            data, purpose=PURPOSE, bound=bytes.fromhex(sha256), may_begin=_is_empty
        )
    except sealing.KeyMissingError as error:
        raise KeyMissing(str(error)) from error
    # Two processes that put the same content write two whole files in turn; whichever
    # stays is right.
    _storage().save(_path(sha256), ContentFile(sealed))
    return sha256


def get(sha256: str) -> bytes:
    """The content with that hash, verified."""
    try:
        with _storage().open(_path(sha256)) as file:
            sealed = file.read()
    except FileNotFoundError as error:
        raise VaultMissing(f"The vault holds nothing named {sha256}.") from error
    data = _unseal(sealed, sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise VaultCorrupt(f"{sha256} does not match its content.")
    return data


def put_text(text: str) -> str:
    """Store text as UTF-8, unchanged to the last line end."""
    return put(text.encode("utf-8"))


def get_text(sha256: str) -> str:
    """The text with that hash."""
    return get(sha256).decode("utf-8")


def has(sha256: str) -> bool:
    """Whether something is stored under that hash; says nothing of its health."""
    return _storage().exists(_path(sha256))


def destroy(sha256: str) -> bool:
    """Removes what is stored under that hash; False when there is nothing, or was put
    again within the last hour.

    Whoever puts content that is there already marks it as wanted, so it cannot vanish
    between being put and being written down. Copies and backups are not touched.
    """
    storage, path = _storage(), _path(sha256)
    if isinstance(storage, VaultStorage):
        return storage.destroy(path, UNTOUCHED)
    if not storage.exists(path):
        return False
    storage.delete(path)
    return True


def _unseal(sealed: bytes, sha256: str) -> bytes:
    try:
        return sealing.unseal(sealed, purpose=PURPOSE, bound=bytes.fromhex(sha256))
    except sealing.BrokenSealError as error:
        raise VaultCorrupt(f"{sha256} was damaged or altered.") from error
    except sealing.KeyMissingError as error:
        raise KeyMissing(str(error)) from error


def _storage() -> Storage:
    return storages["vault"]


def _is_wanted(path: str) -> bool:
    """Whether it is there; if so, nobody may destroy it for the next hour."""
    storage = _storage()
    if isinstance(storage, VaultStorage):
        return storage.touch(path)
    return storage.exists(path)


def _path(sha256: str) -> str:
    if re.fullmatch("[0-9a-f]{64}", sha256) is None:
        raise ValueError("The vault knows content by its sha256 in hexadecimal.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _is_empty() -> bool:
    try:
        folders, files = _storage().listdir("")
    except FileNotFoundError:
        return True
    return not folders and not files
