"""Records that may prove an audited HCC: their tests, attestations, packages.

Owns which charts were found for an HCC, what preflight says of each and who settled
what it cannot see, how CMS's intake answered, and which packages were made. Changed
only by ``review.actions.radv`` and its neighbours.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coding.models import Chart, ChartVersion
from review.models.people import User, choices
from review.models.radv import AuditedHcc, RadvAudit
from review.radv.states import Debt, Defect, Intake, Purpose
from review.states import State


class CandidateRecordQuerySet(models.QuerySet["CandidateRecord"]):
    def chosen(self) -> CandidateRecordQuerySet:
        """Those that go into packages."""
        return self.filter(rank__isnull=False)

    def changed(self) -> CandidateRecordQuerySet:
        """Those whose chart is no longer what was tested.

        It has a newer version, is no longer signed, or was signed since.
        """
        other = ~Q(chart_version=F("chart__case__run__version"))
        final = Q(chart__case__state=State.FINALISED.value)
        opened = (Q(signed=True) & ~final) | (Q(signed=False) & final)
        again = Q(chart__case__finalised_at__gt=F("hcc__enrollee__matched_at"))
        return self.filter(other | opened | again)


class CandidateRecord(models.Model):
    """One chart that may prove one audited HCC; with ``rank`` it goes into a package.

    ``codes`` are its diagnoses that fall into the HCC or one above it.
    """

    hcc = models.ForeignKey(
        AuditedHcc, on_delete=models.PROTECT, related_name="records"
    )
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="+")
    chart_version = models.ForeignKey(
        ChartVersion, on_delete=models.PROTECT, related_name="+"
    )
    place = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    codes = models.JSONField(default=list)
    signed = models.BooleanField(default=False)
    failed = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    intake = models.CharField(
        max_length=10, choices=choices(Intake), default=Intake.NOT_SENT.value
    )
    intake_reason = models.CharField(max_length=40, blank=True)
    intake_at = models.DateTimeField(null=True, blank=True)
    sent = models.PositiveSmallIntegerField(default=0)

    objects = CandidateRecordQuerySet.as_manager()

    class Meta:
        ordering = ("hcc_id", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("hcc", "chart"), name="%(app_label)s_%(class)s_once"
            ),
            models.UniqueConstraint(
                fields=("hcc", "rank"),
                condition=Q(rank__isnull=False),
                name="%(app_label)s_%(class)s_rank_once",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gte=1, rank__lte=2),
                name="%(app_label)s_%(class)s_two_at_most",
            ),
            models.CheckConstraint(
                condition=Q(intake__in=[each.value for each in Intake]),
                name="%(app_label)s_%(class)s_intake_known",
            ),
        )

    def __str__(self) -> str:
        return f"Record {self.pk} for {self.hcc_id}"


class PreflightResult(models.Model):
    """What one test said of one record, and what a person said after it.

    ``result`` is pass, fail, not_applicable or ask; ``settled`` takes its place.
    """

    record = models.ForeignKey(
        CandidateRecord, on_delete=models.CASCADE, related_name="results"
    )
    test = models.CharField(max_length=12)
    result = models.CharField(max_length=14)
    says = models.CharField(max_length=400)
    source = models.CharField(max_length=200)
    settled = models.CharField(max_length=14, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    words_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("record_id", "test")
        constraints = (
            models.UniqueConstraint(
                fields=("record", "test"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(result__in=["pass", "fail", "not_applicable", "ask"]),
                name="%(app_label)s_%(class)s_known",
            ),
            models.CheckConstraint(
                condition=Q(settled="", settled_by__isnull=True)
                | Q(
                    settled__in=["pass", "fail", "not_applicable"],
                    settled_by__isnull=False,
                ),
                name="%(app_label)s_%(class)s_settled_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.test} {self.standing}"

    @property
    def standing(self) -> str:
        """What counts: a person's word where there is one."""
        return self.settled or self.result


class RadvAttestation(models.Model):
    """A CMS-generated attestation: it mends a signature or a credential, nothing else.

    Of physician and outpatient records only. The signed form is in the vault.
    """

    record = models.ForeignKey(
        CandidateRecord, on_delete=models.PROTECT, related_name="attestations"
    )
    defect = models.CharField(max_length=12, choices=choices(Defect))
    signed_on = models.DateField()
    form_sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("record", "defect"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(defect__in=[each.value for each in Defect]),
                name="%(app_label)s_%(class)s_known",
            ),
        )

    def __str__(self) -> str:
        return f"Attestation of {self.defect}"


