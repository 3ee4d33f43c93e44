"""Remittances: files of payers' answers, and the cases that they speak of.

Owns what arrived and what became of each claim. Account numbers and amounts are only in
the original, in the vault. Changed only by ``review.actions.remittances``.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from review.models.cases import Case
from review.models.people import User


class RemittanceQuerySet(models.QuerySet["Remittance"]):
    def in_search(self) -> RemittanceQuerySet:
        """Remittances whose charts are still being sought."""
        return self.filter(sought_at=None)


class Remittance(models.Model):
    """One 835 file as it came.

    ``claims`` could be read. ``refused`` are lines that could not, ``waiting`` claims
    that found no chart yet: line numbers and reasons, never what stood there. Charts
    are sought as ``asked_by`` may see them; ``sought_at`` is empty until that is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original_sha256 = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(null=True, blank=True)
    claims = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    waiting = models.JSONField(default=list)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sought_at = models.DateTimeField(null=True, blank=True)

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        ordering = ("-received_at", "id")

    def __str__(self) -> str:
        return f"Remittance received {self.received_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("review:remittance", args=[self.pk])


class AnsweredClaim(models.Model):
    """One claim whose chart is known: its status, and why less was paid."""

    remittance = models.ForeignKey(
        Remittance, on_delete=models.PROTECT, related_name="answered"
    )
    line = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField(max_length=2)
    reasons = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    doubted = models.JSONField(default=list)  # kinds of coding denial, in order
    noted_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("remittance_id", "line")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["remittance", "line"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=~Q(status=""), name="%(app_label)s_%(class)s_has_status"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer to case {self.case_id}"
