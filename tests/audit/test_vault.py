import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from audit import sealing, vault
from tests.audit.strategies import unhurried


@pytest.fixture(autouse=True)
def own_vault(tmp_path, settings):
    settings.VAR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "audit.storage.VaultStorage",
            "OPTIONS": {"location": tmp_path / "vault"},
        }
    }
    return tmp_path / "vault"


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@unhurried
@given(st.binary(max_size=4000))
def test_what_is_put_is_got_back_under_its_sha256(data):
    name = vault.put(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert vault.get(name) == data


def test_text_keeps_its_line_ends_and_its_letters():
    text = "Zoë\r\nseen\rtoday\u2028 \x0c end\n"
    assert vault.get_text(vault.put_text(text)) == text


def test_files_are_encrypted_private_and_spread_over_folders(own_vault):
    secret = b"Patient Example has a condition"
    name = vault.put(secret)
    [path] = stored(own_vault)
    assert path.relative_to(own_vault).parts == (name[:2], name[2:4], name)
    assert secret not in path.read_bytes()
    assert b"Example" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_putting_the_same_again_only_marks_it_as_wanted_now(own_vault):
    vault.put(b"once")
    [path] = stored(own_vault)
    before = path.read_bytes(), path.stat().st_ino
    os.utime(path, (0, 0))
    vault.put(b"once")
    assert (path.read_bytes(), path.stat().st_ino) == before
    assert stored(own_vault) == [path]
    assert path.stat().st_mtime > 0


def test_many_putting_the_same_and_others_at_once_lose_nothing(own_vault):
    contents = [f"document {number % 5}".encode() for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(vault.put, contents))
    assert [vault.get(name) for name in names] == contents
    assert len(stored(own_vault)) == 5
    assert len(sealing.key_file().read_text().split()) == 1


def test_whoever_finds_another_has_just_begun_reads_the_others_key():
    def another_begins_first() -> bool:
        vault.put(b"the other's")
        return False

    sealed = sealing.seal(
        b"ours", purpose="vault", bound=b"", may_begin=another_begins_first
    )
    assert sealing.unseal(sealed, purpose="vault", bound=b"") == b"ours"
    assert len(sealing.key_file().read_text().split()) == 1


def test_any_changed_byte_is_noticed(own_vault):
    name = vault.put(b"the note")
    [path] = stored(own_vault)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((vault.VaultCorrupt, vault.KeyMissing)):
            vault.get(name)


@pytest.mark.parametrize("length", [0, 3, 4, 12, 23, 24, 30])
def test_a_file_cut_short_is_noticed(own_vault, length):
    name = vault.put(b"the note")
    [path] = stored(own_vault)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(vault.VaultCorrupt):
        vault.get(name)


def test_a_file_under_another_name_is_noticed(own_vault):
    first, second = vault.put(b"first"), vault.put(b"second")
    storage = storages["vault"]
    content = Path(storage.path(vault._path(first))).read_bytes()
    Path(storage.path(vault._path(second))).write_bytes(content)
    with pytest.raises(vault.VaultCorrupt):
        vault.get(second)


def test_what_was_never_put_is_missing():
    with pytest.raises(vault.VaultMissing):
        vault.get("0" * 64)
    assert not vault.has("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "0" * 63])
def test_only_a_hash_is_a_name(name):
    with pytest.raises(ValueError, match="sha256"):
        vault.get(name)


def test_the_key_file_is_private():
    vault.put(b"x")
    assert stat.S_IMODE(sealing.key_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(sealing.key_file().parent.stat().st_mode) == 0o700


def test_a_lost_key_file_is_said_and_not_replaced():
    name = vault.put(b"x")
    sealing.key_file().unlink()
    with pytest.raises(vault.KeyMissing, match="backup"):
        vault.get(name)
    with pytest.raises(vault.KeyMissing, match="backup"):
        vault.put(b"y")
    assert not sealing.key_file().exists()


def test_another_key_file_is_said():
    name = vault.put(b"x")
    sealing.key_file().write_text("ab" * 32 + "\n")
    with pytest.raises(vault.KeyMissing, match="is not in"):
        vault.get(name)


def test_after_a_change_of_keys_old_and_new_can_be_read():
    old = vault.put(b"old")
    sealing.add_key()
    new = vault.put(b"new")
    assert (vault.get(old), vault.get(new)) == (b"old", b"new")
    kept = sealing.key_file().read_text().split()
    sealing.key_file().write_text(kept[1] + "\n")
    assert vault.get(new) == b"new"
    with pytest.raises(vault.KeyMissing):
        vault.get(old)


def test_a_write_that_fails_leaves_no_file(own_vault, monkeypatch):
    vault.put(b"before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("audit.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        vault.put(b"does not fit")
    assert len(stored(own_vault)) == 1
    assert not vault.has(hashlib.sha256(b"does not fit").hexdigest())


def test_errors_do_not_repeat_the_content(own_vault):
    name = vault.put(b"Patient Example")
    [path] = stored(own_vault)
    path.write_bytes(b"Patient Example")
    with pytest.raises(vault.VaultCorrupt) as refused:
        vault.get(name)
    assert "Example" not in str(refused.value)


def test_any_storage_will_do(tmp_path, settings):
    plain = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"vault": plain}):
        assert vault.get(vault.put(b"elsewhere")) == b"elsewhere"
