"""Tables for over-reads, checks, the blind arm, education and reminders."""

import uuid

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_first(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Samples from the first day; checks and the blind arm wait to be turned on."""
    apps.get_model("review", "QualityPolicy").objects.create(number=1)


def remove_first(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("review", "QualityPolicy").objects.filter(number=1).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0008_radv_audits"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContinuingEducation",
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
                ("earned_on", models.DateField()),
                ("tenths", models.PositiveSmallIntegerField()),
                ("words_sha256", models.CharField(max_length=64)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="review.credential",
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
            options={
                "ordering": ("credential_id", "earned_on"),
            },
        ),
        migrations.CreateModel(
            name="OverRead",
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
                ("stratum", models.CharField(max_length=100)),
                (
                    "drawn_by",
                    models.CharField(
                        choices=[("random", "random"), ("targeted", "targeted")],
                        max_length=8,
                    ),
                ),
                ("probability", models.PositiveSmallIntegerField()),
                ("machine_hidden", models.BooleanField(default=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for a second coder"),
                            ("reading", "being over-read"),
                            ("agreed", "both agree"),
                            ("differs", "waiting for adjudication"),
                            ("settled", "settled"),
                            ("rebutted", "the coder objects"),
                            ("answered", "answered"),
                        ],
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("second", models.JSONField(default=list)),
                ("considered", models.JSONField(default=list)),
                ("settled", models.JSONField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("citation_sha256", models.CharField(blank=True, max_length=64)),
                ("rebuttal_sha256", models.CharField(blank=True, max_length=64)),
                ("rebutted_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_sha256", models.CharField(blank=True, max_length=64)),
                ("right", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("extra", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("missed", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("lead_right", models.BooleanField(blank=True, null=True)),
                ("poa_right", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("poa_asked", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="over_reads",
                        to="review.case",
                    ),
                ),
                (
                    "code_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="over_reads",
                        to="review.finalcodeset",
                    ),
                ),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Education",
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
                ("topic", models.CharField(max_length=120)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("due_on", models.DateField()),
                (
                    "assigned_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("completed_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="education",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "over_read",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.overread",
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "assigned_at"),
            },
        ),
        migrations.CreateModel(
            name="OverReadLine",
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
                ("confidence", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("detail", models.JSONField(default=dict)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
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
                ("final_code", models.CharField(blank=True, max_length=10)),
                ("final_title", models.CharField(blank=True, max_length=300)),
                ("poa", models.CharField(blank=True, max_length=1)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("evidence", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "over_read",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="review.overread",
                    ),
                ),
                (
                    "what",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.reasoncode",
                    ),
                ),
                (
                    "why",
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
                "ordering": ("over_read_id", "position"),
            },
        ),
        migrations.CreateModel(
            name="QualityPolicy",
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
                ("share", models.PositiveSmallIntegerField(default=500)),
                ("least", models.PositiveSmallIntegerField(default=1)),
                ("aimed", models.PositiveSmallIntegerField(default=10)),
                ("hidden_share", models.PositiveSmallIntegerField(default=5000)),
                ("check_rate", models.PositiveSmallIntegerField(default=0)),
                ("checks_live", models.BooleanField(default=False)),
                ("blind_rate", models.PositiveSmallIntegerField(default=0)),
                ("reason_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "active_from",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("co_signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "co_signed_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="BlindArm",
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
                    "assigned_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("unassisted", models.JSONField(default=list)),
                ("suggested", models.JSONField(default=list)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blind_arm",
                        to="review.case",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.qualitypolicy",
                    ),
                ),
            ],
            options={
                "ordering": ("case_id",),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("about", models.CharField(max_length=6)),
                ("due_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="review.credential",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Sample",
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
                ("salt", models.CharField(max_length=32)),
                ("plan", models.JSONField()),
                ("strata", models.JSONField()),
                ("power", models.PositiveSmallIntegerField()),
                ("purpose", models.CharField(default="routine", max_length=12)),
                (
                    "drawn_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "education",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="review.education",
                    ),
                ),
                (
                    "person",
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
                "ordering": ("-drawn_at",),
            },
        ),
        migrations.AddField(
            model_name="overread",
            name="sample",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="over_reads",
                to="review.sample",
            ),
        ),
        migrations.CreateModel(
            name="SeededCheck",
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
                ("code", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("wrong_because", models.CharField(max_length=30)),
                (
                    "planted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("disclosed_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=8)),
                ("seconds", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="review.case",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_of",
                        to="review.item",
                    ),
                ),
                (
                    "over_read",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="review.overread",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.qualitypolicy",
                    ),
                ),
            ],
            options={
                "ordering": ("planted_at",),
            },
        ),
        migrations.AddConstraint(
            model_name="education",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("assigned_by")), _negated=True),
                name="review_education_not_by_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="overreadline",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("over_read", "position"),
                name="review_overreadline_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="overreadline",
            constraint=models.UniqueConstraint(
                fields=("over_read", "system", "code"),
                name="review_overreadline_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="overreadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["accept", "modify", "add"]),
                    ("final_code", ""),
                    _connector="XOR",
                ),
                name="review_overreadline_code_when_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualitypolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share__lte", 10000),
                    ("hidden_share__lte", 10000),
                    ("check_rate__lte", 10000),
                    ("blind_rate__lte", 10000),
                ),
                name="review_qualitypolicy_rates_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualitypolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("least__gte", 1)),
                name="review_qualitypolicy_never_skipped",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualitypolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("co_signed_by__isnull", True),
                    models.Q(("co_signed_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="review_qualitypolicy_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="blindarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                    models.Q(
                        ("opened_at__isnull", False), ("opened_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="review_blindarm_opened_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("credential", "about", "due_on", "days"),
                name="review_reminder_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))),
                name="review_sample_until_after_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("power__lte", 10000)),
                name="review_sample_power_in_range",
            ),
        ),
        migrations.AddIndex(
            model_name="overread",
            index=models.Index(fields=["stage", "id"], name="review_overread_stage"),
        ),
        migrations.AddIndex(
            model_name="overread",
            index=models.Index(fields=["coder", "stage"], name="review_overread_coder"),
        ),
        migrations.AddConstraint(
            model_name="overread",
            constraint=models.UniqueConstraint(
                fields=("code_set",), name="review_overread_code_set_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="overread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "waiting",
                            "reading",
                            "agreed",
                            "differs",
                            "settled",
                            "rebutted",
                            "answered",
                        ],
                    )
                ),
                name="review_overread_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="overread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reader__isnull", True),
                    models.Q(("reader", models.F("coder")), _negated=True),
                    _connector="OR",
                ),
                name="review_overread_never_own_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="overread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reader__isnull", True), ("stage", "waiting")),
                    models.Q(
                        models.Q(("stage", "waiting"), _negated=True),
                        ("reader__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_overread_read_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="overread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled__isnull", True),
                    models.Q(("citation_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="review_overread_settled_with_citation",
            ),
        ),
        migrations.AddConstraint(
            model_name="overread",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__lte", 10000)),
                name="review_overread_probability_in_range",
            ),
        ),
        migrations.AddIndex(
            model_name="seededcheck",
            index=models.Index(
                fields=["person", "disclosed_at"], name="review_check_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="seededcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("disclosed_at__isnull", True),
                        ("outcome", ""),
                        ("person__isnull", True),
                    ),
                    models.Q(
                        ("disclosed_at__isnull", False),
                        ("person__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_seededcheck_outcome_when_disclosed",
            ),
        ),
        migrations.RunPython(add_first, remove_first),
    ]
