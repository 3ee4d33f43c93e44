"""Have a PostgreSQL of one's own protect the log.

Owns the options and the transaction; ``audit.hardening`` knows what has to hold.
"""

from __future__ import annotations

import os
from argparse import RawDescriptionHelpFormatter
from typing import Any

import environ
import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg import sql

from audit import hardening, rights

ADMIN = "ATTEST_ADMIN_URL"
HELP = """\
Make a role that cannot sign in the owner of everything, leave the application only what
it needs, and have the log's triggers fire always. Says each thing it did; doing it
again changes nothing. Without ATTEST_ADMIN_URL it only says what is missing, and ends
with 1 if anything is.

  ATTEST_ADMIN_URL=postgres://postgres:...@host/attest bin/manage harden_log

The embedded PostgreSQL of bin/demo is hardened from the start.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        app = settings.DATABASE_APP_ROLE
        if url := os.environ.get(ADMIN):
            self._harden(url, app)
        missing = hardening.shortcomings(app)
        for each in missing:
            self.stderr.write(each)
        if missing:
            hint = "" if url else f" Set {ADMIN} to a superuser's address to mend it."
            raise CommandError(f"The log is not hardened.{hint}")
        self.stdout.write("hardened")

    def _harden(self, url: str, app: str) -> None:
        """All or nothing, in one transaction."""
        owner, migrate = settings.DATABASE_OWNER_ROLE, _migrating_role()
        if app in (owner, migrate):
            raise CommandError(f"{app} is the application's role; it cannot also own.")
        try:
            with psycopg.connect(url, connect_timeout=5) as admin:
                _require(admin, app)
                if _make_owner(admin, owner):
                    self.stdout.write(f"made the role {owner}, which cannot sign in")
                for step in hardening.steps(app=app, owner=owner, migrate=migrate):
                    admin.execute(step.statement)
                    self.stdout.write(step.does)
        except psycopg.errors.InsufficientPrivilege as error:
            said = error.diag.message_primary
            raise CommandError(
                f"The role of {ADMIN} may not do this: {said}. It has to be a"
                f" superuser's address; see {rights.GUIDE}."
            ) from error
        except psycopg.Error as error:
            raise CommandError(f"{error}".strip()) from error
        if not migrate:
            self.stdout.write(
                f"migrations need a role that may act as {owner}:"
                " set MIGRATE_DATABASE_URL and run this again"
            )


def _require(admin: psycopg.Connection[Any], app: str) -> None:
    there = admin.execute(
        "SELECT current_database(), rolsuper FROM pg_roles WHERE rolname = %s", [app]
    ).fetchone()
    if there is None or there[0] != settings.DATABASES["default"]["NAME"]:
        raise CommandError(f"{ADMIN} is not the database that {app} uses.")
    if there[1]:
        raise CommandError(
            f"{app} is a superuser, whom nothing stops. Give the application a role of"
            " its own in DATABASE_URL."
        )


def _make_owner(admin: psycopg.Connection[Any], owner: str) -> bool:
    found = admin.execute(
        "SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [owner]
    ).fetchone()
    if found is None:
        name = sql.Identifier(owner)
        admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
    elif found[0]:
        raise CommandError(f"The role {owner} can sign in; choose another owner.")
    return found is None


def _migrating_role() -> str | None:
    url = os.environ.get("MIGRATE_DATABASE_URL")
    return str(environ.Env.db_url_config(url)["USER"]) if url else None
