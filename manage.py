#!/usr/bin/env python
"""Django's command line; `bin/manage` runs it with the services up."""

import os
import sys

# These change tables, so they run as the owner of the schema, not as the application.
OWNER_COMMANDS = {"migrate", "sqlmigrate", "showmigrations", "makemigrations"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if OWNER_COMMANDS.intersection(sys.argv[1:2]):
        os.environ.setdefault("ATTEST_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError
    from psycopg import Error

    try:
        execute_from_command_line(sys.argv)
    except (DatabaseError, Error) as error:
        from audit import rights

        said = rights.sentence(error, " ".join(sys.argv[1:2]))
        if said is None or "--traceback" in sys.argv:
            raise
        sys.exit(said)


if __name__ == "__main__":
    main()
