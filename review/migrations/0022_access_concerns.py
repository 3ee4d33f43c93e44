"""Unusual reading, noticed and signed off."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0021_anchored_proof"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessDay",
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
                ("day", models.DateField(unique=True)),
                (
                    "examined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccessConcern",
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
                ("concern", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("patient", models.UUIDField(blank=True, null=True)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("charts", models.PositiveIntegerField()),
                ("verdict", models.CharField(blank=True, max_length=10)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["verdict", "-day", "-id"],
                        name="review_accessconcern_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("concern", "person", "day", "patient", "events"),
                        name="review_accessconcern_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_at", None),
                                ("reviewed_by", None),
                                ("verdict", ""),
                            ),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                ("reviewed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_accessconcern_reviewed_by_somebody",
                    ),
                ],
            },
        ),
    ]
