"""Two reasons added later stood in a place that was taken already.

Only rows that still stand where they were first put are moved: a house may have
ordered its reasons itself.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# axis, code, where it was put, where it belongs: "other" is offered last.
MOVED = (
    ("what", "other", 19, 20),
    ("what", "not_needed", 18, 19),
    ("why", "other", 20, 21),
    ("why", "judgement", 19, 20),
)


def part(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reason_code = apps.get_model("review", "ReasonCode")
    for axis, code, was, now in MOVED:
        at = reason_code.objects.filter(axis=axis, position=was)
        if at.count() > 1 or code == "other":
            at.filter(code=code).update(position=now)


class Migration(migrations.Migration):
    dependencies = [("review", "0040_orders_of_worklists")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop)]
