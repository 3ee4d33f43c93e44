"""What a database refuses a command, in a sentence for whoever runs it.

Owns telling "this role may not" and "these tables are older than the code" from every
other error, which stays what it was. Reads nothing of a row: the server's first line
names a table, a column or a schema, never a value.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import errors

GUIDE = 'docs/operations.md, "The database and its three roles"'
#: Tables or columns that the code asks for and the database has not.
ABSENT = (errors.UndefinedTable, errors.UndefinedColumn)


def sentence(error: BaseException, command: str) -> str | None:
    """What is missing and where it is told; None for an error of another kind."""
    for each in _behind(error):
        if isinstance(each, errors.InsufficientPrivilege):
            return denied(each, command)
        if isinstance(each, ABSENT):
            # What failed may have left the connection within a broken transaction.
            connection.close()
            return behind_the_code()
    return None


def denied(error: psycopg.Error, command: str) -> str:
    """Who asked, for what, and what the server said: its first line alone."""
    said = error.diag.message_primary or "permission denied"
    role = connection.settings_dict["USER"] or "of your own account"
    return (
        f"The database role {role} may not do what `{command}` needs: {said}."
        f" Which role each command needs, and how to make it: {GUIDE}."
    )


def behind_the_code() -> str | None:
    """Why nothing can run on tables older than the code; None where they are not."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return None
    first = missing[0][0]
    return (
        f"The tables of {connection.settings_dict['NAME']} are older than this code:"
        f" {len(missing)} migrations are not applied, the first {first.app_label}"
        f" {first.name}. Run `bin/manage migrate`."
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
