"""How events get their places, and what keeps the sequencer honest."""

import threading
from itertools import product

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction

from audit import merkle, sequencer, tree, verification
from audit.models import Event, Leaf, Node, Pending
from tests import databases
from tests.audit.conftest import inside

LEAF_TABLES = ("audit_leaf", "audit_node")


def verified(log):
    return verification.run(log.checkpoints, tree.origin())


def kinds(log):
    return set(verified(log).counts)


@pytest.fixture
def single_role():
    if not django_settings.HARDENED:
        pytest.skip("one database role for everything: only triggers protect the log")


def test_waiting_events_get_places_in_the_order_of_their_ids(log):
    keys = log.write(5)
    assert sequencer.run() == sequencer.Pass(taken=5, size=5)
    leaves = Leaf.objects.order_by("leaf_index")
    assert list(leaves.values_list("leaf_index", "event_id")) == list(enumerate(keys))
    assert not Pending.objects.exists()


def test_a_pass_without_anything_to_do_signs_nothing(log):
    log.write(3)
    sequencer.run()
    before = log.checkpoints.path.read_bytes()
    assert sequencer.run() == sequencer.Pass(taken=0, size=3)
    assert log.checkpoints.path.read_bytes() == before


def test_an_empty_log_has_no_checkpoint(log):
    assert sequencer.run() == sequencer.Pass(taken=0, size=0)
    assert log.checkpoints.last() is None


def test_the_database_fills_the_nodes_as_the_frontier_does(log):
    """At every size, however the events came in."""
    log.write(67)
    for batch in (1, 1, 1, 2, 3, 5, 8, 13, 33):
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_sequence(%s)", [batch])
    frontier, nodes = merkle.Frontier(), {}
    for leaf in Leaf.objects.order_by("leaf_index"):
        filled = frontier.append(bytes(leaf.leaf_hash))
        nodes |= {(leaf.pk, at): each for at, each in enumerate(filled, start=1)}
    stored = Node.objects.values_list("leaf_index", "level", "hash")
    assert {(index, level): bytes(each) for index, level, each in stored} == nodes
    assert tree.root(67) == frontier.root()


def test_a_checkpoint_speaks_of_the_root_over_the_bodies(log):
    log.write(10)
    sequencer.run(batch=4)
    frontier, roots = merkle.Frontier(), {}
    for event in Event.objects.order_by("id"):
        frontier.append(merkle.leaf_hash(bytes(event.body)))
        roots[frontier.size] = frontier.root()
    said = [line.found for line in log.checkpoints.lines()]
    assert [point.size for point in said] == [4, 8, 10]
    assert all(point.root == roots[point.size] for point in said)
    assert verified(log).ok


def test_an_event_that_commits_late_only_comes_later(log):
    """A lower id may come after a higher one: no event waits for another's commit."""
    url = databases.environment(log.name)["DATABASE_URL"]
    with psycopg.connect(url) as slow:
        [(body,)] = [(bytes(Event.objects.get(pk=log.write()[0]).body),)]
        slow.execute("INSERT INTO audit_event (body) VALUES (%s)", [body])
        last = log.write()[0]
        assert sequencer.run().size == 2
    assert sequencer.run().size == 3
    order = list(Leaf.objects.order_by("leaf_index").values_list("event_id", flat=True))
    assert order == [order[0], last, last - 1]
    assert verified(log).ok


def test_a_second_sequencer_is_told_that_there_is_one(log):
    log.write()
    url = databases.environment(log.name)["DATABASE_URL"]
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sequencer.LOCK])
        with pytest.raises(sequencer.NotAloneError):
            sequencer.run()
        other.execute("SELECT pg_advisory_unlock(%s)", [sequencer.LOCK])
    assert sequencer.run().taken == 1


