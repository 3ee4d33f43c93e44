"""Every way to rewrite history that we know of, done by a superuser; docs/trail.md.

A log of 1,000 events with checkpoints at 250, 500, 750 and 1,000. The attacker has the
database with all triggers switched off, and knows how leaves and nodes are computed:
after each attack everything inside the database fits together again. What only the
checkpoints outside can show must be shown; what nothing can show is asserted to pass,
so that the documentation stays true.
"""

import hashlib
import json
import shutil

import pytest

from audit import canonical, checkpoint, hardening, sequencer, tree, verification
from audit.checkpointfile import CheckpointFile
from audit.models import Event
from tests.audit import conftest

SIZES = (250, 500, 750, 1000)


@pytest.fixture(scope="module")
def signed_log(empty_log, tmp_path_factory, django_db_blocker):
    """The log before anybody attacks it; each test gets a copy."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("signed")
    before = settings.CHECKPOINTS, settings.LOG_KEYS
    settings.CHECKPOINTS, settings.LOG_KEYS = folder / "checkpoints", folder / "keys"
    made = conftest.throw_away(empty_log, folder, django_db_blocker)
    there = next(made)
    there.grow(*SIZES)
    settings.CHECKPOINTS, settings.LOG_KEYS = before
    yield there
    next(made, None)


@pytest.fixture
def log(signed_log, log_folder, django_db_blocker):
    for part in ("checkpoints", "keys"):
        shutil.copytree(signed_log.folder / part, log_folder / part)
    yield from conftest.throw_away(signed_log.name, log_folder, django_db_blocker)


@pytest.fixture
def root(log):
    """A superuser for whom no trigger fires."""
    with log.superuser() as opened:
        switch_off(opened)
        yield opened
        # Afterwards nothing shows that they were ever switched off.
        always(opened)


def switch_off(root):
    for table in hardening.KEPT:
        for name in ("audit_keep", "audit_keep_all"):
            root.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


def always(root):
    for table, name in hardening.TRIGGERS:
        root.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def rebuild(root):
    """Make tree and nodes anew from the events, as the sequencer would have."""
    root.execute("TRUNCATE audit_leaf, audit_node, audit_pending")
    root.execute("SELECT setval('audit_event_id_seq', max(id)) FROM audit_event")
    root.execute("INSERT INTO audit_pending SELECT id FROM audit_event")
    root.execute("SELECT audit_sequence(1000000)")


def body_of(root, event):
    [(body,)] = root.execute("SELECT body FROM audit_event WHERE id = %s", [event])
    return canonical.loads(body)


def rewrite(root, event, **changes):
    body = canonical.dumps(body_of(root, event) | changes)
    root.execute("UPDATE audit_event SET body = %s WHERE id = %s", [body, event])
    columns = {"case": "case_id"}
    for name, value in changes.items():
        column = columns.get(name, name)
        root.execute(
            f"UPDATE audit_event SET {column} = %s WHERE id = %s", [value, event]
        )


def nth(number):
    return Event.objects.order_by("id").values_list("id", flat=True)[number]


def found(log, file=None):
    always_on = verification.run(file or log.checkpoints, tree.origin())
    return set(always_on.counts)


def is_refused(message=None):
    sequencer._compared.clear()
    with pytest.raises(sequencer.DisagreementError, match=message):
        sequencer.run()
    return True


def test_nothing_was_done(log):
    result = verification.run(log.checkpoints, tree.origin())
    assert result.ok, result.problems
    assert (result.leaves, result.checkpoints, result.last.size) == (1000, 4, 1000)


def test_one_body_is_edited(log, root):
    rewrite(root, nth(600), case="forged")
    assert "leaf" in found(log)


def test_one_body_is_edited_and_everything_recomputed(log, root):
    rewrite(root, nth(600), case="forged")
    rebuild(root)
    assert found(log) == {"root"}
    assert is_refused("first 750 leaves|first 1000 leaves")
    said = verification.run(log.checkpoints, tree.origin()).problems
    assert [problem.text.split()[2] for problem in said] == ["750", "1000"]


def test_only_the_leaf_and_the_nodes_are_not_recomputed(log, root):
    """A verifier that took stored hashes on trust would see nothing."""
    rewrite(root, nth(600), case="forged")
    leaf = "SELECT leaf_hash FROM audit_event WHERE audit_event.id = event_id"
    root.execute(f"UPDATE audit_leaf SET leaf_hash = ({leaf})")
    assert found(log) == {"root", "node"}


def test_the_last_hundred_events_are_cut(log, root):
    root.execute("DELETE FROM audit_event WHERE id > %s", [nth(899)])
    rebuild(root)
    assert found(log) == {"cut"}
    assert is_refused("1000 leaves, the database has 900")


def test_the_last_event_alone_is_cut(log, root):
    root.execute("DELETE FROM audit_event WHERE id = %s", [nth(999)])
    rebuild(root)
    assert found(log) == {"cut"}
    assert is_refused()


def test_one_event_is_deleted_and_everything_recomputed(log, root):
    root.execute("DELETE FROM audit_event WHERE id = %s", [nth(100)])
    rebuild(root)
    assert {"root", "cut"} <= found(log)
    assert is_refused()


def test_one_event_is_deleted_and_its_leaf_left(log, root):
    root.execute("DELETE FROM audit_event WHERE id = %s", [nth(100)])
    assert found(log) == {"event-gone"}


def test_a_leaf_is_taken_out_and_the_others_moved_up(log, root):
    root.execute("DELETE FROM audit_leaf WHERE leaf_index = 100")
    assert {"gap", "nowhere"} <= found(log)
    root.execute("UPDATE audit_leaf SET leaf_index = -leaf_index WHERE leaf_index>100")
    root.execute(
        "UPDATE audit_leaf SET leaf_index = -leaf_index - 1 WHERE leaf_index < -100"
    )
    assert {"root", "cut", "nowhere", "node"} <= found(log)


def test_a_backdated_event_is_inserted(log, root):
    body = body_of(root, nth(300)) | {"occurred_at": "2026-01-01T00:00:00.000000Z"}
    move = "UPDATE audit_event SET id = id + 1 WHERE id = %s"
    for (event,) in root.execute(
        "SELECT id FROM audit_event WHERE id > %s ORDER BY id DESC", [nth(300)]
    ).fetchall():
        root.execute(move, [event])
    root.execute(
        "INSERT INTO audit_event (id, body) VALUES (%s, %s)",
        [nth(300) + 1, canonical.dumps(body)],
    )
    rebuild(root)
    assert found(log) == {"root"}
    assert is_refused()


def test_two_events_are_swapped(log, root):
    one, other = nth(20), nth(980)
    for event, to in ((one, -1), (other, one), (-1, other)):
        root.execute("UPDATE audit_event SET id = %s WHERE id = %s", [to, event])
    rebuild(root)
    assert found(log) == {"root"}
    assert is_refused()


def test_a_backup_is_restored_and_other_events_written(log, root):
    root.execute("DELETE FROM audit_event WHERE id > %s", [nth(749)])
    rebuild(root)
    log.write(600)
    assert is_refused("1000 leaves, the database has 750")
    root.execute("SELECT audit_sequence(1000)")
    assert found(log) == {"root"}
    assert is_refused("first 1000 leaves")


def test_an_event_is_hidden_from_searches(log, root):
    root.execute("UPDATE audit_event SET chart = NULL WHERE id = %s", [nth(5)])
    root.execute("UPDATE audit_event SET type = 'signed-in' WHERE id = %s", [nth(6)])
    result = verification.run(log.checkpoints, tree.origin())
    assert result.counts == {"columns": 2}


def test_the_whole_log_is_given_another_name(log, root):
    root.execute("UPDATE audit_log SET id = gen_random_uuid()")
    origin = tree.origin()
    keys = log_keys(log)
    result = verification.run(CheckpointFile(keys[1], origin, keys[0]), origin)
    assert {"columns", "checkpoint"} <= set(result.counts)
    with pytest.raises(sequencer.DisagreementError, match="missing"):
        sequencer.run()


def log_keys(log):
    [public] = (log.folder / "checkpoints").glob("*.vkey")
    [path] = (log.folder / "checkpoints").glob("*.jsonl")
    return (checkpoint.PublicKey.read(public.read_text()),), path


def test_an_event_is_taken_off_the_waiting_list(log, root):
    [event] = log.write()
    root.execute("DELETE FROM audit_pending WHERE event_id = %s", [event])
    assert found(log) == {"nowhere"}


def test_the_sequencer_is_kept_from_working(log, root):
    log.write()
    root.execute(
        "UPDATE audit_event SET recorded_at = now() - interval '61 seconds'"
        " WHERE id = (SELECT max(id) FROM audit_event)"
    )
    assert found(log) == {"late"}
    root.execute("SELECT audit_sequence(10)")
    assert found(log) == {"unsigned"}


def test_triggers_stay_switched_off(log, root):
    result = verification.run(log.checkpoints, tree.origin())
    assert any("audit_keep on audit_event" in each for each in result.shortcomings)


# ---- attacks on the file of checkpoints


def forge(log, root, key, keep=0):
    """Rewrite the database, and the file from line ``keep`` on, signed by ``key``."""
    rewrite(root, nth(600), case="forged")
    rebuild(root)
    file = log.checkpoints
    lines = file.path.read_text().splitlines(keepends=True)
    points = [line.found for line in file.lines()]
    roots = tree.roots(SIZES)
    forged = [
        json.dumps(
            key.sign(
                checkpoint.Checkpoint(
                    point.origin, point.size, roots[point.size], point.signed_at
                )
            ),
            ensure_ascii=False,
        )
        + "\n"
        for point in points
    ]
    file.path.write_text("".join(lines[:keep] + forged[keep:]))


def stolen(log):
    return checkpoint.read_key(sequencer.private_key_file(tree.origin()))


def test_checkpoints_are_signed_again_with_another_key(log, root):
    forge(log, root, checkpoint.SigningKey(tree.origin(), b"x" * 32))
    assert "checkpoint" in found(log)
    assert is_refused("configured keys")


def test_the_key_is_stolen_but_a_copy_of_the_checkpoints_is_elsewhere(log, root):
    copy = log.folder / "copy.jsonl"
    shutil.copy(log.checkpoints.path, copy)
    forge(log, root, stolen(log))
    kept = CheckpointFile(copy, tree.origin(), log.checkpoints.keys)
    assert found(log, kept) == {"root"}


def test_checkpoints_are_dropped_but_the_last_stays(log, root):
    lines = log.checkpoints.path.read_text().splitlines(keepends=True)
    log.checkpoints.path.write_text(lines[-1])
    rewrite(root, nth(10), case="forged")
    rebuild(root)
    assert found(log) == {"root"}


def test_the_file_is_emptied(log, root):
    log.checkpoints.path.write_text("")
    root.execute("UPDATE audit_event SET recorded_at = now() - interval '1 day'")
    assert found(log) == {"unsigned"}


# ---- what passes, and is said to pass


def test_passes_an_event_deleted_before_it_got_its_leaf(log, root):
    [event] = log.write()
    root.execute("DELETE FROM audit_event WHERE id = %s", [event])
    root.execute("DELETE FROM audit_pending WHERE event_id = %s", [event])
    sequencer.run()
    assert found(log) == set()


def test_passes_an_event_edited_before_it_got_its_leaf(log, root):
    [event] = log.write()
    rewrite(root, event, case="forged")
    sequencer.run()
    assert found(log) == set()


def test_passes_a_stolen_key_with_every_copy_of_the_checkpoints_replaced(log, root):
    forge(log, root, stolen(log))
    assert found(log) == set()


def test_passes_a_cut_back_to_a_checkpoint_when_all_later_ones_are_dropped(log, root):
    lines = log.checkpoints.path.read_text().splitlines(keepends=True)
    log.checkpoints.path.write_text("".join(lines[:3]))
    root.execute("DELETE FROM audit_event WHERE id > %s", [nth(749)])
    rebuild(root)
    assert found(log) == set()


def test_passes_what_was_never_written(log):
    """Same transaction and the deferred constraint are there to prevent it."""
    assert found(log) == set()


def test_passes_another_time_of_recording(log, root):
    """Only the body is proven; the signed times of checkpoints bound it from above."""
    root.execute("UPDATE audit_event SET recorded_at = recorded_at - interval '1 year'")
    assert found(log) == set()


def test_hashes_are_over_what_the_event_says(log):
    body = bytes(Event.objects.order_by("id")[0].body)
    leaf = hashlib.sha256(b"\x00" + body).digest()
    assert bytes(tree.leaf_of(nth(0)).leaf_hash) == leaf
