"""Keys of the log follow each other; nobody else's does, and no old one goes on."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from audit import checkpoint, logkeys, proofs, sequencer, succession, tree, verification
from audit.checkpoint import CheckpointError, SigningKey
from audit.checkpointfile import CheckpointFile
from audit.models import Event
from audit.standalone import verify
from audit.succession import Chain, Succession
from tests.audit.strategies import unhurried

NAME = "attest/1"
NOW = datetime(2026, 5, 14, tzinfo=UTC)
ONE, TWO, THREE, FOREIGN = (SigningKey(NAME, bytes([n]) * 32) for n in range(4))


def named(old, new, after, origin=NAME):
    return succession.sign(Succession(origin, new.public, after, NOW), old, new)


def point(key, size):
    return key.sign(checkpoint.Checkpoint(NAME, size, b"r" * 32, NOW))


# ---- the chain by itself


@pytest.fixture(scope="module")
def chain():
    notes = named(ONE, TWO, 10), named(TWO, THREE, 20)
    return Chain.begin([ONE.public], notes)


@pytest.mark.parametrize(
    ("key", "size", "believed"),
    [
        (ONE, 1, True),
        (ONE, 10, True),
        (ONE, 11, False),
        (TWO, 10, False),
        (TWO, 11, True),
        (TWO, 21, False),
        (THREE, 21, True),
        (THREE, 20, False),
        (FOREIGN, 21, False),
    ],
)
def test_each_key_signs_in_its_turn_only(chain, key, size, believed):
    """In the product and in the standalone verifier, which were written apart."""
    note = point(key, size)
    told = str(ONE.public), list(chain.notes)
    if believed:
        assert chain.opened(note).size == size
        assert verify.open_checkpoint(note, *told)[1] == size
    else:
        with pytest.raises(CheckpointError):
            chain.opened(note)
        with pytest.raises(verify.Refused):
            verify.open_checkpoint(note, *told)


def test_whoever_was_given_a_later_key_verifies_from_there(chain):
    note = point(THREE, 21)
    assert verify.open_checkpoint(note, str(TWO.public), list(chain.notes))[1] == 21
    assert verify.open_checkpoint(note, str(THREE.public), list(chain.notes))[1] == 21


@pytest.mark.parametrize(
    "note",
    [
        named(FOREIGN, FOREIGN, 10),
        named(FOREIGN, TWO, 10),
        checkpoint.note(Succession(NAME, TWO.public, 10, NOW).text(), [ONE]),
        checkpoint.note(Succession(NAME, TWO.public, 10, NOW).text(), [TWO]),
        named(ONE, ONE, 10),
        named(ONE, TWO, 10, origin="attest/2"),
        named(ONE, TWO, 10).replace("after 10", "after 11"),
        named(ONE, TWO, 10).replace("after 10", "after 010"),
        point(ONE, 10),
        "",
    ],
    ids=[
        "a foreign key names itself",
        "a foreign key names the right one",
        "the new key did not sign",
        "the old key did not sign",
        "a key names itself",
        "another log",
        "altered after signing",
        "another spelling",
        "a checkpoint",
        "nothing",
    ],
)
def test_no_successor_without_its_predecessor(note):
    with pytest.raises(CheckpointError):
        Chain.begin([ONE.public], [note])


def test_a_key_names_one_successor_and_none_before_its_own_turn():
    first = named(ONE, TWO, 10)
    with pytest.raises(CheckpointError, match="in force"):
        Chain.begin([ONE.public], [first, named(ONE, THREE, 12)])
    with pytest.raises(CheckpointError, match="begin there"):
        Chain.begin([ONE.public], [first, named(TWO, THREE, 9)])
    with pytest.raises(CheckpointError, match="begin there"):
        Chain.begin([ONE.public], [first, named(TWO, ONE, 12)])


@unhurried
@given(st.integers(0, 1000), st.integers(0, 255))
def test_no_byte_of_a_succession_can_be_changed(place, value):
    raw = bytearray(named(ONE, TWO, 10).encode())
    place %= len(raw)
    if raw[place] == value:
        return
    raw[place] = value
    try:
        altered = raw.decode()
        Chain.begin([ONE.public], [altered])
    except (CheckpointError, UnicodeDecodeError):
        return
    raise AssertionError(f"byte {place} may be {value}")


# ---- a log


@pytest.fixture
def rotated(log):
    log.grow(5)
    log.done = sequencer.rotate()
    log.grow(12)
    return log


def test_the_old_key_signs_its_successor_and_everything_verifies(rotated):
    done, file = rotated.done, rotated.checkpoints
    assert file.chain.keys == (done.old, done.new)
    assert (done.after, file.chain.links[0].until) == (5, 5)
    found = verification.run(file, tree.origin())
    assert found.ok and found.last.size == 12
    [told] = Event.objects.of_types(["log-key-succeeded"])
    assert told.content["new"] == done.new.id.hex()
    assert (
        checkpoint.read_key(logkeys.private_key_file(tree.origin())).public == done.new
    )


def test_keys_follow_each_other_more_than_once_and_without_growth(rotated):
    again = sequencer.rotate()
    last = sequencer.rotate()
    rotated.grow(20)
    assert rotated.checkpoints.chain.keys == (
        rotated.done.old,
        again.old,
        last.old,
        last.new,
    )
    assert verification.run(rotated.checkpoints, tree.origin()).ok


def test_the_first_key_and_a_copy_of_the_file_are_enough(rotated, tmp_path, capsys):
    copy = tmp_path / "copy.jsonl"
    shutil.copy(rotated.checkpoints.path, copy)
    call_command("verify_trail", checkpoints=copy, key=str(rotated.done.old))
    assert "all as signed" in capsys.readouterr().out


def test_an_export_proves_itself_from_the_first_key_or_the_last(rotated, tmp_path):
    chart = str(Event.objects.exclude(chart=None).first().chart)
    proofs.write(proofs.export(chart).files, tmp_path / "out")
    done = rotated.done
    assert outside(tmp_path / "out") == 0
    assert outside(tmp_path / "out", "--key", str(done.old)) == 0
    assert outside(tmp_path / "out", "--key", str(done.new)) == 0
    assert outside(tmp_path / "out", "--key", str(FOREIGN.public)) == 1
    (tmp_path / "out" / "keys.json").unlink()
    assert outside(tmp_path / "out", "--key", str(done.old)) == 1


def outside(folder, *more):
    command = [sys.executable, "-I", str(folder / "verify.py"), *more]
    return subprocess.run(command, capture_output=True).returncode


def test_a_foreign_key_put_into_the_files_is_refused(log):
    """Whoever can write both files still lacks the old key's signature."""
    log.grow(5)
    origin, file = tree.origin(), log.checkpoints
    foreign = SigningKey(origin, b"f" * 32)
    note = named(foreign, foreign, 5, origin)
    append(file, note)
    assert verification.run(file, origin).counts == {"checkpoint": 1}
    public = logkeys.public_key_file(origin)
    public.write_text(public.read_text() + json.dumps(note) + "\n")
    with pytest.raises(CheckpointError, match="in force"):
        sequencer.run()


