"""Drafts of policy, baselines and alerts of drift."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0013_fast_lane"),
    ]

    operations = [
        migrations.CreateModel(
            name="DriftBaseline",
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
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "frozen_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("reason_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "frozen_by",
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
                "ordering": ("-frozen_at",),
            },
        ),
        migrations.CreateModel(
            name="DriftAlert",
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
                ("measure", models.CharField(max_length=20)),
                ("stratum", models.CharField(max_length=20)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("week", models.DateField()),
                ("way", models.CharField(max_length=6)),
                ("sum", models.PositiveIntegerField()),
                ("limit", models.PositiveIntegerField()),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "baseline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="review.driftbaseline",
                    ),
                ),
            ],
            options={
                "ordering": ("-week", "measure", "stratum", "value"),
            },
        ),
        migrations.CreateModel(
            name="PolicyDraft",
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
                ("name", models.CharField(max_length=80)),
                ("routing", models.JSONField()),
                ("outlook", models.JSONField(default=dict)),
                ("content_sha256", models.CharField(max_length=64)),
                ("reason_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "draft"),
                            ("activated", "in force"),
                            ("discarded", "discarded"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="review.policyversion",
                    ),
                ),
                (
                    "compliance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="review.policyversion",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.AddConstraint(
            model_name="driftbaseline",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))),
                name="review_driftbaseline_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="driftalert",
            constraint=models.UniqueConstraint(
                fields=("baseline", "measure", "stratum", "value", "week"),
                name="review_driftalert_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="driftalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", ""),
                        ("settled_at__isnull", True),
                        ("settled_by__isnull", True),
                    ),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_driftalert_settled_all_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "activated"), ("version__isnull", False)),
                    models.Q(
                        models.Q(("state", "activated"), _negated=True),
                        ("version__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="review_policydraft_activated_has_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supervisor__isnull", True),
                    ("compliance__isnull", True),
                    models.Q(("supervisor", models.F("compliance")), _negated=True),
                    _connector="OR",
                ),
                name="review_policydraft_two_people",
            ),
        ),
    ]
