"""Scanned pages of the originals of records."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0017_procedures_of_claims"),
        ("review", "0031_rulings_on_appeals"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=20)),
                ("turned", models.PositiveSmallIntegerField(default=0)),
                ("size", models.PositiveIntegerField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=Now(), editable=False),
                ),
                (
                    "chart_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="coding.chartversion",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("chart_version_id", "position")},
        ),
        migrations.AddConstraint(
            model_name="recordscan",
            constraint=models.UniqueConstraint(
                fields=("chart_version", "position"), name="review_recordscan_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordscan",
            constraint=models.CheckConstraint(
                condition=models.Q(turned__in=[0, 90, 180, 270]),
                name="review_recordscan_turned",
            ),
        ),
    ]
