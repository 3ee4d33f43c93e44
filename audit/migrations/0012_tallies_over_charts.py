"""Tallies count lines chart by chart, so that intervals are reckoned over charts.

They are thrown away here and counted again from the lines at the next turn.
"""

from __future__ import annotations

from django.db import migrations, models


def number() -> models.IntegerField[int, int]:
    return models.IntegerField(default=0)


def amount() -> models.FloatField[float, float]:
    return models.FloatField(default=0.0)


class Migration(migrations.Migration):
    dependencies = [("audit", "0011_disposal")]

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
                ("suggested", number()),
                ("exact", number()),
                ("equivalent", number()),
                ("generalised", number()),
                ("category", number()),
                ("wrong", number()),
                ("fabricated", number()),
                ("deleted", number()),
                ("missed", number()),
                ("stands", number()),
                ("verified", number()),
                ("confident", number()),
                ("said", amount()),
                ("said_squares", amount()),
                ("extracted", amount()),
                ("assigned", amount()),
                ("reference", models.TextField()),
                ("week", models.DateField()),
                ("by", models.TextField(default="")),
                ("value", models.TextField(default="")),
                ("also", models.TextField(default="")),
                ("also_value", models.TextField(default="")),
                ("w_suggested", amount()),
                ("w_squares", amount()),
                ("w_exact", amount()),
                ("w_near", amount()),
                ("w_stands", amount()),
                ("w_stands_squares", amount()),
                ("w_missed", amount()),
                ("c_suggested", number()),
                ("v_suggested", amount()),
                ("v_exact", amount()),
                ("x_exact", amount()),
                ("v_near", amount()),
                ("x_near", amount()),
                ("c_stands", number()),
                ("v_stands", amount()),
                ("v_missed", amount()),
                ("x_missed", amount()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("reference"),
                        models.F("by"),
                        models.F("also"),
                        models.F("week"),
                        name="audit_figuretally_asked",
                    ),
                    models.Index(models.F("week"), name="audit_figuretally_week"),
                ],
            },
        ),
    ]
