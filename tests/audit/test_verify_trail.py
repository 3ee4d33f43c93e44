"""The commands of the trail: what they say, keep and end with."""

import io
import json
import os
import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from audit import hardening, reports, sequencer, standing, tasks
from audit.models import Event, Leaf
from launcher import postgres
from tests import databases


def run(name, *arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=err)
    return out.getvalue()


def spoil(log):
    with log.superuser() as root:
        root.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_keep")
        root.execute("UPDATE audit_event SET chart = NULL")
        root.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_keep")


# ---- verify_trail


def test_a_log_that_is_as_signed_says_so(log):
    log.grow(3, 7)
    said = run("verify_trail")
    assert "7 leaves, 7 events" in said
    assert "2 checkpoints, the last over 7" in said
    assert "all as signed" in said


def test_the_report_is_kept_and_the_trail_tells_of_it(log):
    log.grow(3)
    report = json.loads(run("verify_trail", "--json"))
    assert report["ok"] and report["leaves"] == 3
    assert report["last_checkpoint"]["size"] == 3
    with open(report.pop("report")) as file:
        assert json.load(file) == report
    fact = Event.objects.last().fact
    assert (fact.type, fact.outcome, fact.leaves) == ("trail-verified", "ok", 3)
    assert reports.latest().ok


def test_a_log_that_is_not_as_signed_is_told_and_ends_badly(log, caplog):
    log.grow(3)
    spoil(log)
    with pytest.raises(CommandError, match="not as it was signed"):
        run("verify_trail")
    assert "did not verify" in caplog.text
    caplog.clear()
    fact = Event.objects.last().fact
    assert (fact.outcome, fact.problems) == ("failed", 3)
    assert (reports.latest().ok, reports.latest().problems) == (False, 3)
    assert standing.verified().startswith("FAILED")


def test_a_report_holds_nothing_of_an_event(log, caplog):
    chart = str(uuid4())
    log.write(4, chart=chart)
    sequencer.run()
    spoil(log)
    report, path = reports.verify()
    assert report["problems"] and chart not in path.read_text()
    caplog.clear()


def test_another_copy_of_the_checkpoints_may_be_the_judge(log, tmp_path, caplog):
    log.grow(3, 6)
    copy, key = tmp_path / "copy.jsonl", str(log.checkpoints.keys[0])
    copy.write_bytes(log.checkpoints.path.read_bytes())
    assert "all as signed" in run("verify_trail", "--checkpoints", str(copy))
    assert "all as signed" in run("verify_trail", "--key", key)
    other = str(sequencer.checkpoint.SigningKey("x", b"x" * 32).public)
    with pytest.raises(CommandError, match="not as it was signed"):
        run("verify_trail", "--checkpoints", str(copy), "--key", other)
    with pytest.raises(CommandError, match="nothing at"):
        run("verify_trail", "--checkpoints", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="public key"):
        run("verify_trail", "--key", "x")
    caplog.clear()


def test_an_empty_log_and_one_without_checkpoints_can_be_verified(log):
    assert "0 leaves" in run("verify_trail")
    log.write(3)
    assert "4 waiting" in run("verify_trail")


def test_a_chart_is_exported_with_its_proof(log, tmp_path):
    chart = str(uuid4())
    log.write(3, chart=chart)
    sequencer.run()
    said = run("verify_trail", "--export-chart", chart, str(tmp_path / "out"))
    assert "3 events" in said
    log.write(1, chart=chart)
    with pytest.raises(CommandError, match="Not every event"):
        run("verify_trail", "--export-chart", chart, str(tmp_path / "more"))


# ---- beat's tasks and health


def test_beat_takes_events_in_and_verifies(log):
    log.write(3)
    assert standing.waiting().startswith("3, the oldest for")
    tasks.sequence()
    assert Leaf.objects.count() == 3
    assert standing.waiting() == "none"
    assert standing.verified() == "never"
    tasks.verify()
    assert standing.verified().startswith("ok at")
    assert standing.now().last.size == 3


def test_a_sequencer_that_must_not_sign_says_so_once(log, caplog):
    log.grow(3)
    log.checkpoints.path.unlink()
    tasks._say.cache_clear()
    tasks.sequence()
    tasks.sequence()
    assert caplog.text.count("the log is not being signed") == 1
    caplog.clear()


def test_beat_runs_both_by_itself(settings):
    names = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"audit.tasks.sequence", "audit.tasks.verify"} <= names
    # A message that is taken late would come back to a second worker meanwhile.
    assert not tasks.verify.acks_late


# ---- sequence_trail


def test_the_loop_ends_with_a_code_for_each_refusal(log):
    log.write(3)
    assert "3 events taken in" in run("sequence_trail", "--once")
    url = databases.environment(log.name)["DATABASE_URL"]
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sequencer.LOCK])
        with pytest.raises(CommandError) as ended:
            run("sequence_trail", "--once")
        other.execute("SELECT pg_advisory_unlock(%s)", [sequencer.LOCK])
    assert ended.value.returncode == 3
    log.checkpoints.path.write_text("x\n")
    sequencer._compared.clear()
    with pytest.raises(CommandError) as ended:
        run("sequence_trail", "--once")
    assert ended.value.returncode == 4


# ---- harden_log