def test_the_lock_is_given_back_also_after_a_failure(log, monkeypatch):
    log.write()
    monkeypatch.setattr(sequencer, "_begin", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sequencer.run()
    monkeypatch.undo()
    assert sequencer.run().taken == 1


def test_sequencing_inside_a_transaction_is_refused(log):
    with transaction.atomic(), pytest.raises(RuntimeError, match="committed before"):
        sequencer.run()


def test_leaves_that_a_crash_left_unsigned_are_signed_by_the_next_pass(log):
    log.grow(4)
    log.write(3)
    sequencer._sequence(10)
    assert log.checkpoints.last().size == 4
    assert verified(log).unsigned == 3
    sequencer.run()
    assert log.checkpoints.last().size == 7
    assert verified(log).ok


def test_a_line_cut_short_by_a_crash_is_ignored_and_stays_where_it_is(log):
    log.grow(4)
    with log.checkpoints.path.open("ab") as file:
        file.write(b'"attest/torn\\n12\\nAAA')
    assert log.checkpoints.last().size == 4
    log.grow(6)
    said = [line.found.size for line in log.checkpoints.lines()]
    assert said == [4, 6]
    assert b"torn" in log.checkpoints.path.read_bytes()
    assert verified(log).ok


def test_a_checkpoint_cut_at_any_byte_is_made_again(log):
    log.grow(3)
    whole = log.checkpoints.path.read_bytes()
    for kept in range(len(whole) - 1):
        log.checkpoints.path.write_bytes(whole[:kept])
        assert log.checkpoints.last() is None
    sequencer._compared.clear()
    sequencer.run()
    assert [line.found.size for line in log.checkpoints.lines()] == [3]
    assert verified(log).ok


def test_an_older_file_never_takes_a_shorter_tree(log):
    """A sequencer that was suspended may come back after another went on."""
    log.grow(2, 5)
    [first, _] = [line.note for line in log.checkpoints.lines()]
    assert log.checkpoints.append(first) is False
    assert [line.found.size for line in log.checkpoints.lines()] == [2, 5]


def test_the_earliest_checkpoint_over_a_leaf_is_found_by_halving(log):
    sizes = [1, 2, 5, 9, 10, 17, 30]
    log.grow(*sizes)
    file = log.checkpoints
    for leaf in range(30):
        wanted = min(size for size in sizes if size > leaf)
        assert file.chain.opened(file.covering(leaf)).size == wanted
    assert file.covering(30) == ""


# ---- refusals


def test_a_database_that_was_rolled_back_is_not_signed(log):
    log.grow(3)
    copy = f"{log.name}_backup"
    log.copy(copy)
    log.grow(8)
    before = log.checkpoints.path.read_bytes()
    with inside(copy):
        log.write(9)
        with pytest.raises(sequencer.DisagreementError, match="8 leaves"):
            sequencer.run()
        assert log.checkpoints.path.read_bytes() == before
        assert Pending.objects.count() == 9
    with log.superuser() as maker:
        maker.execute(f"drop database {copy} with (force)")


def test_a_log_without_its_file_is_not_signed_into_a_new_one(log):
    log.grow(3)
    log.checkpoints.path.unlink()
    log.write()
    with pytest.raises(sequencer.DisagreementError, match="missing"):
        sequencer.run()
    assert not log.checkpoints.path.exists()


def test_a_lost_key_is_not_replaced(log):
    log.grow(3)
    sequencer.private_key_file(tree.origin()).unlink()
    with pytest.raises(sequencer.KeyFileError):
        sequencer.run()


def test_another_key_than_the_one_of_the_checkpoints_is_refused(log):
    log.grow(3)
    private = sequencer.private_key_file(tree.origin())
    private.unlink()
    sequencer.checkpoint.make_key(private, tree.origin())
    with pytest.raises(sequencer.DisagreementError, match="not the public half"):
        sequencer.run()


def test_a_checkpoint_that_does_not_hold_is_noticed_at_the_next_start(log):
    log.grow(3, 6)
    lines = log.checkpoints.path.read_text().splitlines()
    lines[0] = lines[0].replace(r"\n3\n", r"\n2\n")
    log.checkpoints.path.write_text("\n".join(lines) + "\n")
    assert sequencer.run().size == 6, "this process has compared that line before"
    sequencer._compared.clear()
    with pytest.raises(sequencer.DisagreementError, match="Line 1"):
        sequencer.run()


def test_an_event_deleted_while_it_waited_stops_the_sequencer(log):
    log.grow(3)
    [gone] = log.write()
    with log.superuser() as root:
        root.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        root.execute("DELETE FROM audit_event WHERE id = %s", [gone])
    with pytest.raises(DatabaseError, match="leaf_hash"):
        sequencer.run()
    assert Pending.objects.filter(pk=gone).exists()
    assert kinds(log) == {"waiting-gone"}


# ---- privileges and triggers


ALTERATIONS = (
    "UPDATE {} SET leaf_index = leaf_index + 1",
    "DELETE FROM {}",
    "TRUNCATE {}",
)
BEYOND = (
    "INSERT INTO {} SELECT * FROM {}",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TABLE {}",
    "SET session_replication_role = 'replica'",
)


def test_the_application_can_only_read_the_tree(log, single_role):
    log.grow(4)
    for table, statement in product(LEAF_TABLES, ALTERATIONS + BEYOND):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement.format(table, table))
    assert verified(log).ok


def test_triggers_stop_even_a_superuser(log):
    log.grow(4)
    with log.superuser() as root:
        for mode in ("origin", "replica"):
            root.execute(f"SET session_replication_role = '{mode}'")
            for table, statement in product(LEAF_TABLES, ALTERATIONS):
                with pytest.raises(psycopg.Error, match="only ever appended to"):
                    root.execute(statement.format(table))
    assert verified(log).ok


def test_waiting_events_cannot_be_taken_off_the_list(log, single_role):
    log.write(2)
    for statement in ("DELETE FROM audit_pending", "TRUNCATE audit_pending"):
        with pytest.raises(DatabaseError, match="denied"), connection.cursor() as some:
            some.execute(statement)


def test_nobody_else_may_give_places(log, single_role):
    with log.superuser() as root:
        root.execute("DROP ROLE IF EXISTS attest_nobody")
        root.execute("CREATE ROLE attest_nobody")
        try:
            root.execute("GRANT USAGE ON SCHEMA public TO attest_nobody")
            root.execute("SET ROLE attest_nobody")
            with pytest.raises(psycopg.Error, match="denied"):
                root.execute("SELECT audit_sequence(10)")
            root.execute("RESET ROLE")
        finally:
            root.execute("DROP OWNED BY attest_nobody")
            root.execute("DROP ROLE attest_nobody")


def test_a_trap_in_the_search_path_changes_no_place(log):
    log.write(4)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_leaf (leaf_index bigint)")
        cursor.execute("CREATE TEMPORARY TABLE audit_pending (event_id bigint)")
        cursor.execute("SELECT audit_sequence(10)")
        assert cursor.fetchone() == (4,)
        cursor.execute("SELECT count(*) FROM public.audit_leaf")
        assert cursor.fetchone() == (4,)


def test_two_sequencers_at_once_give_each_event_one_place(log):
    """Straight at the function, past the lock that the sequencer itself takes."""
    log.grow(1)
    log.write(199)
    url = databases.environment(log.name)["DATABASE_URL"]

    def hurry():
        with psycopg.connect(url, autocommit=True) as mine:
            for _ in range(20):
                mine.execute("SELECT audit_sequence(7)")

    hands = [threading.Thread(target=hurry) for _ in range(3)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    sequencer.run()
    assert Leaf.objects.count() == 200
    assert verified(log).ok
