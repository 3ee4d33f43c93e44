"""Let the application read the log and append bodies to it, and nothing else.

Does something only when migrations run as another role than the application's; with a
single role the triggers are all the protection there is, and health says so.
"""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STATEMENTS = [
    "REVOKE ALL ON audit_event, audit_log, audit_pending FROM PUBLIC, {app}",
    "REVOKE ALL ON SEQUENCE audit_event_id_seq FROM PUBLIC, {app}",
    "GRANT SELECT, INSERT (body) ON audit_event TO {app}",
    "GRANT SELECT ON audit_log, audit_pending TO {app}",
]


def restrict(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    app = settings.DATABASE_APP_ROLE
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname = %s"
            " AND rolname <> current_user",
            [app],
        )
        apart = cursor.fetchone()[0]
    for statement in STATEMENTS if apart else []:
        editor.execute(statement.format(app=editor.quote_name(app)))


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_log_identity")]
    operations = [migrations.RunPython(restrict, migrations.RunPython.noop)]
