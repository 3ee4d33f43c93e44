"""What is exported proves itself without the product; nothing else passes for it."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import merkle, proofs, sequencer, tree
from audit.models import Event
from audit.standalone import verify
from tests.audit import forgery
from tests.audit.test_merkle import LEAVES, ROOTS, inclusion

# Forgeries by the hundred thousand are test_forgers.py's.
many = settings(max_examples=300, deadline=None)
PROGRAM = Path(verify.__file__)


@pytest.fixture
def exported(log):
    chart = str(uuid4())
    log.grow(20)
    log.write(5, chart=chart)
    log.grow(40)
    log.write(3, chart=chart)
    sequencer.run()
    log.write(2, chart=chart)
    found = proofs.export(chart)
    folder = log.folder / "export"
    proofs.write(found.files, folder)
    return chart, found, folder


def run(folder, *more):
    """As somebody without the product would, in a Python that cannot see it."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd="/")


def test_an_export_verifies_on_its_own(exported):
    _, found, folder = exported
    done = run(folder)
    assert done.returncode == 0, done.stderr
    assert "verified: 8 events" in done.stdout
    assert "compare it with one you trust" in done.stdout
    assert (found.events, found.waiting) == (8, 2)


def test_the_key_may_come_from_elsewhere(exported):
    _, _, folder = exported
    key = (folder / "log.vkey").read_text().strip()
    assert run(folder, "--key", key).returncode == 0
    other = str(sequencer.checkpoint.SigningKey(tree.origin(), b"x" * 32).public)
    done = run(folder, "--key", other)
    assert done.returncode == 1
    assert "not signed by this key" in done.stderr


def test_the_same_log_gives_the_same_bytes(exported):
    chart, found, _ = exported
    assert proofs.export(chart).files == found.files


def test_the_exported_bodies_are_the_events(exported):
    chart, found, _ = exported
    bodies = [bytes(each.body) for each in Event.objects.for_chart(chart)][:8]
    exported_bodies = [
        data for name, data in sorted(found.files.items()) if name.startswith("events/")
    ]
    assert exported_bodies == bodies


@pytest.mark.parametrize("name", ["checkpoint.txt", "proofs.json", "log.vkey"])
def test_any_damage_to_the_folder_is_seen(exported, name):
    _, _, folder = exported
    file = folder / name
    whole = file.read_bytes()
    for place in range(0, len(whole) - 1, max(1, len(whole) // 60)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            shown = verify.check(folder)
        except (verify.Refused, ValueError, KeyError, TypeError, OSError):
            continue
        # What the verifier does not read, an event's number, proves nothing.
        assert name == "proofs.json" and shown["events"] == 8


def test_an_edited_added_dropped_or_swapped_event_is_seen(exported):
    _, _, folder = exported
    files = sorted((folder / "events").iterdir())
    whole = [file.read_bytes() for file in files]

    def is_refused():
        with pytest.raises(verify.Refused):
            verify.check(folder)
        for file, data in zip(files, whole, strict=True):
            file.write_bytes(data)
        verify.check(folder)

    files[3].write_bytes(whole[3].replace(b'"case":"', b'"case":"9'))
    is_refused()
    files[3].unlink()
    is_refused()
    files[3].write_bytes(whole[4])
    files[4].write_bytes(whole[3])
    is_refused()
    files[3].write_bytes(whole[4])
    is_refused()
    extra = folder / "events" / "000.json"
    extra.write_bytes(whole[0])
    with pytest.raises(verify.Refused):
        verify.check(folder)


def test_one_event_cannot_be_shown_twice(exported):
    _, _, folder = exported
    listed = json.loads((folder / "proofs.json").read_text())
    first = listed["events"][0]
    (folder / "events" / "twice.json").write_bytes(
        (folder / "events" / first["file"]).read_bytes()
    )
    listed["events"].append(first | {"file": "twice.json"})
    (folder / "proofs.json").write_text(json.dumps(listed))
    with pytest.raises(verify.Refused, match="same place"):
        verify.check(folder)


def test_the_program_needs_only_the_standard_library_and_cryptography():
    names = set()
    for node in ast.walk(ast.parse(PROGRAM.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    assert names - set(sys.stdlib_module_names) == {"cryptography"}


def test_before_the_first_checkpoint_there_is_nothing_to_export(log):
    sequencer.run()
    log.write()
    with pytest.raises(proofs.NotSealedError):
        proofs.export(uuid4())


def test_an_event_says_since_when_it_is_in_the_log(log):
    [first] = log.write()
    event = Event.objects.get(pk=first)
    assert proofs.standing(event).index is None
    log.grow(3, 9)
    stands = proofs.standing(event)
    assert (stands.index, stands.holds) == (0, True)
    assert (stands.since.size, stands.checkpoint.size) == (3, 9)
    log.write()
    sequencer._sequence(5)
    stands = proofs.standing(Event.objects.last())
    assert (stands.index, stands.checkpoint, stands.holds) == (9, None, False)


# ---- both verifiers against forgers


sizes = st.integers(1, len(LEAVES) - 1)


def both(leaf, index, size, proof, root):
    """What the product and the standalone program say; they must agree."""
    ours = merkle.is_included(leaf, index, size, proof, root)
    assert verify.is_included(leaf, index, size, list(proof), root) == ours
    return ours


def test_both_verifiers_believe_every_true_proof_and_no_bent_one():
    for size in range(1, 34):
        for index in range(size):
            proof = inclusion(index, size)
            assert both(LEAVES[index], index, size, proof, ROOTS[size])
            for forged in forgery.variants(proof):
                assert not both(LEAVES[index], index, size, forged, ROOTS[size])


@many
@given(st.data())
def test_no_forgery_passes(data):
    """Of any mixture of true and false parts only the true whole is believed."""
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    true = inclusion(index, size)
    pool = st.sampled_from([*LEAVES, *ROOTS, *true]) | st.binary(max_size=40)
    proof = data.draw(st.just(true) | st.lists(pool, max_size=9) | bent(true, pool))
    leaf = data.draw(st.just(LEAVES[index]) | pool)
    place = data.draw(st.just(index) | st.integers(-2, 70))
    # Size and root are those of a checkpoint: whoever can choose them has the key.
    said = both(leaf, place, size, proof, ROOTS[size])
    is_so = 0 <= place < size and leaf == LEAVES[place]
    assert said == (is_so and list(proof) == inclusion(place, size))


@st.composite
def bent(draw, true, pool):
    made = list(true)
    for _ in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(["put", "drop", "change", "swap"]))
        place = draw(st.integers(0, len(made)))
        if how == "put":
            made.insert(place, draw(pool))
        elif made and how == "drop":
            made.pop(place % len(made))
        elif made and how == "change":
            made[place % len(made)] = draw(pool)
        elif made:
            made[0], made[place % len(made)] = made[place % len(made)], made[0]
    return made


@many
@given(st.data())
def test_no_forged_growth_passes(data):
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))
    true = merkle.proof(merkle.consistency(old, new), _stored())
    pool = st.sampled_from([*LEAVES, *ROOTS]) | st.binary(max_size=40)
    proof = data.draw(bent(true, pool))
    said = merkle.is_consistent(old, ROOTS[old], new, ROOTS[new], proof)
    assert said == (proof == true)


def _stored():
    from tests.audit.test_merkle import STORED

    return STORED.__getitem__
