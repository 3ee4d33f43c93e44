"""What PostgreSQL itself guarantees of the log, whoever writes the code above it."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from audit import canonical
from audit.actions import SYSTEM, record
from audit.events import CaseResumed, SignedIn
from audit.models import Event, Log, Pending
from launcher import postgres
from tests.audit.stories import CHART

ALTERATIONS = {
    "update": "UPDATE audit_event SET body = body",
    "delete": "DELETE FROM audit_event",
    "truncate": "TRUNCATE audit_event CASCADE",
    "disable trigger": "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "drop": "DROP TABLE audit_event CASCADE",
    "replica mode": "SET session_replication_role = 'replica'",
}


def append(**changes):
    """A body straight into the table, past the writer."""
    body = {
        "type": "signed-out",
        "schema": 1,
        "log": str(Log.objects.get().pk),
        "salt": "0" * 32,
        "occurred_at": "2026-05-14T10:00:00.000000Z",
        "actor": {"kind": "system", "id": "attest"},
        "reason": "idle",
    }
    return insert(canonical.dumps(body | changes))


def insert(body, columns="body", values="%s"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({columns}) VALUES ({values}) RETURNING id",
            [body],
        )
        return Event.objects.get(pk=cursor.fetchone()[0])


@pytest.fixture
def as_superuser(db):
    """A connection that no privilege stops; nothing that it does is kept."""
    url = postgres.in_database(
        os.environ["ATTEST_TEST_ADMIN_URL"], connection.settings_dict["NAME"]
    )
    with psycopg.connect(url) as other:
        if not other.execute(
            "SELECT usesuper FROM pg_user WHERE usename = user"
        ).fetchone()[0]:
            pytest.skip("the tests were given a server without its superuser")
        yield other
        other.rollback()


@pytest.mark.parametrize("statement", ALTERATIONS.values(), ids=ALTERATIONS)
def test_the_application_cannot_change_the_log(db, statement):
    if not settings.HARDENED:
        pytest.skip("one database role for everything: only triggers protect the log")
    append()
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["audit_log", "audit_pending"])
def test_the_application_cannot_touch_what_belongs_to_the_log(db, table):
    if not settings.HARDENED:
        pytest.skip("one database role for everything: only triggers protect the log")
    append()
    for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize("mode", ["origin", "replica"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_id = 'somebody else'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "UPDATE audit_log SET begun_at = begun_at",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
    ],
)
def test_triggers_stop_even_a_superuser(as_superuser, statement, mode):
    as_superuser.execute(
        "INSERT INTO audit_event (body) SELECT convert_to(json_build_object("
        "'type', 'x', 'schema', 1, 'log', id, 'salt', repeat('0', 32), 'occurred_at',"
        "'2026-05-14T10:00:00.000000Z', 'actor', json_build_object("
        "'kind', 'system', 'id', 'x'))::text, 'UTF8') FROM audit_log"
    )
    as_superuser.execute(f"SET LOCAL session_replication_role = '{mode}'")
    with pytest.raises(psycopg.Error, match="only ever appended to"):
        as_superuser.execute(statement)


def test_the_leaf_hash_is_over_the_exact_bytes(db):
    event = append()
    leaf = hashlib.sha256(b"\x00" + bytes(event.body)).digest()
    assert bytes(event.leaf_hash) == leaf


def test_the_time_of_recording_is_the_databases_whatever_was_given(as_superuser):
    [(given, recorded)] = as_superuser.execute(
        "INSERT INTO audit_event (body, recorded_at, type, chart) "
        "SELECT convert_to(json_build_object('type', 'x', 'schema', 1, 'log', id,"
        "'salt', repeat('0', 32), 'occurred_at', '2001-01-01T00:00:00.000000Z',"
        "'actor', json_build_object('kind', 'system', 'id', 'x'))::text, 'UTF8'),"
        "'2001-01-01', 'forged', gen_random_uuid() FROM audit_log "
        "RETURNING type, recorded_at"
    ).fetchall()
    assert given == "x"
    assert abs(datetime.now(UTC) - recorded) < timedelta(hours=1)


@pytest.mark.parametrize("column", ["recorded_at", "occurred_at"])
def test_the_application_cannot_even_name_the_other_columns(db, column):
    if not settings.HARDENED:
        pytest.skip("one database role for everything: the trigger overwrites instead")
    body = bytes(append().body)
    with pytest.raises(DatabaseError, match="permission denied"):
        insert(body, f"body, {column}", "%s, '2001-01-01'")


def test_columns_repeat_what_the_body_says(db):
    with transaction.atomic():
        number = record(CaseResumed(chart=CHART, case="2041"), by=SYSTEM)
    event = Event.objects.get(pk=number)
    assert (event.type, str(event.chart), event.case_id, event.patient) == (
        "case-resumed",
        CHART,
        "2041",
        None,
    )
    assert (event.actor_kind, event.actor_id) == ("system", "attest")
    assert event.occurred_at.isoformat() in event.content["occurred_at"].replace(
        "Z", "+00:00"
    )
    assert str(event.log) == event.content["log"]


def test_every_event_waits_for_the_tree(db):
    assert Pending.objects.filter(pk=append().pk).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"salt": "short"},
        {"salt": 7},
        {"actor": "attest"},
        {"actor": {"kind": "system"}},
        {"schema": "1"},
        {"type": 1},
        {"log": "00000000-0000-0000-0000-000000000000"},
        {"log": "not a uuid"},
        {"occurred_at": "yesterday at noon"},
        {"chart": "not a uuid"},
    ],
)
def test_a_body_without_the_envelope_is_refused(db, changes):
    with pytest.raises(DatabaseError):
        append(**changes)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"7", b"{", b"\xff\xfe", b"null"])
def test_a_body_that_is_no_event_is_refused(db, body):
    with pytest.raises(DatabaseError):
        insert(body)


def test_a_search_path_with_traps_changes_nothing(as_superuser):
    as_superuser.execute("CREATE SCHEMA trap")
    as_superuser.execute("CREATE TABLE trap.audit_pending (event_id bigint)")
    as_superuser.execute("CREATE TABLE trap.audit_log (id uuid)")
    as_superuser.execute(
        "CREATE FUNCTION trap.clock_timestamp() RETURNS timestamptz "
        "LANGUAGE sql AS 'SELECT ''2001-01-01''::timestamptz'"
    )
    as_superuser.execute("SET LOCAL search_path = trap, public, pg_catalog")
    [(number, recorded)] = as_superuser.execute(
        "INSERT INTO audit_event (body) SELECT convert_to(json_build_object("
        "'type', 'x', 'schema', 1, 'log', id, 'salt', repeat('0', 32), 'occurred_at',"
        "'2026-05-14T10:00:00.000000Z', 'actor', json_build_object("
        "'kind', 'system', 'id', 'x'))::text, 'UTF8') FROM public.audit_log "
        "RETURNING id, recorded_at"
    ).fetchall()
    waiting = as_superuser.execute(
        "SELECT count(*) FROM public.audit_pending WHERE event_id = %s", [number]
    ).fetchone()
    assert waiting == (1,)
    assert recorded.year > 2001


def test_the_tables_can_be_made_and_unmade_by_a_single_role():
    name = f"attest_single_{os.getpid()}"
    url = os.environ["ATTEST_TEST_ADMIN_URL"]
    there = postgres.in_database(url, name)
    with postgres.connect(url) as maker:
        postgres.drop(maker, name)
        maker.execute(f"create database {name}")
        try:
            for target in ((), ("zero",), ()):
                migrate(there, "audit", *target)
            with psycopg.connect(there) as alone:
                assert alone.execute("select count(*) from audit_log").fetchone() == (
                    1,
                )
        finally:
            postgres.drop(maker, name)


def migrate(url, *arguments):
    alone = os.environ | {"DATABASE_URL": url}
    alone.pop("MIGRATE_DATABASE_URL", None)
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", *arguments]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=alone, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_when_it_happened_may_lie_before_it_was_recorded(db):
    earlier = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)
    with transaction.atomic():
        number = record(SignedIn(), by=SYSTEM, at=earlier)
    event = Event.objects.get(pk=number)
    assert event.occurred_at == earlier
    assert event.recorded_at > earlier
