"""The fast lane: codes that are attested, strata that close."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0012_queue_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="FastLaneStratum",
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
                ("setting", models.CharField(max_length=12)),
                ("specialty", models.CharField(blank=True, max_length=100)),
                ("closed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("setting", "specialty"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="review_decision_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="review_decision_code_when_kept",
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accept", "accepted"),
                    ("modify", "modified"),
                    ("reject", "rejected"),
                    ("add", "added"),
                    ("attested", "attested"),
                    ("withdraw", "withdrawn"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="overreadline",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("accept", "accepted"),
                    ("modify", "modified"),
                    ("reject", "rejected"),
                    ("add", "added"),
                    ("attested", "attested"),
                    ("withdraw", "withdrawn"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="sample",
            name="drawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["accept", "modify", "reject", "add", "attested", "withdraw"],
                    )
                ),
                name="review_decision_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["accept", "modify", "add", "attested"]),
                    ("code", ""),
                    _connector="XOR",
                ),
                name="review_decision_code_when_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="fastlanestratum",
            constraint=models.UniqueConstraint(
                fields=("setting", "specialty"), name="review_fastlanestratum_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="fastlanestratum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_at__isnull", True),
                    ("opened_at__gte", models.F("closed_at")),
                    _connector="OR",
                ),
                name="review_fastlanestratum_opened_after_closing",
            ),
        ),
    ]
