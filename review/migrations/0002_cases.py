"""Cases, items, decisions, signed code sets, reasons, policy and the pulse."""

import uuid

import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0001_releases_charts_and_runs"),
        ("review", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "name",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                (
                    "beat_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
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
                ("number", models.PositiveIntegerField(unique=True)),
                ("routing", models.JSONField(default=dict)),
                ("credentials", models.JSONField(default=dict)),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("reason_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "active_from",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting"),
                            ("claimed", "being reviewed"),
                            ("held", "on hold"),
                            ("finalised", "finalised"),
                            ("reopened", "reopened"),
                            ("exception", "exception"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "lane",
                    models.CharField(
                        choices=[
                            ("review", "review"),
                            ("fast_lane", "fast lane"),
                            ("straight_through", "straight through"),
                            ("exception", "exceptions"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("risk_class", models.CharField(blank=True, max_length=30)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("priority", models.SmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("touched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("hold_words_sha256", models.CharField(blank=True, max_length=64)),
                ("finalised_at", models.DateTimeField(blank=True, null=True)),
                ("site", models.CharField(blank=True, max_length=100)),
                ("contract", models.CharField(blank=True, max_length=50)),
                ("setting", models.CharField(max_length=12)),
                ("specialty", models.CharField(blank=True, max_length=100)),
                ("service_from", models.DateField(blank=True, null=True)),
                ("service_date", models.DateField()),
                ("age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("code_count", models.PositiveSmallIntegerField(default=0)),
                ("undecided_count", models.PositiveSmallIntegerField(default=0)),
                (
                    "lowest_confidence",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chart",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case",
                        to="coding.chart",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finalised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.run",
                    ),
                ),
            ],
            options={
                "ordering": ("-priority", "due_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accept", "accepted"),
                            ("modify", "modified"),
                            ("reject", "rejected"),
                            ("add", "added"),
                            ("withdraw", "withdrawn"),
                        ],
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=10)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("evidence", models.JSONField(default=list)),
                ("credential", models.JSONField()),
                ("hcc_visible", models.BooleanField(default=False)),
                ("case_version", models.PositiveIntegerField()),
                (
                    "decided_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="review.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.decision",
                    ),
                ),
                (
                    "withdraws",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_by",
                        to="review.decision",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="FinalCodeSet",
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
                ("number", models.PositiveSmallIntegerField()),
                ("release", models.CharField(max_length=60)),
                ("attestation_sha256", models.CharField(max_length=64)),
                ("credential", models.JSONField()),
                ("admitting", models.CharField(blank=True, max_length=10)),
                ("reason_for_visit", models.JSONField(default=list)),
                ("disposition", models.CharField(blank=True, max_length=2)),
                (
                    "signed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="code_sets",
                        to="review.case",
                    ),
                ),
                (
                    "chart_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.chartversion",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("case_id", "number"),
            },
        ),
        migrations.CreateModel(
            name="Item",
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
                ("position", models.PositiveSmallIntegerField()),
                ("system", models.CharField(default="ICD-10-CM", max_length=20)),
                ("code", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=300)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("machine", "suggested"),
                            ("coder", "added by a coder"),
                            ("billed", "already billed"),
                            ("seeded", "suggested"),
                        ],
                        max_length=8,
                    ),
                ),
                ("billed", models.BooleanField(default=False)),
                (
                    "extraction_confidence",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                (
                    "code_confidence",
                    models.PositiveSmallIntegerField(blank=True, null=True),
                ),
                ("confidence", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("detail", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="review.case",
                    ),
                ),
                (
                    "current",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.decision",
                    ),
                ),
            ],
            options={
                "ordering": ("case_id", "position"),
            },
        ),
        migrations.CreateModel(
            name="FinalCode",
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
                ("system", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=300)),
                ("role", models.CharField(max_length=15)),
                ("poa", models.CharField(blank=True, max_length=1)),
                ("origin", models.CharField(max_length=8)),
                ("evidence", models.JSONField(default=list)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.decision",
                    ),
                ),
                (
                    "code_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="review.finalcodeset",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.item",
                    ),
                ),
            ],
            options={
                "ordering": ("code_set_id", "position"),
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="review.item",
            ),
        ),
        migrations.CreateModel(
            name="ReasonCode",
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
                (
                    "axis",
                    models.CharField(
                        choices=[("what", "What was wrong"), ("why", "Why")],
                        max_length=4,
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("label", models.CharField(max_length=120)),
                ("needs_words", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("favourite", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ("axis", "position", "code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("axis", "code"), name="review_reasoncode_code_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("axis__in", ["what", "why"])),
                        name="review_reasoncode_axis_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingSettlement",
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
                ("key", models.CharField(max_length=64)),
                ("rule", models.CharField(max_length=10)),
                ("severity", models.CharField(max_length=15)),
                ("codes", models.JSONField(default=list)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("acknowledge", "acknowledged"),
                            ("confirm", "confirmed by a second coder"),
                            ("override", "overridden"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("citation_sha256", models.CharField(blank=True, max_length=64)),
                ("credential", models.JSONField()),
                (
                    "settled_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="review.case",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.reasoncode",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="what",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="review.reasoncode",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="why",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="review.reasoncode",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("state"),
                models.F("lane"),
                models.OrderBy(models.F("priority"), descending=True),
                models.F("due_at"),
                models.F("id"),
                name="review_case_worklist",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "claimed")),
                fields=["lease_until"],
                name="review_case_leases",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["reasons"],
                name="review_case_reasons",
                opclasses=("jsonb_path_ops",),
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "open",
                            "claimed",
                            "held",
                            "finalised",
                            "reopened",
                            "exception",
                        ],
                    )
                ),
                name="review_case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "lane__in",
                        ["review", "fast_lane", "straight_through", "exception"],
                    )
                ),
                name="review_case_lane_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claimed_at__isnull", False),
                        ("claimed_by__isnull", False),
                        ("lease_until__isnull", False),
                        ("state", "claimed"),
                    ),
                    models.Q(
                        models.Q(("state", "claimed"), _negated=True),
                        ("claimed_at__isnull", True),
                        ("claimed_by__isnull", True),
                        ("lease_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="review_case_claim_all_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_at__isnull", False),
                        ("held_by__isnull", False),
                        ("state", "held"),
                    ),
                    models.Q(
                        models.Q(("state", "held"), _negated=True),
                        ("held_at__isnull", True),
                        ("held_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="review_case_hold_all_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finalised_at__isnull", False),
                        ("finalised_by__isnull", False),
                        ("state", "finalised"),
                    ),
                    models.Q(
                        models.Q(("state", "finalised"), _negated=True),
                        ("finalised_at__isnull", True),
                        ("finalised_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="review_case_finalised_all_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("undecided_count__lte", models.F("code_count"))),
                name="review_case_counts_agree",
            ),
        ),
        migrations.AddConstraint(
            model_name="finalcodeset",
            constraint=models.UniqueConstraint(
                fields=("case", "number"), name="review_finalcodeset_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__in", ["machine", "coder", "billed", "seeded"])
                ),
                name="review_item_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="review_item_position_from_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("case", "position"),
                name="review_item_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=models.Q(("system", "ICD-10-CM")),
                fields=("case", "system", "code"),
                name="review_item_diagnosis_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidence__isnull", True),
                    ("confidence__lte", 10000),
                    _connector="OR",
                ),
                name="review_item_confidence_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="finalcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="review_finalcode_position_from_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="finalcode",
            constraint=models.UniqueConstraint(
                fields=("code_set", "position"), name="review_finalcode_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="finalcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("system", "ICD-10-CM")),
                fields=("code_set", "system", "code"),
                name="review_finalcode_diagnosis_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingsettlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["acknowledge", "confirm", "override"])),
                name="review_findingsettlement_how_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingsettlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "override"), _negated=True),
                    models.Q(("citation_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="review_findingsettlement_override_cites",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingsettlement",
            constraint=models.UniqueConstraint(
                fields=("case", "key", "how"), name="review_findingsettlement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["accept", "modify", "reject", "add", "withdraw"])
                ),
                name="review_decision_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code", ""), ("kind", "withdraw"), ("withdraws__isnull", False)
                    ),
                    models.Q(
                        models.Q(("kind", "withdraw"), _negated=True),
                        ("withdraws__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="review_decision_withdraw_names_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["modify", "reject"]), _negated=True),
                    models.Q(("what__isnull", False), ("why__isnull", False)),
                    _connector="OR",
                ),
                name="review_decision_reasons_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["accept", "modify", "add"]),
                    ("code", ""),
                    _connector="XOR",
                ),
                name="review_decision_code_when_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "add"), _negated=True),
                    models.Q(("evidence", []), _negated=True),
                    _connector="OR",
                ),
                name="review_decision_added_with_evidence",
            ),
        ),
    ]
