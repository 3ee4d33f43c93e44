"""A coder may say that a code was looked into and is not needed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROWS = (
    ("what", "not_needed", "Reviewed, not needed", 18),
    ("why", "judgement", "Coder's judgement, nothing is wrong", 19),
)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reason_code = apps.get_model("review", "ReasonCode")
    for axis, code, label, position in ROWS:
        reason_code.objects.get_or_create(
            axis=axis, code=code, defaults={"label": label, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0019_poa_of_items")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
