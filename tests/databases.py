"""Test databases: one template with the code release loaded, clones of it for tests.

The trail's tables refuse TRUNCATE, so no database is ever flushed. Ordinary tests roll
back in one clone; tests on real processes share another, where rows stay and every test
makes charts of its own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from psycopg import sql

from launcher import postgres

REPO = Path(__file__).resolve().parent.parent
PREFIX = "attest_template_"
# Whatever changes what the template holds: its name is a hash over these.
INGREDIENTS = (
    "*/migrations/*.py",
    "coding/management/commands/load_release.py",
    "coding/management/*.py",
    "coding/*loader.py",
    "coding/*files.py",
    "coding/references.py",
    "coding/knowledge/search.toml",
    "coding/search_index.py",
    "coding/wordings.py",
    "coding/tabular.py",
    "bin/launcher/*.sql",
    "requirements.txt",
)


def admin_url() -> str:
    return os.environ["ATTEST_TEST_ADMIN_URL"]


def template(connection) -> str:
    """The template's name, made first when nothing like it is there."""
    name = PREFIX + _recipe()
    if not postgres.exists(connection, name):
        for old in _old_ones(connection):
            postgres.drop(connection, old)
        _make(connection, name)
    return name


def _recipe() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for pattern in INGREDIENTS:
        for path in sorted(REPO.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _old_ones(connection) -> list[str]:
    rows = connection.execute(
        "select datname from pg_database where datname like %s", [f"{PREFIX}%"]
    )
    return [name for (name,) in rows.fetchall()]


def _make(connection, name: str) -> None:
    fresh = f"{name}_fresh"
    postgres.drop(connection, fresh)
    if os.environ.get("MIGRATE_DATABASE_URL"):
        postgres.make_database(admin_url(), fresh)
    else:
        connection.execute(f"create database {fresh}")
    manage(fresh, "migrate", "--verbosity=0")
    if (REPO / "coding/management/commands/load_release.py").exists():
        manage(fresh, "load_release")
    connection.execute(f"alter database {fresh} rename to {name}")


def manage(database: str, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=REPO, env=environment(database), capture_output=True, text=True
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"


def environment(database: str) -> dict[str, str]:
    """The environment of a process that works on that database."""
    names = ("DATABASE_URL", "MIGRATE_DATABASE_URL")
    there = {
        name: postgres.in_database(os.environ[name], database)
        for name in names
        if os.environ.get(name)
    }
    # All copies of the template are the same log to the one who signs it.
    folder = str(checkpoints(database))
    log = {"ATTEST_CHECKPOINTS": folder, "ATTEST_LOG_KEYS": folder}
    return os.environ | there | log | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def checkpoints(database: str) -> Path:
    """Where the checkpoints of a test database are, and their key."""
    return Path(tempfile.gettempdir()) / f"{database}-checkpoints"


def clone(purpose: str) -> Iterator[str]:
    """A copy of the template for as long as the session lasts."""
    name = f"attest_{purpose}_{os.getpid()}"
    with postgres.connect(admin_url()) as connection:
        # Two runs at once would both make the template, or one drop what one copies.
        connection.execute("select pg_advisory_lock(20261120)")
        source = template(connection)
        postgres.drop(connection, name)
        shutil.rmtree(checkpoints(name), ignore_errors=True)
        copy = sql.SQL("create database {} template {}")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(source)))
    yield name
    shutil.rmtree(checkpoints(name), ignore_errors=True)
    with postgres.connect(admin_url()) as connection:
        postgres.drop(connection, name)
