"""Who chose the records of an audited HCC, once a person did."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0009_over_reads_and_coaching"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditedhcc",
            name="ranked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
