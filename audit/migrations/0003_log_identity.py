"""Give this log its name; every event repeats it, so that no two logs can be mixed."""

import uuid

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def begin(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("audit", "Log").objects.create(id=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_event_append_only")]
    # A name is never taken back: going backwards drops the table with it.
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
