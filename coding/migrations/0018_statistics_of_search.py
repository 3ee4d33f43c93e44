"""Let the application gather statistics of the search tables that it fills.

Does something only when migrations run as another role than the application's, on a
PostgreSQL that knows the privilege (17 and later). Elsewhere the owner gathers them, or
autovacuum does.
"""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = "coding_searchterm, coding_searchword, coding_searchconcept"
KNOWS_MAINTAIN = 170_000
APART = """
SELECT current_setting('server_version_num')::int, count(*) FROM pg_roles
WHERE rolname = %s AND rolname <> current_user
"""


def _let(editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    app = settings.DATABASE_APP_ROLE
    with editor.connection.cursor() as cursor:
        cursor.execute(APART, [app])
        version, apart = cursor.fetchone()
    if apart and version >= KNOWS_MAINTAIN:
        editor.execute(statement.format(tables=TABLES, app=editor.quote_name(app)))


def grant(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _let(editor, "GRANT MAINTAIN ON {tables} TO {app}")


def revoke(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _let(editor, "REVOKE MAINTAIN ON {tables} FROM {app}")


class Migration(migrations.Migration):
    dependencies = [("coding", "0017_procedures_of_claims")]
    operations = [migrations.RunPython(grant, revoke)]
