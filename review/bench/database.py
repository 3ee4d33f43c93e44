"""A database of the bench's own, made before it and dropped after it or kept.

Owns its life: empty, migrated, with the code lists of the installation copied in. No
chart, person or event is copied, and nothing is written outside it and a folder that
goes with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg import sql

from audit import rights
from coding.codes import ICD10CM
from coding.models import Release

# Whoever may make databases; bin/manage names the embedded server's.
ADMIN = "ATTEST_BENCH_ADMIN_URL"
INSIDE = "ATTEST_BENCH"
KEPT = "attest_bench_kept"
RIGHTS = "bin/launcher/database.sql"
# Everything else of `coding` is what official files say.
OF_CHARTS = {"chart", "chartversion", "chartdocument", "document", "run"}
OF_CHARTS |= {"intakeexception"}


class CannotMake(Exception):  # noqa: N818  reads better where it is caught
    """No database could be made; the message says what would mend it."""


def require_lists() -> None:
    """Refuses an installation that has nothing to copy."""
    if Release._meta.db_table not in connection.introspection.table_names():
        raise CannotMake(
            "This database has no tables yet: `bin/manage migrate`, then"
            " `bin/manage load_release`."
        )
    if behind := rights.behind_the_code():
        raise CannotMake(behind)
    if not Release.objects.of(ICD10CM).exists():
        raise CannotMake("No ICD-10-CM is loaded yet: `bin/manage load_release`.")


@contextmanager
def throw_away() -> Iterator[dict[str, str]]:
    """The environment of processes that work on the new database."""
    name, folder = f"attest_bench_{os.getpid()}", Path(mkdtemp(prefix="attest-bench-"))
    try:
        yield _made(name, folder)
    finally:
        drop(name, folder)


@contextmanager
def kept() -> Iterator[dict[str, str]]:
    """The same for a database that stays, with its rows, for the next bench.

    One that could not be made whole is not kept.
    """
    name, folder = KEPT, Path(settings.VAR) / "bench"
    if _exists(name) and folder.is_dir():
        there = _environment(name, folder)
        _manage(there, "migrate", "--verbosity=0")
    else:
        drop(name, folder)
        try:
            folder.mkdir(parents=True)
            there = _made(name, folder)
        except BaseException:
            drop(name, folder)
            raise
    yield there


def drop(name: str, folder: Path) -> None:
    with psycopg.connect(_admin(), autocommit=True) as maker:
        gone = sql.SQL("drop database if exists {} with (force)")
        maker.execute(gone.format(sql.Identifier(name)))
    shutil.rmtree(folder, ignore_errors=True)


def _made(name: str, folder: Path) -> dict[str, str]:
    _create(_admin(), name)
    there = _environment(name, folder)
    _manage(there, "migrate", "--verbosity=0")
    _copy_lists(there["DATABASE_URL"])
    _share_compiled(folder)
    return there


def _exists(name: str) -> bool:
    with psycopg.connect(_admin(), autocommit=True) as maker:
        asked = maker.execute("select 1 from pg_database where datname = %s", [name])
        return asked.fetchone() is not None


def _admin() -> str:
    return os.environ.get(ADMIN) or os.environ["DATABASE_URL"]


def _create(admin: str, name: str) -> None:
    try:
        with psycopg.connect(admin, autocommit=True) as maker:
            make = sql.SQL("create database {}")
            maker.execute(make.format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise CannotMake(
            f"This role may not make a database. Set {ADMIN} to one that may."
        ) from error
    if settings.HARDENED:
        with psycopg.connect(_in(admin, name), autocommit=True) as inside:
            inside.execute((settings.BASE_DIR / RIGHTS).read_bytes())


def _environment(name: str, folder: Path) -> dict[str, str]:
    moved = {
        url: _in(os.environ[url], name)
        for url in ("DATABASE_URL", "MIGRATE_DATABASE_URL")
        if os.environ.get(url)
    }
    own = {
        INSIDE: str(folder),
        "ATTEST_VAR": str(folder),
        "ATTEST_CHECKPOINTS": str(folder / "checkpoints"),
        "ATTEST_LOG_KEYS": str(folder / "keys"),
        "CELERY_QUEUE": name,
    }
    return {**os.environ, **moved, **own}


def _in(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CannotMake(f"`{arguments[0]}` failed: {done.stderr[-2000:]}")


def _copy_lists(target: str) -> None:
    """In one transaction, so that rows may come before those they point at."""
    connection.ensure_connection()
    source = connection.connection
    with psycopg.connect(target) as there, source.cursor() as reading:
        for model in _lists():
            table, columns = _shape(model)
            out = sql.SQL("copy {} ({}) to stdout").format(table, columns)
            into = sql.SQL("copy {} ({}) from stdin").format(table, columns)
            with reading.copy(out) as rows, there.cursor().copy(into) as writing:
                for data in rows:
                    writing.write(data)


def _lists() -> list[type[models.Model]]:
    every = apps.get_app_config("coding").get_models()
    return [model for model in every if model._meta.model_name not in OF_CHARTS]


def _shape(model: type[models.Model]) -> tuple[sql.Identifier, sql.Composed]:
    columns = [
        sql.Identifier(field.column)
        for field in model._meta.local_concrete_fields
        if field.column and not isinstance(field, models.GeneratedField)
    ]
    return sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)


def analyse() -> None:
    """What autovacuum would do for tables of this size, at once; inside only."""
    with psycopg.connect(here(), autocommit=True) as inside:
        inside.execute("ANALYZE")


def here() -> str:
    """The bench's own database, as whoever made it."""
    return _in(_admin(), str(connection.settings_dict["NAME"]))


def _share_compiled(folder: Path) -> None:
    """Compiled books and lexicons are the installation's own; others would be equal."""
    compiled = Path(settings.VAR) / "compiled"
    compiled.mkdir(parents=True, exist_ok=True)
    (folder / "compiled").symlink_to(compiled)
