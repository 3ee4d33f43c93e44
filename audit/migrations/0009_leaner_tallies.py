"""Tallies keep the outcome instead of a column for each; they are counted again."""

from __future__ import annotations

from django.db import migrations, models


def number() -> models.IntegerField[int, int]:
    return models.IntegerField(default=0)


def amount() -> models.FloatField[float, float]:
    return models.FloatField(default=0.0)


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_figures_of_confidence")]

    operations = [
        migrations.DeleteModel(name="FigureTally"),
        migrations.CreateModel(
            name="FigureTally",
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
                ("reference", models.TextField()),
                ("week", models.DateField()),
                ("by", models.TextField()),
                ("value", models.TextField()),
                ("also", models.TextField(default="")),
                ("also_value", models.TextField(default="")),
                ("outcome", models.TextField(default="")),
                ("stands", models.BooleanField(default=False)),
                ("n", number()),
                ("verified", number()),
                ("confident", number()),
                ("said", amount()),
                ("said_squares", amount()),
                ("extracted", amount()),
                ("assigned", amount()),
                ("weights", amount()),
                ("squares", amount()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("reference"),
                        models.F("by"),
                        models.F("also"),
                        models.F("also_value"),
                        models.F("week"),
                        name="audit_figuretally_asked",
                    ),
                    models.Index(models.F("week"), name="audit_figuretally_week"),
                ],
            },
        ),
    ]
