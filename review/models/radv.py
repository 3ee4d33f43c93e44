"""RADV audits: the lists that arrive, the enrollees and HCCs on them, CMS's answers.

Owns what is audited, by when, and what became of it. Names, birth dates and numbers of
enrollees are in the vault under ``identity_sha256``; ``patient`` is who that is here.
Changed only by ``review.actions.radv`` and its neighbours.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.urls import reverse

from review.models.people import User, choices
from review.radv.states import Appeal, AuditState, Outcome, Ruling, Standing


class RadvAuditQuerySet(models.QuerySet["RadvAudit"]):
    def in_progress(self) -> RadvAuditQuerySet:
        """Audits whose enrollees may still be asked about."""
        return self.exclude(state=AuditState.CLOSED.value)


class RadvAudit(models.Model):
    """One contract's audit for one payment year, with its deadlines and its owner."""

    contract = models.CharField(max_length=40)
    payment_year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    state = models.CharField(
        max_length=10, choices=choices(AuditState), default=AuditState.OPEN.value
    )
    round = models.PositiveSmallIntegerField(default=1)
    notice_on = models.DateField(null=True, blank=True)
    records_due = models.DateField()
    hardship_due = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="audits")
    version = models.PositiveIntegerField(default=1)
    matched_at = models.DateTimeField(null=True, blank=True)
    matching_since = models.DateTimeField(null=True, blank=True)
    matching_failed = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RadvAuditQuerySet.as_manager()

    class Meta:
        ordering = ("records_due", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("contract", "payment_year", "name"),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AuditState]),
                name="%(app_label)s_%(class)s_state_known",
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1, round__lte=3),
                name="%(app_label)s_%(class)s_round_known",
            ),
            models.CheckConstraint(
                condition=Q(payment_year__gte=2010, payment_year__lte=2100),
                name="%(app_label)s_%(class)s_year_sane",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} {self.payment_year} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("review:radv-audit", args=[self.pk])

    @property
    def due(self) -> date:
        """The day by which records must be in, hardship exception included."""
        return max(self.records_due, self.hardship_due or self.records_due)


class RadvImport(models.Model):
    """One enrollee list as it came: the original, what was taken and what was refused.

    ``refused`` holds line numbers and reasons, never what stood in the line.
    """

    audit = models.ForeignKey(
        RadvAudit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
    )
    original_sha256 = models.CharField(max_length=64)
    taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"List {self.pk}"


class AuditedEnrollee(models.Model):
    """One sampled enrollee. Without ``patient`` nobody here is known by that number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(
        RadvAudit, on_delete=models.PROTECT, related_name="enrollees"
    )
    position = models.PositiveIntegerField()
    mark = models.CharField(max_length=64)
    patient = models.UUIDField(null=True, blank=True)
    identity_sha256 = models.CharField(max_length=64)
    switched = models.BooleanField(default=False)
    matched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("audit_id", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("audit", "position"), name="%(app_label)s_%(class)s_place"
            ),
            models.UniqueConstraint(
                fields=("audit", "mark"), name="%(app_label)s_%(class)s_once"
            ),
        )
        indexes = (models.Index(fields=("patient",), name="review_enrollee_patient"),)

    def __str__(self) -> str:
        return f"Enrollee {self.position} of audit {self.audit_id}"


#: As people read them: by enrollee, then by number.
IN_ORDER = ("enrollee__position", "model", Length("hcc"), "hcc")


class AuditedHccQuerySet(models.QuerySet["AuditedHcc"]):
    def in_order(self) -> AuditedHccQuerySet:
        """By enrollee as the list had them, then by model and number."""
        return self.order_by(*IN_ORDER)

    def unproved(self) -> AuditedHccQuerySet:
        """Settled as supported, though no chosen record passes every test by now."""
        passing = Q(records__rank__isnull=False, records__failed=0, records__asked=0)
        proved = self.filter(passing).values("pk")
        return self.filter(standing=Standing.SUPPORTED.value).exclude(pk__in=proved)

    def to_delete(self) -> AuditedHccQuerySet:
        """HCCs that no record supports; their diagnoses have to be deleted."""
        return self.filter(standing=Standing.UNSUPPORTED.value)


class AuditedHcc(models.Model):
    """One HCC of one enrollee that CMS wants proved, and what became of it."""

    enrollee = models.ForeignKey(
        AuditedEnrollee, on_delete=models.PROTECT, related_name="hccs"
    )
    model = models.CharField(max_length=20)
    hcc = models.CharField(max_length=8)
    diagnoses = models.JSONField(default=list)
    standing = models.CharField(
        max_length=16, choices=choices(Standing), default=Standing.OPEN.value
    )
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    words_sha256 = models.CharField(max_length=64, blank=True)
    # Set once a person chose the records: from then on matching leaves the choice.
    ranked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = AuditedHccQuerySet.as_manager()

    class Meta:
        ordering = ("enrollee_id", "model", "hcc")
        constraints = (
            models.UniqueConstraint(
                fields=("enrollee", "model", "hcc"),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=[each.value for each in Standing]),
                name="%(app_label)s_%(class)s_standing_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    standing="open", settled_by__isnull=True, settled_at__isnull=True
                )
                | (
                    ~Q(standing="open")
                    & Q(settled_by__isnull=False, settled_at__isnull=False)
                ),
                name="%(app_label)s_%(class)s_settled_who_and_when",
            ),
        )
        indexes = (
            models.Index(fields=("standing",), name="review_auditedhcc_standing"),
        )

    def __str__(self) -> str:
        return f"{self.model} HCC {self.hcc}"

    def get_absolute_url(self) -> str:
        return reverse("review:radv-hcc", args=[self.pk])


class RoundOutcome(models.Model):
    """What CMS found of an audited HCC in one round, and how far it was appealed.

    ``appeal`` is the level filed last and ``ruling`` what it came to; ``appeal_due`` is
    the last day for the next, and absent while a ruling is awaited or none is left.
    """

    hcc = models.ForeignKey(
        AuditedHcc, on_delete=models.PROTECT, related_name="outcomes"
    )
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=24, choices=choices(Outcome))
    received_on = models.DateField()
    appeal_due = models.DateField(null=True, blank=True)
    appeal = models.CharField(max_length=16, choices=choices(Appeal), blank=True)
    appealed_on = models.DateField(null=True, blank=True)
    ruling = models.CharField(max_length=12, choices=choices(Ruling), blank=True)
    ruled_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("hcc_id", "round")
        constraints = (
            models.UniqueConstraint(
                fields=("hcc", "round"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[each.value for each in Outcome]),
                name="%(app_label)s_%(class)s_known",
            ),
            models.CheckConstraint(
                condition=Q(appeal="", appealed_on__isnull=True)
                | (~Q(appeal="") & Q(appealed_on__isnull=False)),
                name="%(app_label)s_%(class)s_appealed_when",
            ),
            models.CheckConstraint(
                condition=Q(ruling="", ruled_on__isnull=True)
                | Q(
                    ruling__in=[each.value for each in Ruling],
                    ruled_on__isnull=False,
                    appealed_on__isnull=False,
                ),
                name="%(app_label)s_%(class)s_ruled_when",
            ),
        )

    def __str__(self) -> str:
        return f"round {self.round}: {Outcome(self.outcome).label}"
