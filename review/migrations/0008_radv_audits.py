"""RADV audits: lists, enrollees, HCCs, records, packages, overpayments."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0008_search_by_concept"),
        ("review", "0007_no_decision_without_event"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditedEnrollee",
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
                ("position", models.PositiveIntegerField()),
                ("mark", models.CharField(max_length=64)),
                ("patient", models.UUIDField(blank=True, null=True)),
                ("identity_sha256", models.CharField(max_length=64)),
                ("switched", models.BooleanField(default=False)),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("audit_id", "position"),
            },
        ),
        migrations.CreateModel(
            name="AuditedHcc",
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
                ("model", models.CharField(max_length=20)),
                ("hcc", models.CharField(max_length=8)),
                ("diagnoses", models.JSONField(default=list)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("open", "not settled"),
                            ("supported", "supported"),
                            ("unsupported", "unsupported, to delete"),
                            ("not_submittable", "supported, not submittable"),
                            ("query_open", "query open"),
                        ],
                        default="open",
                        max_length=16,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "enrollee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hccs",
                        to="review.auditedenrollee",
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
                "ordering": ("enrollee_id", "model", "hcc"),
            },
        ),
        migrations.CreateModel(
            name="CandidateRecord",
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
                ("place", models.PositiveSmallIntegerField()),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("codes", models.JSONField(default=list)),
                ("signed", models.BooleanField(default=False)),
                ("failed", models.PositiveSmallIntegerField(default=0)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
                (
                    "intake",
                    models.CharField(
                        choices=[
                            ("not_sent", "not sent"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                        ],
                        default="not_sent",
                        max_length=10,
                    ),
                ),
                ("intake_reason", models.CharField(blank=True, max_length=40)),
                ("intake_at", models.DateTimeField(blank=True, null=True)),
                ("sent", models.PositiveSmallIntegerField(default=0)),
                (
                    "chart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.chart",
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
                    "hcc",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="review.auditedhcc",
                    ),
                ),
            ],
            options={
                "ordering": ("hcc_id", "place"),
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
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
                ("patient", models.UUIDField(blank=True, null=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("submission", "submission to CMS"),
                            ("appeal", "appeal of a finding"),
                            ("internal", "internal review, identity masked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("recipient", models.CharField(max_length=120)),
                ("charts", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                ("identity_shown", models.BooleanField()),
                ("manifest_sha256", models.CharField(max_length=64)),
                ("made_by", models.CharField(max_length=80)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "hcc",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="review.auditedhcc",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Overpayment",
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
                ("patient", models.UUIDField(blank=True, null=True)),
                ("contract", models.CharField(max_length=40)),
                ("payment_year", models.PositiveSmallIntegerField()),
                ("codes", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("identified", "identified"),
                            ("suspended", "suspended while CMS audits"),
                            ("reported", "reported and returned"),
                            ("not_owed", "not owed"),
                        ],
                        default="identified",
                        max_length=10,
                    ),
                ),
                ("identified_on", models.DateField()),
                ("due_on", models.DateField()),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "chart",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.chart",
                    ),
                ),
                (
                    "hcc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overpayments",
                        to="review.auditedhcc",
                    ),
                ),
                (
                    "identified_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="PreflightResult",
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
                ("test", models.CharField(max_length=12)),
                ("result", models.CharField(max_length=14)),
                ("says", models.CharField(max_length=400)),
                ("source", models.CharField(max_length=200)),
                ("settled", models.CharField(blank=True, max_length=14)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("words_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="review.candidaterecord",
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
                "ordering": ("record_id", "test"),
            },
        ),
        migrations.CreateModel(
            name="RadvAttestation",
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
                    "defect",
                    models.CharField(
                        choices=[
                            ("signature", "signature"),
                            ("credential", "credential"),
                        ],
                        max_length=12,
                    ),
                ),
                ("signed_on", models.DateField()),
                ("form_sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=60)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attestations",
                        to="review.candidaterecord",
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
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="RadvAudit",
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
                ("contract", models.CharField(max_length=40)),
                ("payment_year", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "collecting records"),
                            ("submitted", "submitted, answers pending"),
                            ("closed", "closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("records_due", models.DateField()),
                ("hardship_due", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
                ("matching_since", models.DateTimeField(blank=True, null=True)),
                ("matching_failed", models.CharField(blank=True, max_length=80)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("records_due", "id"),
            },
        ),
        migrations.AddField(
            model_name="auditedenrollee",
            name="audit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrollees",
                to="review.radvaudit",
            ),
        ),
        migrations.CreateModel(
            name="RadvImport",
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
                ("original_sha256", models.CharField(max_length=64)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="review.radvaudit",
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
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="RadvPackage",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("submission", "submission to CMS"),
                            ("appeal", "appeal of a finding"),
                            ("internal", "internal review, identity masked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("recipient", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting to be built"),
                            ("building", "being built"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("log_size", models.PositiveBigIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=80)),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="review.radvaudit",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at",),
            },
        ),
        migrations.CreateModel(
            name="RadvFile",
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
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("manifest_sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("log_size", models.PositiveBigIntegerField()),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "hcc",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="review.auditedhcc",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="review.radvpackage",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="RoundOutcome",
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
                ("round", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("confirmed_higher", "confirmed higher"),
                            ("discrepant", "discrepant"),
                            ("discrepant_lower", "discrepant lower"),
                            ("administrative_exception", "administrative exception"),
                        ],
                        max_length=24,
                    ),
                ),
                ("received_on", models.DateField()),
                ("appeal_due", models.DateField(blank=True, null=True)),
                (
                    "appeal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reconsideration", "reconsideration"),
                            ("hearing", "hearing officer"),
                            ("administrator", "CMS Administrator"),
                        ],
                        max_length=16,
                    ),
                ),
                ("appealed_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "hcc",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="review.auditedhcc",
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
                "ordering": ("hcc_id", "round"),
            },
        ),
        migrations.AddIndex(
            model_name="auditedhcc",
            index=models.Index(fields=["standing"], name="review_auditedhcc_standing"),
        ),
        migrations.AddConstraint(
            model_name="auditedhcc",
            constraint=models.UniqueConstraint(
                fields=("enrollee", "model", "hcc"), name="review_auditedhcc_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedhcc",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "standing__in",
                        [
                            "open",
                            "supported",
                            "unsupported",
                            "not_submittable",
                            "query_open",
                        ],
                    )
                ),
                name="review_auditedhcc_standing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedhcc",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True),
                        ("settled_by__isnull", True),
                        ("standing", "open"),
                    ),
                    models.Q(
                        models.Q(("standing", "open"), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_auditedhcc_settled_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidaterecord",
            constraint=models.UniqueConstraint(
                fields=("hcc", "chart"), name="review_candidaterecord_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidaterecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rank__isnull", False)),
                fields=("hcc", "rank"),
                name="review_candidaterecord_rank_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidaterecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rank__isnull", True),
                    models.Q(("rank__gte", 1), ("rank__lte", 2)),
                    _connector="OR",
                ),
                name="review_candidaterecord_two_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidaterecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("intake__in", ["not_sent", "sent", "accepted", "rejected"])
                ),
                name="review_candidaterecord_intake_known",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                fields=["patient", "id"], name="review_disclosure_patient"
            ),
        ),
        migrations.AddConstraint(
            model_name="overpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["identified", "suspended", "reported", "not_owed"])
                ),
                name="review_overpayment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="overpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hcc__isnull", False), ("chart__isnull", False), _connector="OR"
                ),
                name="review_overpayment_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="overpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("hcc__isnull", False)),
                fields=("hcc",),
                name="review_overpayment_hcc_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="overpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("chart__isnull", False)),
                fields=("chart",),
                name="review_overpayment_chart_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="preflightresult",
            constraint=models.UniqueConstraint(
                fields=("record", "test"), name="review_preflightresult_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="preflightresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("result__in", ["pass", "fail", "not_applicable", "ask"])
                ),
                name="review_preflightresult_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="preflightresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled", ""), ("settled_by__isnull", True)),
                    models.Q(
                        ("settled__in", ["pass", "fail", "not_applicable"]),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_preflightresult_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="radvattestation",
            constraint=models.UniqueConstraint(
                fields=("record", "defect"), name="review_radvattestation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="radvattestation",
            constraint=models.CheckConstraint(
                condition=models.Q(("defect__in", ["signature", "credential"])),
                name="review_radvattestation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="radvaudit",
            constraint=models.UniqueConstraint(
                fields=("contract", "payment_year", "name"),
                name="review_radvaudit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="radvaudit",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "submitted", "closed"])),
                name="review_radvaudit_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="radvaudit",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gte", 1), ("round__lte", 3)),
                name="review_radvaudit_round_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="radvaudit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payment_year__gte", 2010), ("payment_year__lte", 2100)
                ),
                name="review_radvaudit_year_sane",
            ),
        ),
        migrations.AddIndex(
            model_name="auditedenrollee",
            index=models.Index(fields=["patient"], name="review_enrollee_patient"),
        ),
        migrations.AddConstraint(
            model_name="auditedenrollee",
            constraint=models.UniqueConstraint(
                fields=("audit", "position"), name="review_auditedenrollee_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedenrollee",
            constraint=models.UniqueConstraint(
                fields=("audit", "mark"), name="review_auditedenrollee_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="radvpackage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose__in", ["submission", "appeal", "internal"])
                ),
                name="review_radvpackage_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="radvfile",
            constraint=models.UniqueConstraint(
                fields=("package", "hcc"), name="review_radvfile_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundoutcome",
            constraint=models.UniqueConstraint(
                fields=("hcc", "round"), name="review_roundoutcome_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "confirmed",
                            "confirmed_higher",
                            "discrepant",
                            "discrepant_lower",
                            "administrative_exception",
                        ],
                    )
                ),
                name="review_roundoutcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appeal", ""), ("appealed_on__isnull", True)),
                    models.Q(
                        models.Q(("appeal", ""), _negated=True),
                        ("appealed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="review_roundoutcome_appealed_when",
            ),
        ),
    ]
