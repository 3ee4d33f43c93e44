"""Which charts are simulated, and their truth, kept apart."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0011_language_models"),
        ("review", "0015_keys_and_support"),
    ]

    operations = [
        migrations.CreateModel(
            name="SimulatedChart",
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
                ("seed", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("coder", models.CharField(blank=True, max_length=40)),
                ("truth", models.JSONField()),
                (
                    "chart",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="simulated",
                        to="coding.chart",
                    ),
                ),
            ],
            options={
                "ordering": ("seed", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seed", "number"), name="review_simulatedchart_once"
                    )
                ],
            },
        ),
    ]
