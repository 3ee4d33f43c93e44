"""What coders signed: final code sets, numbered per case, never edited.

Owns the signed result. A reopened case gets a further code set; the earlier ones stay
as they were. A trigger of the database refuses edits and deletions.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coding.models import ChartVersion
from review.models.cases import Case, Item
from review.models.decisions import Decision
from review.models.people import User


class FinalCodeSet(models.Model):
    """One signature: the whole ordered code set of one chart version."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="code_sets")
    number = models.PositiveSmallIntegerField()
    chart_version = models.ForeignKey(
        ChartVersion, on_delete=models.PROTECT, related_name="+"
    )
    release = models.CharField(max_length=60)
    attestation_sha256 = models.CharField(max_length=64)
    credential = models.JSONField()
    admitting = models.CharField(max_length=10, blank=True)
    reason_for_visit = models.JSONField(default=list)
    disposition = models.CharField(max_length=2, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("case_id", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "number"), name="%(app_label)s_%(class)s_number_once"
            ),
        )

    def __str__(self) -> str:
        return f"Code set {self.number} of case {self.case_id}"


class FinalCode(models.Model):
    """One code of a signed set, in its place, with the decision that put it there."""

    code_set = models.ForeignKey(
        FinalCodeSet, on_delete=models.PROTECT, related_name="codes"
    )
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=20)
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    role = models.CharField(max_length=15)
    poa = models.CharField(max_length=1, blank=True)
    origin = models.CharField(max_length=8)
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ("code_set_id", "position")
        constraints = (
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="%(app_label)s_%(class)s_position_from_one",
            ),
            models.UniqueConstraint(
                fields=("code_set", "position"),
                name="%(app_label)s_%(class)s_position_once",
            ),
            models.UniqueConstraint(
                fields=("code_set", "system", "code"),
                condition=Q(system="ICD-10-CM"),
                name="%(app_label)s_%(class)s_diagnosis_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.code}"
