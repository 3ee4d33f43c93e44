"""Remittances: files of payers' answers, and the cases that they speak of."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0032_scanned_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remittance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("original_sha256", models.CharField(max_length=64, unique=True)),
                ("made_on", models.DateField(blank=True, null=True)),
                ("claims", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                ("waiting", models.JSONField(default=list)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("sought_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-received_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="AnsweredClaim",
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
                ("line", models.PositiveIntegerField()),
                ("status", models.CharField(max_length=2)),
                ("reasons", models.JSONField(default=list)),
                ("remarks", models.JSONField(default=list)),
                ("doubted", models.JSONField(default=list)),
                (
                    "noted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="review.case",
                    ),
                ),
                (
                    "remittance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered",
                        to="review.remittance",
                    ),
                ),
            ],
            options={
                "ordering": ("remittance_id", "line"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("remittance", "line"), name="review_answeredclaim_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", ""), _negated=True),
                        name="review_answeredclaim_has_status",
                    ),
                ],
            },
        ),
    ]
