"""The first edition of the policy: cautious routing, and credentials by setting.

Routing is empty here, which means the defaults of ``review.routing``. A professional
coder's certificate does not cover inpatient stays; a risk adjustment coder's covers
encounters outside a hospital.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREDENTIALS = {
    "outpatient": ["CPC", "COC", "CCS-P", "CCS", "CRC", "RHIT", "RHIA"],
    "telehealth": ["CPC", "COC", "CCS-P", "CCS", "CRC", "RHIT", "RHIA"],
    "emergency": ["CPC", "COC", "CCS-P", "CCS", "RHIT", "RHIA"],
    "inpatient": ["CIC", "CCS", "RHIT", "RHIA"],
}


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    policy = apps.get_model("review", "PolicyVersion")
    policy.objects.create(number=1, routing={}, credentials=CREDENTIALS)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("review", "PolicyVersion").objects.filter(number=1).delete()


class Migration(migrations.Migration):
    dependencies = [("review", "0003_reason_codes")]
    operations = [migrations.RunPython(add, remove)]
