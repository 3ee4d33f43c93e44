"""Questions to providers."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0009_strata"),
        ("review", "0010_radv_ranked_by"),
    ]

    operations = [
        migrations.CreateModel(
            name="Query",
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
                ("number", models.PositiveSmallIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("specificity", "specificity"),
                            ("conflict", "conflicting documentation"),
                            ("clinical_validity", "clinical validity"),
                            ("poa", "present on admission"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "sent"),
                            ("escalated", "escalated"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("content_sha256", models.CharField(max_length=64)),
                ("holds_case", models.BooleanField(default=False)),
                (
                    "drafted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("option", "one of the options"),
                            ("other", "something else"),
                            ("undetermined", "unable to determine"),
                            ("open", "in own words"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer_sha256", models.CharField(blank=True, max_length=64)),
                ("addendum_sha256", models.CharField(blank=True, max_length=64)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.chartversion",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queries",
                        to="review.case",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
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
                "ordering": ("case_id", "number"),
                "indexes": [
                    models.Index(
                        fields=["state", "topic", "due_at", "id"],
                        name="review_query_queue",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "number"), name="review_query_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "sent",
                                    "escalated",
                                    "answered",
                                    "closed",
                                    "withdrawn",
                                    "expired",
                                ],
                            )
                        ),
                        name="review_query_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                ["specificity", "conflict", "clinical_validity", "poa"],
                            )
                        ),
                        name="review_query_topic_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            models.Q(
                                ("due_at__isnull", False), ("sent_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="review_query_sent_has_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("answered", "closed")), _negated=True
                            ),
                            models.Q(
                                ("answered_at__gte", models.F("sent_at")),
                                ("answered_in__isnull", False),
                                (
                                    "outcome__in",
                                    ["option", "other", "undetermined", "open"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="review_query_answer_complete",
                    ),
                ],
            },
        ),
    ]
