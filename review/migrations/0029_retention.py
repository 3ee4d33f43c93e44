"""Rules of retention, legal holds, disposals and what is left of a chart."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0028_read_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisposedChart",
            fields=[
                (
                    "case_number",
                    models.BigIntegerField(primary_key=True, serialize=False),
                ),
                ("chart", models.UUIDField(unique=True)),
                ("site", models.CharField(blank=True, max_length=100)),
                ("rule", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=120)),
                ("due_on", models.DateField()),
                (
                    "disposed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "ordering": ("-disposed_at",),
            },
        ),
        migrations.CreateModel(
            name="DisposalRun",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waits for a second person"),
                            ("approved", "is being carried out"),
                            ("finished", "carried out"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("files", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "proposed_by",
                    models.ForeignKey(
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
                "ordering": ("-proposed_at",),
            },
        ),
        migrations.CreateModel(
            name="DisposalLine",
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
                ("chart", models.UUIDField()),
                ("case_number", models.BigIntegerField()),
                ("site", models.CharField(blank=True, max_length=100)),
                ("service_year", models.PositiveSmallIntegerField()),
                ("rule", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=120)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("ordered", "taken out, waits for the log's signature"),
                            ("erased", "events gone, files still to be destroyed"),
                            ("done", "gone"),
                            ("kept", "kept"),
                        ],
                        default="planned",
                        max_length=8,
                    ),
                ),
                ("why_kept", models.CharField(blank=True, max_length=200)),
                ("event", models.BigIntegerField(blank=True, null=True)),
                ("names", models.JSONField(default=list)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="review.disposalrun",
                    ),
                ),
            ],
            options={
                "ordering": ("run_id", "due_on", "case_number"),
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
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
                    "scope",
                    models.CharField(
                        choices=[
                            ("chart", "one chart"),
                            ("patient", "all charts of one patient"),
                            ("contract", "all charts of a contract"),
                            ("site", "all charts of a site"),
                            ("everything", "every chart"),
                        ],
                        max_length=10,
                    ),
                ),
                ("chart", models.UUIDField(blank=True, null=True)),
                ("case_number", models.BigIntegerField(blank=True, null=True)),
                ("patient", models.UUIDField(blank=True, null=True)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("words_sha256", models.CharField(max_length=64)),
                (
                    "placed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("lifted_words_sha256", models.CharField(blank=True, max_length=64)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-placed_at",),
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
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
                ("key", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=80)),
                ("years", models.PositiveSmallIntegerField()),
                (
                    "starts",
                    models.CharField(
                        choices=[
                            ("service", "the day of service or discharge"),
                            ("year_end", "the end of the year of service"),
                            ("payment_year_end", "the end of the payment year"),
                            ("last_change", "the last change of the chart"),
                            ("audit_closed", "the end of the last audit of it"),
                            ("disclosure", "its last disclosure"),
                            ("of_age", "the patient's coming of age"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "applies",
                    models.CharField(
                        choices=[
                            ("all", "every chart"),
                            ("contract", "charts of a Medicare Advantage contract"),
                            ("minors", "charts of patients under eighteen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("site", models.CharField(blank=True, max_length=80)),
                ("source", models.CharField(max_length=120)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "begun_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "set_by",
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
                "ordering": ("-years", "key", "-begun_at"),
            },
        ),
        migrations.AddConstraint(
            model_name="disposalrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by__isnull", True), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_disposalrun_settled_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposalrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "finished"]), _negated=True),
                    models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="review_disposalrun_two_people",
            ),
        ),
        migrations.AddIndex(
            model_name="disposalline",
            index=models.Index(fields=["chart"], name="review_disposalline_chart"),
        ),
        migrations.AddConstraint(
            model_name="disposalline",
            constraint=models.UniqueConstraint(
                fields=("run", "chart"), name="review_disposalline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disposalline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["ordered", "erased", "done"]), _negated=True
                    ),
                    ("event__isnull", False),
                    _connector="OR",
                ),
                name="review_disposalline_ordered_in_the_log",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("chart__isnull", False), ("scope", "chart")),
                    models.Q(("patient__isnull", False), ("scope", "patient")),
                    models.Q(
                        ("scope__in", ["contract", "site"]),
                        models.Q(("name", ""), _negated=True),
                    ),
                    ("scope", "everything"),
                    _connector="OR",
                ),
                name="review_legalhold_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_words_sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_legalhold_lifted_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("key",),
                name="review_retentionrule_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("years__gte", 1), ("years__lte", 100)),
                name="review_retentionrule_years_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "starts__in",
                        [
                            "service",
                            "year_end",
                            "payment_year_end",
                            "last_change",
                            "audit_closed",
                            "disclosure",
                            "of_age",
                        ],
                    ),
                    ("applies__in", ["all", "contract", "minors"]),
                ),
                name="review_retentionrule_words_known",
            ),
        ),
    ]
