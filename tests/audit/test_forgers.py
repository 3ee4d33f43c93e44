"""So many forgeries, drawn by chance from true parts, and none of them is believed.

Each is something else than what is true, and each is counted. A few thousand in CI; the
long form is  ATTEST_FORGERIES=100000 bin/test tests/audit/test_forgers.py -s
"""

import os
import random
from uuid import uuid4

import pytest

from audit import checkpoint, merkle, proofs, sequencer
from audit.standalone import verify
from tests.audit.test_checkpoint import KEY, NOTE, OTHER, POINT
from tests.audit.test_merkle import LEAVES, MOST, ROOTS, STORED, consistency, inclusion

FORGERIES = int(os.environ.get("ATTEST_FORGERIES", "2000"))
# A folder is read from the disk each time.
FOLDERS = FORGERIES // 20
PARTS = [*LEAVES, *ROOTS, *STORED.values()]


@pytest.fixture
def chance():
    return random.Random(20261120)


def said(number, what):
    print(f"{number:,} forged {what}, 0 believed")


def some_hash(chance, near):
    """A true part of the tree, one of this very proof, or something that is none."""
    drawn = chance.choice([*near, chance.choice(PARTS), chance.choice(PARTS)])
    if chance.random() < 0.2:
        at = chance.randrange(32)
        drawn = drawn[:at] + bytes([drawn[at] ^ 1 << chance.randrange(8)])
        drawn += bytes(31 - at) if chance.random() < 0.5 else b""
    return drawn


def bent(chance, proof):
    """A proof with one to three changes, or one made of any parts at all."""
    if chance.random() < 0.2:
        return [some_hash(chance, proof) for _ in range(chance.randrange(9))]
    made = list(proof)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(made) + 1)
        how = chance.choice(("put", "drop", "change", "swap", "double"))
        if how == "put" or not made:
            made.insert(at, some_hash(chance, proof))
        elif how == "drop":
            made.pop(at % len(made))
        elif how == "change":
            made[at % len(made)] = some_hash(chance, proof)
        elif how == "double":
            made.insert(at, made[at % len(made)])
        else:
            made[0], made[at % len(made)] = made[at % len(made)], made[0]
    return made


def test_no_forged_inclusion_is_believed_by_either_verifier(chance):
    """Of size and root a forger has no choice: the key signed them."""
    done = 0
    while done < FORGERIES:
        size = chance.randint(1, MOST)
        place, claimed = chance.randrange(size), chance.randint(-1, MOST)
        true = inclusion(place, size)
        leaf = chance.choice((LEAVES[place], some_hash(chance, true)))
        at = chance.choice((place, claimed))
        proof = chance.choice((true, bent(chance, true)))
        is_so = 0 <= at < size and leaf == LEAVES[at] and proof == inclusion(at, size)
        for included in (merkle.is_included, verify.is_included):
            assert included(leaf, at, size, proof, ROOTS[size]) == is_so
        done += not is_so
    said(done, "inclusions (by the product and by verify.py)")


def test_no_forged_growth_is_believed(chance):
    """The newer root is signed; the older one, and how it grew, is what is claimed."""
    done = 0
    while done < FORGERIES:
        new = chance.randint(1, MOST)
        old = chance.randint(1, new)
        true = consistency(old, new)
        root = chance.choice((ROOTS[old], some_hash(chance, true)))
        claimed = chance.choice((old, chance.randint(0, MOST)))
        proof = chance.choice((true, bent(chance, true)))
        is_so = (
            1 <= claimed <= new
            and root == ROOTS[claimed]
            and proof == consistency(claimed, new)
        )
        told = merkle.is_consistent(claimed, root, new, ROOTS[new], proof)
        assert told == is_so
        done += not is_so
    said(done, "consistencies")


def bent_bytes(chance, data):
    """The same with a byte changed or put in, or a stretch cut, doubled or turned."""
    at, other = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    put = bytes([chance.randrange(256)])
    return {
        "change": data[:at] + put + data[at + 1 :],
        "cut": data[:at] + data[other:],
        "put": data[:at] + put + data[at:],
        "double": data[:other] + data[at:],
        "turn": data[:at] + data[at:other][::-1] + data[other:],
    }[chance.choice(("change", "cut", "put", "double", "turn"))]


def test_no_forged_checkpoint_is_believed_by_either_verifier(chance):
    """What is believed says what was signed, whatever else stands around it."""
    vkey, done = str(KEY.public), 0
    true = (POINT.origin, POINT.size, POINT.root)
    foreign = OTHER.sign(POINT)
    while done < FORGERIES:
        made = bent_bytes(chance, chance.choice((NOTE, foreign)).encode())
        note = made.decode("utf-8", "replace")
        done += note != NOTE
        for read in (_by_product, _by_program):
            try:
                told = read(note, vkey)
            except (checkpoint.CheckpointError, verify.Refused):
                continue
            assert told == true
    said(done, "checkpoints (by the product and by verify.py)")


def _by_product(note, vkey):
    found = checkpoint.opened(note, [checkpoint.PublicKey.read(vkey)])
    return found.origin, found.size, found.root


def _by_program(note, vkey):
    return verify.open_checkpoint(note, vkey, [])


@pytest.fixture
def exported(log):
    """A folder of one chart's events as somebody received it, and its key."""
    chart = str(uuid4())
    for _ in range(3):
        log.grow(sequencer.tree.size() + 7)
        log.write(2, chart=chart)
    sequencer.run()
    folder = log.folder / "export"
    proofs.write(proofs.export(chart).files, folder)
    return folder, (folder / "log.vkey").read_text().strip()


def test_no_forged_folder_shows_other_events(exported, chance):
    """Files bent, exchanged or taken away; the key comes from elsewhere."""
    folder, key = exported
    files = [path for path in folder.rglob("*") if path.is_file()]
    read = [path for path in files if path.suffix != ".py"]
    whole = {path: path.read_bytes() for path in files}
    events = _events(folder)
    for _ in range(FOLDERS):
        _forge(chance, read)
        try:
            shown = verify.check(folder, key)
        except (verify.Refused, OSError, ValueError, KeyError, TypeError):
            shown = None
        if shown is not None:
            assert shown["events"] == len(events)
            assert _events(folder) == events
        for path, data in whole.items():
            path.write_bytes(data)
    said(FOLDERS, "folders (by verify.py)")


def _events(folder):
    return {path.name: path.read_bytes() for path in (folder / "events").iterdir()}


def _forge(chance, files):
    one, other = chance.sample(files, 2)
    how = chance.choice(("bend", "bend", "bend", "exchange", "remove"))
    if how == "bend":
        one.write_bytes(bent_bytes(chance, one.read_bytes()))
    elif how == "remove":
        one.unlink()
    else:
        first, second = one.read_bytes(), other.read_bytes()
        one.write_bytes(second)
        other.write_bytes(first)