@pytest.fixture
def soft(log, django_db_blocker):
    """A database of one role, as somebody has it who followed no advice."""
    with log.superuser() as root:
        role = f"attest_soft_{os.getpid()}"
        owner = f"{role}_owner"
        root.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
        name = f"{log.name}_soft"
        root.execute(f"CREATE DATABASE {name} OWNER {role}")
        url = databases.admin_url().split("@")[1].rsplit("/", 1)[0]
        yield f"postgres://{role}:x@{url}/{name}", name, role, owner
        root.execute(f"DROP DATABASE {name} WITH (FORCE)")
        root.execute(f"DROP ROLE {role}")
        root.execute(f"DROP ROLE IF EXISTS {owner}")


def manage(url, owner, *arguments, **more):
    env = os.environ | {"DATABASE_URL": url, "ATTEST_DATABASE_OWNER": owner} | more
    env.pop("MIGRATE_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=django_settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
    )


def test_a_log_of_ones_own_is_hardened_once_and_stays_so(soft, log):
    url, name, role, owner = soft
    done = manage(url, owner, "migrate", "--verbosity=0", "audit")
    assert done.returncode == 0, done.stderr
    checked = manage(url, owner, "harden_log")
    assert checked.returncode == 1
    assert f"belong to {role}, which can sign in" in checked.stderr
    admin = postgres.in_database(databases.admin_url(), name)
    first = manage(url, owner, "harden_log", ATTEST_ADMIN_URL=admin)
    assert first.returncode == 0, first.stderr
    assert f"made the role {owner}" in first.stdout
    assert first.stdout.endswith("hardened\n")
    again = manage(url, owner, "harden_log", ATTEST_ADMIN_URL=admin)
    assert again.returncode == 0, again.stderr
    assert f"made the role {owner}" not in again.stdout
    assert manage(url, owner, "harden_log").stdout == "hardened\n"
    with psycopg.connect(url, autocommit=True) as app:
        for statement in (
            "DELETE FROM audit_event",
            "ALTER TABLE audit_event DISABLE TRIGGER ALL",
            "INSERT INTO audit_leaf VALUES (0, 1, 'x')",
            "DELETE FROM audit_pending",
            "DROP FUNCTION audit_refuse CASCADE",
            f"SET ROLE {owner}",
        ):
            with pytest.raises(psycopg.Error, match=r"permission denied|must be owner"):
                app.execute(statement)
        assert app.execute("SELECT audit_sequence(10)").fetchone() == (0,)


def test_verifying_says_that_a_single_role_is_not_hardened(soft, log):
    url, name, role, owner = soft
    assert manage(url, owner, "migrate", "--verbosity=0", "audit").returncode == 0
    folders = {"ATTEST_CHECKPOINTS": str(log.folder / "soft")}
    folders |= {
        "ATTEST_LOG_KEYS": str(log.folder / "soft"),
        "ATTEST_VAR": str(log.folder),
    }
    done = manage(url, owner, "verify_trail", **folders)
    assert done.returncode == 0, done.stderr
    assert "not hardened" in done.stdout


def test_the_applications_role_may_not_become_the_owner(soft):
    url, name, role, _ = soft
    admin = postgres.in_database(databases.admin_url(), name)
    done = manage(url, role, "harden_log", ATTEST_ADMIN_URL=admin)
    assert done.returncode == 1
    assert "cannot also own" in done.stderr


# ---- a role that may not, and tables that are older than the code


def test_who_may_not_create_is_told_so_in_one_line(soft):
    url, name, role, owner = soft
    admin = postgres.in_database(databases.admin_url(), name)
    with postgres.connect(admin) as root:
        root.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        root.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for command in ("migrate", "harden_log"):
        done = manage(url, owner, command, ATTEST_ADMIN_URL=url)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1, done.stderr
        assert "permission denied" in done.stderr
        assert 'docs/operations.md, "The database and its three' in done.stderr
        assert (role if command == "migrate" else "ATTEST_ADMIN_URL") in done.stderr


def test_tables_older_than_the_code_lead_to_migrate(soft):
    url, name, role, owner = soft
    assert manage(url, owner, "migrate", "--verbosity=0", "audit").returncode == 0
    done = manage(url, owner, "seed_demo", ATTEST_DEMO="1")
    assert done.returncode == 1
    assert done.stderr.startswith(f"The tables of {name} are older than this code: ")
    assert done.stderr.endswith("Run `bin/manage migrate`.\n")


def test_the_embedded_log_is_hardened(log):
    if not django_settings.HARDENED:
        pytest.skip("one database role for everything")
    assert hardening.shortcomings() == []


@pytest.mark.parametrize(
    "statement, said",
    [
        ("GRANT UPDATE ON audit_leaf TO {}", "may UPDATE on audit_leaf"),
        (
            "ALTER TABLE audit_event DISABLE TRIGGER audit_keep",
            "audit_keep on audit_event is missing",
        ),
        (
            "ALTER TABLE audit_node ENABLE TRIGGER audit_keep_all",
            "audit_keep_all on audit_node is missing",
        ),
    ],
)
def test_every_gap_in_the_protection_is_named(log, statement, said):
    if not django_settings.HARDENED:
        pytest.skip("one database role for everything")
    app = django_settings.DATABASE_APP_ROLE
    with log.superuser() as root:
        root.execute(statement.format(app))
    assert [each for each in hardening.shortcomings() if said in each]


def test_a_role_that_may_act_as_the_owner_is_no_application(log):
    if not django_settings.HARDENED:
        pytest.skip("one database role for everything")
    found = hardening.shortcomings("attest_migrate")
    assert "attest_migrate may act as the owner of the log." in found
