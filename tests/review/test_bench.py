"""The bench as a shell calls it: every figure, and nothing left behind."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from launcher import postgres
from review.bench import MEASURES, database
from tests import databases
from tests.databases import REPO

NAMES = {
    "coding_notes_per_s",
    "coding_cpu_ms_per_note",
    "worker_start_s",
    "worker_pss_mb",
    "ingest_charts_per_s",
    "claims_per_s",
    "claims_doubled",
    "worklist_p95_ms",
    "case_p95_ms",
    "decision_p95_ms",
    "search_p95_ms",
    "export_s",
    "dashboard_p95_ms",
    "sign_p95_ms",
    "next_chart_p95_ms",
    "long_chart_code_s",
    "long_chart_page_p95_ms",
    "long_chart_switch_p95_ms",
    "long_chart_decision_p95_ms",
    "log_ratio",
    "verify_events_per_s",
    "timeline_p95_ms",
    "trail_p95_ms",
}


def bench(*arguments):
    admin = {"ATTEST_BENCH_ADMIN_URL": databases.admin_url()}
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *arguments],
        cwd=REPO,
        env=os.environ | admin | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def installation(live, monkeypatch):
    """The bench reads code lists here, and must leave the rest alone."""
    for name, value in live.environment.items():
        monkeypatch.setenv(name, value)
    return live


def test_the_names_are_those_that_others_ask_for():
    assert set(MEASURES) == NAMES


def test_a_measure_that_does_not_exist_is_named(installation):
    done = bench("light_speed")
    assert done.returncode == 1 and "no measure light_speed" in done.stderr


def test_an_installation_without_tables_is_told_what_to_do(installation, monkeypatch):
    empty = postgres.in_database(os.environ["DATABASE_URL"], "postgres")
    monkeypatch.setenv("DATABASE_URL", empty)
    done = bench("claims_per_s")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "CommandError: This database has no tables yet: `bin/manage migrate`, then"
        " `bin/manage load_release`."
    )


def test_tables_older_than_the_code_are_told_before_anything_is_made(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'review'")
    with pytest.raises(database.CannotMake, match=r"review 0001.*`bin/manage migrate`"):
        database.require_lists()


@pytest.mark.slow
def test_everything_is_measured_and_nothing_stays(installation):
    from audit.models import Event
    from review.models import Case, User

    models = (Event, Case, User)
    before = [model.objects.count() for model in models]
    done = bench("--cases", "24", "--events", "500", "--seconds", "0.3", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["measures"]) == NAMES
    for name, figure in told["measures"].items():
        assert figure["unit"] and figure["n"] >= 1, name
        assert figure["value"] > 0 or name == "claims_doubled", name
    assert told["measures"]["claims_doubled"]["value"] == 0
    assert told["measures"]["decision_p95_ms"]["lost"] == 0
    assert {"cpu", "cores", "python", "postgres", "load_average"} <= set(
        told["machine"]
    )
    assert before == [model.objects.count() for model in models]
    with postgres.connect(databases.admin_url()) as connection:
        left = "select 1 from pg_database where datname like 'attest_bench_%'"
        assert connection.execute(left).fetchone() is None
