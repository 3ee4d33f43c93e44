"""Intake exceptions: uploads that could not become a chart, kept for a person.

Owns what is known of a refused upload without its content: the upload itself (facts,
file names, original bytes) is in the vault, because any of it may name a patient.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coding.models.charts import Chart


class IntakeExceptionQuerySet(models.QuerySet["IntakeException"]):
    def open(self) -> IntakeExceptionQuerySet:
        return self.filter(state=IntakeException.State.OPEN)

    def of(self, sites: Collection[str], received_by: str) -> IntakeExceptionQuerySet:
        """Uploads for these sites, and this actor's own: those may name no site."""
        return self.filter(Q(site__in=sites) | Q(received_by=received_by))


class IntakeException(models.Model):
    """One refused upload, until somebody retries or dismisses it.

    ``detail`` is a sentence for a person and names no patient, file or text.
    ``document`` is the number, from 1, of the document at fault, where it was one.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        RETRIED = "retried", "retried"
        DISMISSED = "dismissed", "dismissed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload_sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64, blank=True)
    documents = models.PositiveSmallIntegerField()
    document = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=80, blank=True)
    site = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=400)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    received_at = models.DateTimeField(db_default=Now())
    received_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    words_sha256 = models.CharField(max_length=64, blank=True)
    chart = models.ForeignKey(
        Chart, on_delete=models.PROTECT, null=True, related_name="intake_exceptions"
    )

    objects = IntakeExceptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "retried", "dismissed"]),
                name="%(app_label)s_%(class)s_state",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_by="")
                | (~Q(state="open") & Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="%(app_label)s_%(class)s_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(words_sha256=""),
                name="%(app_label)s_%(class)s_dismissed_with_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-received_at"],
                condition=Q(state="open"),
                name="coding_intakeexception_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.state})"