class RecordScan(models.Model):
    """One scanned page of a chart's original, in the vault under ``sha256``.

    Of the version of the chart, whichever HCCs it may prove. ``turned``: degrees
    clockwise until it stands upright. Pages only come and go as a whole, by an action.
    """

    chart_version = models.ForeignKey(
        ChartVersion, on_delete=models.PROTECT, related_name="scans"
    )
    position = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    turned = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("chart_version_id", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("chart_version", "position"),
                name="%(app_label)s_%(class)s_place",
            ),
            models.CheckConstraint(
                condition=Q(turned__in=[0, 90, 180, 270]),
                name="%(app_label)s_%(class)s_turned",
            ),
        )

    def __str__(self) -> str:
        return f"Scanned page {self.position} of {self.chart_version_id}"


class RadvPackageQuerySet(models.QuerySet["RadvPackage"]):
    def ready(self) -> RadvPackageQuerySet:
        return self.filter(state="ready")


class RadvPackage(models.Model):
    """One building of an audit's packages, in the background, for one purpose.

    Each finished zip is a ``RadvFile``. ``log_size`` is the checkpoint that they prove
    their events by.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "waiting to be built"
        BUILDING = "building", "being built"
        READY = "ready", "ready"
        FAILED = "failed", "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(
        RadvAudit, on_delete=models.PROTECT, related_name="packages"
    )
    purpose = models.CharField(max_length=12, choices=choices(Purpose))
    recipient = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    log_size = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = RadvPackageQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose__in=[each.value for each in Purpose]),
                name="%(app_label)s_%(class)s_purpose_known",
            ),
        )

    def __str__(self) -> str:
        return f"Packages of audit {self.audit_id} for {self.purpose}"


class RadvFile(models.Model):
    """One package of one audited HCC; ``sha256`` of the zip and of its manifest."""

    package = models.ForeignKey(
        RadvPackage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
    )
    hcc = models.ForeignKey(AuditedHcc, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    manifest_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    log_size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("package", "hcc"), name="%(app_label)s_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Disclosure(models.Model):
    """What left the house about one patient: to whom, for what, which content.

    45 CFR 164.528 asks for it for six years; rows are never edited.
    """

    patient = models.UUIDField(null=True, blank=True)
    hcc = models.ForeignKey(
        AuditedHcc, on_delete=models.PROTECT, related_name="disclosures"
    )
    purpose = models.CharField(max_length=12, choices=choices(Purpose))
    recipient = models.CharField(max_length=120)
    charts = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    identity_shown = models.BooleanField()
    manifest_sha256 = models.CharField(max_length=64)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("patient", "id"), name="review_disclosure_patient"),
        )

    def __str__(self) -> str:
        return f"Disclosure {self.pk}"


class Overpayment(models.Model):
    """One diagnosis that was paid for and is not supported, and what became of it.

    Identified by an audited HCC or by a signed chart. Due sixty days after it was
    identified. Amounts are finance's and stay out of here.
    """

    hcc = models.ForeignKey(
        AuditedHcc,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="overpayments",
    )
    chart = models.ForeignKey(
        Chart, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    patient = models.UUIDField(null=True, blank=True)
    contract = models.CharField(max_length=40)
    payment_year = models.PositiveSmallIntegerField()
    codes = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=choices(Debt), default=Debt.IDENTIFIED.value
    )
    identified_on = models.DateField()
    due_on = models.DateField()
    words_sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    identified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in Debt]),
                name="%(app_label)s_%(class)s_state_known",
            ),
            models.CheckConstraint(
                condition=Q(hcc__isnull=False) | Q(chart__isnull=False),
                name="%(app_label)s_%(class)s_of_something",
            ),
            models.UniqueConstraint(
                fields=("hcc",),
                condition=Q(hcc__isnull=False),
                name="%(app_label)s_%(class)s_hcc_once",
            ),
            models.UniqueConstraint(
                fields=("chart",),
                condition=Q(chart__isnull=False),
                name="%(app_label)s_%(class)s_chart_once",
            ),
        )

    def __str__(self) -> str:
        return f"Overpayment {self.pk}"
