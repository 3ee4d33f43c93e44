"""The first tables: releases and their codes, charts and documents, runs."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import coding.models.releases


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        # For "no two editions of a system are valid on one day".
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Chart",
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
                ("source", models.CharField(max_length=80)),
                ("external_id", models.CharField(max_length=200)),
                ("site", models.CharField(blank=True, max_length=80)),
                ("contract", models.CharField(blank=True, max_length=40)),
                ("patient", models.UUIDField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["patient"], name="coding_chart_patient")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="coding_chart_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(("external_id", ""), _negated=True),
                        ),
                        name="coding_chart_identified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChartVersion",
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
                ("number", models.PositiveIntegerField()),
                ("facts_sha256", models.CharField(max_length=64)),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("outpatient", "outpatient"),
                            ("inpatient", "inpatient"),
                            ("emergency", "emergency"),
                            ("telehealth", "telehealth"),
                        ],
                        max_length=12,
                    ),
                ),
                ("service_date", models.DateField()),
                ("admission_date", models.DateField(null=True)),
                (
                    "modality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in-person", "face to face"),
                            ("audio-video", "telehealth, audio and video"),
                            ("audio-only", "telehealth, audio only"),
                            ("none", "no encounter with the patient"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place_of_service", models.CharField(blank=True, max_length=2)),
                ("age", models.PositiveSmallIntegerField(null=True)),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("F", "female"), ("M", "male"), ("", "not known")],
                        max_length=1,
                    ),
                ),
                ("specialty", models.CharField(blank=True, max_length=80)),
                ("specialty_code", models.CharField(blank=True, max_length=2)),
                ("provider_name", models.CharField(blank=True, max_length=120)),
                ("provider_npi", models.CharField(blank=True, max_length=10)),
                ("provider_credential", models.CharField(blank=True, max_length=40)),
                ("contract", models.CharField(blank=True, max_length=40)),
                ("payer", models.CharField(blank=True, max_length=80)),
                ("claim_control_number", models.CharField(blank=True, max_length=80)),
                (
                    "billed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                    ),
                ),
                ("names_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("received_by", models.CharField(max_length=80)),
                (
                    "chart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="coding.chart",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Code",
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
                ("code", models.CharField(max_length=12)),
                ("title", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chapter", "chapter"),
                            ("block", "block"),
                            ("category", "category"),
                            ("subcategory", "subcategory"),
                        ],
                        max_length=12,
                    ),
                ),
                ("billable", models.BooleanField()),
                ("chapter", models.CharField(max_length=4)),
                ("ordinal", models.PositiveIntegerField()),
                ("subtree_end", models.PositiveIntegerField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="coding.code",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CodeNote",
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
                            ("includes", "Includes"),
                            ("inclusion_term", "Inclusion term"),
                            ("excludes1", "Excludes1"),
                            ("excludes2", "Excludes2"),
                            ("code_first", "Code first"),
                            ("use_additional", "Use additional code"),
                            ("code_also", "Code also"),
                            ("note", "Note"),
                            ("seventh_character", "Seventh character"),
                        ],
                        max_length=20,
                    ),
                ),
                ("group", models.PositiveSmallIntegerField()),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("label", models.CharField(blank=True, max_length=1)),
                ("text", models.TextField()),
                (
                    "reading",
                    models.CharField(
                        choices=[
                            ("none", "names no code"),
                            ("exact", "every reference read"),
                            ("partial", "the codes depend on words that were not read"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="coding.code",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "sha256",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("original_sha256", models.CharField(max_length=64)),
                ("characters", models.PositiveIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("original_sha256__regex", "^[0-9a-f]{64}$"),
                            ("sha256__regex", "^[0-9a-f]{64}$"),
                        ),
                        name="coding_document_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("characters__gt", 0)),
                        name="coding_document_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChartDocument",
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
                ("kind", models.CharField(blank=True, max_length=80)),
                ("author", models.CharField(blank=True, max_length=120)),
                ("author_role", models.CharField(blank=True, max_length=80)),
                ("date", models.DateField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="coding.chartversion",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="coding.document",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="IntakeException",
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
                ("upload_sha256", models.CharField(max_length=64)),
                ("original_sha256", models.CharField(blank=True, max_length=64)),
                ("documents", models.PositiveSmallIntegerField()),
                ("document", models.PositiveSmallIntegerField(null=True)),
                ("source", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(max_length=40)),
                ("detail", models.CharField(max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("retried", "retried"),
                            ("dismissed", "dismissed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("received_by", models.CharField(max_length=80)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "chart",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intake_exceptions",
                        to="coding.chart",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoteReference",
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
                ("ordinal", models.PositiveSmallIntegerField()),
                ("low", models.CharField(max_length=12)),
                ("high", models.CharField(max_length=12)),
                (
                    "positions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "characters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="coding.codenote",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
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
                    "system",
                    models.CharField(
                        choices=[
                            ("ICD-10-CM", "ICD-10-CM"),
                            ("ICD-10-PCS", "ICD-10-PCS"),
                            ("HCPCS", "HCPCS Level II"),
                            ("CPT", "CPT"),
                        ],
                        max_length=16,
                    ),
                ),
                ("edition", models.CharField(max_length=32)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("package", "Python package"),
                            ("official", "official file"),
                        ],
                        max_length=16,
                    ),
                ),
                ("effective_from", models.DateField()),
                ("effective_to", models.DateField()),
                ("exact_from", models.DateField()),
                ("source_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "loaded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "sha256"), name="coding_release_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="coding_release_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_from__lte", models.F("exact_from")),
                            ("exact_from__lte", models.F("effective_to")),
                        ),
                        name="coding_release_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["package", "official"]),
                            ("system__in", ["ICD-10-CM", "ICD-10-PCS", "HCPCS", "CPT"]),
                        ),
                        name="coding_release_choices",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("system", "="),
                            ("origin", "="),
                            (
                                coding.models.releases.Days(
                                    "effective_from",
                                    "effective_to",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="coding_release_no_overlap",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="code",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codes",
                to="coding.release",
            ),
        ),
        migrations.CreateModel(
            name="Run",
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
                ("engine", models.CharField(max_length=40)),
                ("profile", models.CharField(max_length=80)),
                ("purpose", models.CharField(default="live", max_length=80)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("needs_attention", "needs attention"),
                        ],
                        db_index=True,
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("attempt", models.PositiveIntegerField(default=0)),
                ("spent", models.PositiveIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "not_before",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("engine_version", models.CharField(blank=True, max_length=80)),
                ("provisional", models.BooleanField(default=False)),
                ("approximate", models.BooleanField(default=False)),
                ("result_sha256", models.CharField(blank=True, max_length=64)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("timings", models.JSONField(default=dict)),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="coding.release",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="coding.chartversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.UniqueConstraint(
                fields=("chart", "number"), name="coding_chartversion_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.UniqueConstraint(
                fields=("chart", "facts_sha256"), name="coding_chartversion_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)),
                name="coding_chartversion_from_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "modality__in",
                        ["", "in-person", "audio-video", "audio-only", "none"],
                    ),
                    (
                        "setting__in",
                        ["outpatient", "inpatient", "emergency", "telehealth"],
                    ),
                    ("sex__in", ["", "F", "M"]),
                ),
                name="coding_chartversion_choices",
            ),
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("admission_date", None),
                    ("admission_date__lte", models.F("service_date")),
                    _connector="OR",
                ),
                name="coding_chartversion_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("setting", "inpatient"), _negated=True),
                    ("admission_date__isnull", False),
                    _connector="OR",
                ),
                name="coding_chartversion_admitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="chartversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_by", ""), _negated=True),
                name="coding_chartversion_received_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="codenote",
            constraint=models.UniqueConstraint(
                fields=("code", "ordinal"), name="coding_codenote_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="codenote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "includes",
                            "inclusion_term",
                            "excludes1",
                            "excludes2",
                            "code_first",
                            "use_additional",
                            "code_also",
                            "note",
                            "seventh_character",
                        ],
                    ),
                    ("reading__in", ["none", "exact", "partial"]),
                ),
                name="coding_codenote_choices",
            ),
        ),
        migrations.AddConstraint(
            model_name="codenote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("label", ""), ("kind", "seventh_character"), _connector="OR"
                ),
                name="coding_codenote_label",
            ),
        ),
        migrations.AddConstraint(
            model_name="chartdocument",
            constraint=models.UniqueConstraint(
                fields=("version", "position"), name="coding_chartdocument_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="chartdocument",
            constraint=models.UniqueConstraint(
                fields=("version", "document"), name="coding_chartdocument_once"
            ),
        ),
        migrations.AddIndex(
            model_name="intakeexception",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["-received_at"],
                name="coding_intakeexception_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "retried", "dismissed"])),
                name="coding_intakeexception_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at", None), ("settled_by", ""), ("state", "open")
                    ),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("settled_at__isnull", False),
                        models.Q(("settled_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="coding_intakeexception_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dismissed"), _negated=True),
                    models.Q(("words_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="coding_intakeexception_dismissed_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="notereference",
            constraint=models.UniqueConstraint(
                fields=("note", "ordinal"), name="coding_notereference_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.UniqueConstraint(
                fields=("release", "code"), name="coding_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.UniqueConstraint(
                fields=("release", "ordinal"), name="coding_code_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["chapter", "block", "category", "subcategory"])
                ),
                name="coding_code_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__lte", models.F("subtree_end"))),
                name="coding_code_subtree",
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("billable", False),
                    ("kind__in", ["category", "subcategory"]),
                    _connector="OR",
                ),
                name="coding_code_billable",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("status", "queued")),
                fields=["not_before"],
                name="coding_run_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("status", "running")),
                fields=["lease_until"],
                name="coding_run_leased",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=("version", "engine", "profile", "purpose"),
                name="coding_run_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["queued", "running", "done", "failed", "needs_attention"],
                    )
                ),
                name="coding_run_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("spent__lte", models.F("attempt"))),
                name="coding_run_spent",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_until__isnull", False), ("status", "running")),
                    models.Q(
                        models.Q(("status", "running"), _negated=True),
                        ("lease_until", None),
                    ),
                    _connector="OR",
                ),
                name="coding_run_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finished_at__isnull", False),
                        ("status", "done"),
                        models.Q(("result_sha256", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "done"), _negated=True),
                        ("finished_at", None),
                        ("result_sha256", ""),
                    ),
                    _connector="OR",
                ),
                name="coding_run_result",
            ),
        ),
    ]
