"""Logs that may be committed to and attacked: small databases of their own.

``log`` is an empty log in a throw-away database with a folder of its own for key and
checkpoints. Ordinary tests of the trail roll back in the shared database instead.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from audit import sequencer
from audit.actions import SYSTEM, record
from audit.events import CaseResumed
from audit.models import Event
from launcher import postgres
from tests import databases
from tests.audit.stories import CHART

numbers = count(1)


@pytest.fixture(scope="session")
def empty_log() -> Iterator[str]:
    """A database with the trail's tables and nothing else."""
    name = f"attest_trail_{os.getpid()}"
    with postgres.connect(databases.admin_url()) as maker:
        make_database(maker, name)
        databases.manage(name, "migrate", "--verbosity=0", "audit")
        yield name
        postgres.drop(maker, name)


def make_database(maker, name):
    postgres.drop(maker, name)
    if settings.HARDENED:
        postgres.make_database(databases.admin_url(), name)
    else:
        maker.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


@contextmanager
def inside(name):
    """Django's one connection on that database, for a while."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


class LogDatabase:
    """One throw-away log: writing to it, sequencing it, attacking it."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder

    @property
    def checkpoints(self):
        return sequencer.checkpoint_file()

    def write(self, number=1, chart=CHART):
        """So many events, each committed by itself."""
        keys = []
        for _ in range(number):
            with transaction.atomic():
                fact = CaseResumed(chart=chart, case=str(next(numbers)))
                keys.append(record(fact, by=SYSTEM))
        return keys

    def grow(self, *sizes):
        """Write and sequence so that there is a checkpoint at each of these sizes."""
        for size in sizes:
            with transaction.atomic():
                for _ in range(size - Event.objects.count()):
                    record(CaseResumed(chart=CHART, case="1"), by=SYSTEM)
            sequencer.run()

    def superuser(self):
        """A connection that nothing stops."""
        url = postgres.in_database(databases.admin_url(), self.name)
        opened = psycopg.connect(url, autocommit=True)
        [(can,)] = opened.execute("select usesuper from pg_user where usename = user")
        if not can:
            opened.close()
            pytest.skip("the tests were given a server without its superuser")
        return opened

    def copy(self, name):
        """A second database with the same content, as a backup would give."""
        connection.close()
        with postgres.connect(databases.admin_url()) as maker:
            postgres.drop(maker, name)
            command = sql.SQL("create database {} template {}")
            names = sql.Identifier(name), sql.Identifier(self.name)
            maker.execute(command.format(*names))


@pytest.fixture
def log_folder(settings, tmp_path):
    settings.CHECKPOINTS = tmp_path / "checkpoints"
    settings.LOG_KEYS = tmp_path / "keys"
    settings.REPORTS = tmp_path / "reports"
    return tmp_path


@pytest.fixture
def log(empty_log, log_folder, django_db_blocker) -> Iterator[LogDatabase]:
    yield from throw_away(empty_log, log_folder, django_db_blocker)


def throw_away(source, folder, blocker):
    """A copy of a log's database for one test."""
    there = LogDatabase(f"{source}_{next(numbers)}", folder)
    LogDatabase(source, folder).copy(there.name)
    with blocker.unblock(), inside(there.name):
        sequencer._compared.clear()
        yield there
    with postgres.connect(databases.admin_url()) as maker:
        postgres.drop(maker, there.name)