def test_a_successor_that_only_the_file_names_is_refused(log):
    """A stolen old key cannot bring in another one without the public file."""
    log.grow(5)
    origin, file = tree.origin(), log.checkpoints
    stolen = checkpoint.read_key(logkeys.private_key_file(origin))
    append(file, named(stolen, SigningKey(origin, b"f" * 32), 5, origin))
    log.write(1)
    with pytest.raises(sequencer.DisagreementError, match="successor"):
        sequencer.run()


def test_an_old_key_that_was_stolen_signs_nothing_more(rotated, tmp_path):
    old = SigningKey(tree.origin(), rotated.seed)
    last = rotated.checkpoints.last()
    bigger = checkpoint.Checkpoint(last.origin, last.size + 1, last.root, NOW)
    append(rotated.checkpoints, old.sign(bigger))
    found = verification.run(rotated.checkpoints, tree.origin())
    assert found.counts == {"checkpoint": 1}
    assert "not in force" in found.problems[0].text


@pytest.fixture(autouse=True)
def keep_seed(request, monkeypatch):
    """What a thief would have taken before the rotation."""
    if "rotated" not in request.fixturenames:
        return
    log, real = request.getfixturevalue("log"), logkeys.hand_over

    def taken(file, old, after):
        log.seed = old.seed
        return real(file, old, after)

    monkeypatch.setattr(logkeys, "hand_over", taken)


def append(file: CheckpointFile, note):
    with file.path.open("a") as lines:
        lines.write(json.dumps(note) + "\n")


@pytest.mark.parametrize("step", ["append_succession", "_write_public", "_tell"])
def test_a_crash_in_a_hand_over_leaves_one_key_in_force(log, monkeypatch, step):
    log.grow(5)
    before = log.checkpoints.chain.keys

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        target = CheckpointFile if step == "append_succession" else logkeys
        patched.setattr(target, step, crash)
        with pytest.raises(KeyboardInterrupt):
            sequencer.rotate()
    log.grow(9)
    keys = log.checkpoints.chain.keys
    assert len(keys) == (1 if step == "append_succession" else 2)
    assert keys[0] == before[0]
    assert not logkeys.next_key_file(tree.origin()).exists()
    found = verification.run(log.checkpoints, tree.origin())
    assert found.ok and found.last.size >= 9
    told = Event.objects.of_types(["log-key-succeeded"]).count()
    assert told == len(keys) - 1


def test_a_log_without_checkpoint_keeps_its_key(log):
    with pytest.raises(sequencer.KeyFileError, match="no checkpoint yet"):
        sequencer.rotate()


def test_the_command_says_both_keys(log, capsys):
    log.grow(3)
    call_command("rotate_key")
    said = capsys.readouterr().out
    for key in log.checkpoints.chain.keys:
        assert str(key) in said
    assert "after 3 events" in said
    mode = os.stat(logkeys.private_key_file(tree.origin())).st_mode
    assert mode & 0o777 == 0o600
