"""Signed notes: what is believed, and what is not."""

import base64
import stat
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import (
    Checkpoint,
    CheckpointError,
    KeyFileError,
    PublicKey,
    SigningKey,
    make_key,
    opened,
    read_key,
)

KEY = SigningKey("attest/log-1", bytes(range(32)))
OTHER = SigningKey("attest/log-1", bytes(32))
POINT = Checkpoint("attest/log-1", 12, b"r" * 32, datetime(2026, 5, 14, 9, tzinfo=UTC))
NOTE = KEY.sign(POINT)


def test_a_note_is_readable_lines_with_one_signature():
    text, signature = NOTE.split("\n\n")
    assert text.split("\n") == [
        "attest/log-1",
        "12",
        base64.b64encode(b"r" * 32).decode(),
        "signed 2026-05-14T09:00:00Z",
    ]
    mark, name, spelt = signature.split()
    assert (mark, name) == ("—", "attest/log-1")
    assert base64.b64decode(spelt)[:4] == KEY.public.id
    assert len(base64.b64decode(spelt)) == 4 + 64


def test_what_was_signed_is_read_back():
    assert opened(NOTE, [KEY.public]) == POINT


def test_a_key_that_nobody_configured_is_not_believed():
    with pytest.raises(CheckpointError, match="None of the configured keys"):
        opened(OTHER.sign(POINT), [KEY.public])
    with pytest.raises(CheckpointError, match="None of the configured keys"):
        opened(NOTE, [])


def test_another_key_of_the_same_name_beside_ours_is_ignored():
    theirs = OTHER.sign(POINT).split("\n\n")[1]
    assert opened(NOTE + theirs, [KEY.public]) == POINT
    assert opened(NOTE.replace("— ", theirs + "— ", 1), [KEY.public]) == POINT


def test_a_wrong_signature_of_our_key_refuses_the_note_even_beside_a_right_one():
    signature = base64.b64decode(NOTE.split()[-1])
    bad = base64.b64encode(signature[:-1] + bytes([signature[-1] ^ 1])).decode()
    line = f"— attest/log-1 {bad}\n"
    for note in (NOTE.split("\n\n")[0] + "\n\n" + line, NOTE + line):
        with pytest.raises(CheckpointError, match="signature is wrong"):
            opened(note, [KEY.public])


def test_a_signature_says_nothing_about_other_text():
    with pytest.raises(CheckpointError):
        opened(NOTE.replace("\n12\n", "\n13\n"), [KEY.public])


@pytest.mark.parametrize(
    "size", ["012", "+12", "-1", " 12", "1_2", "٣", "", "9" * 20], ids=repr
)
def test_a_size_has_one_spelling(size):
    text = POINT.text().replace("\n12\n", f"\n{size}\n")
    signature = KEY.public.id + KEY._key().sign(text.encode())
    note = f"{text}\n— {KEY.name} {base64.b64encode(signature).decode()}\n"
    with pytest.raises(CheckpointError):
        opened(note, [KEY.public])


@pytest.mark.parametrize(
    "text",
    [
        "attest/log-1\n12\n",
        "attest/log-1\n12\nAAAA\nsigned 2026-05-14T09:00:00Z\n",
        POINT.text() + "more\n",
        POINT.text().replace("signed ", "at "),
        POINT.text().replace("05-14", "13-99"),
        "\n" + POINT.text(),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text):
    signature = KEY.public.id + KEY._key().sign(text.encode())
    note = f"{text}\n— {KEY.name} {base64.b64encode(signature).decode()}\n"
    with pytest.raises(CheckpointError):
        opened(note, [KEY.public])


@given(st.data())
def test_no_changed_character_goes_unnoticed(data):
    place = data.draw(st.integers(0, len(NOTE) - 1))
    put = data.draw(st.characters(exclude_categories=["Cs"]))
    changed = NOTE[:place] + put + NOTE[place + 1 :]
    if changed != NOTE:
        with pytest.raises(CheckpointError):
            opened(changed, [KEY.public])


@given(st.data())
def test_no_cut_goes_unnoticed(data):
    start = data.draw(st.integers(0, len(NOTE) - 1))
    stop = data.draw(st.integers(start + 1, len(NOTE)))
    with pytest.raises(CheckpointError):
        opened(NOTE[:start] + NOTE[stop:], [KEY.public])


@given(st.text())
def test_anything_else_is_refused(text):
    with pytest.raises(CheckpointError):
        opened(text, [KEY.public])


def test_a_public_key_survives_being_spelt_and_is_checked_by_its_id():
    spelt = str(KEY.public)
    assert PublicKey.read(spelt + "\n") == KEY.public
    with pytest.raises(CheckpointError):
        PublicKey.read(spelt.replace("log-1", "log-2"))
    for wrong in ("", "a+b", spelt[:-4], spelt + "+x", "PRIVATE+KEY+a"):
        with pytest.raises(CheckpointError):
            PublicKey.read(wrong)


def test_a_key_is_kept_in_a_file_of_its_owner_alone(tmp_path):
    made = make_key(tmp_path / "keys" / "log.key", "attest/log-1")
    assert read_key(tmp_path / "keys" / "log.key") == made
    assert stat.S_IMODE((tmp_path / "keys" / "log.key").stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["log.key"]


def test_a_key_is_never_written_over(tmp_path):
    made = make_key(tmp_path / "log.key", "attest/log-1")
    with pytest.raises(FileExistsError):
        make_key(tmp_path / "log.key", "attest/log-1")
    assert read_key(tmp_path / "log.key") == made


@pytest.mark.parametrize("damage", ["", "x", "PRIVATE+KEY+a+b+AAAA", "log-2"])
def test_a_damaged_key_is_not_used(tmp_path, damage):
    file = tmp_path / "log.key"
    make_key(file, "attest/log-1")
    spelt = file.read_text()
    file.write_text(spelt.replace("log-1", "log-2") if damage == "log-2" else damage)
    with pytest.raises(KeyFileError):
        read_key(file)


def test_a_missing_key_is_said_to_be_missing(tmp_path):
    with pytest.raises(KeyFileError, match=r"log\.key"):
        read_key(tmp_path / "log.key")


def test_a_private_key_never_shows_itself():
    assert bytes(range(32)).hex() not in repr(KEY)
    assert "\\x01" not in repr(KEY)
