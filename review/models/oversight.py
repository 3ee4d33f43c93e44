"""Unusual reading of charts, and what compliance made of it.

Owns the rows; what is unusual says ``audit.access``. A row is made once for a day and
reviewed once; it holds no name.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from audit.access import Concern
from audit.events import Verdict
from review.models.people import User


class AccessDay(models.Model):
    """A day, in the house's time zone, whose reading was examined."""

    day = models.DateField(unique=True)
    examined_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.day.isoformat()


class AccessConcern(models.Model):
    """One person's reading on one day that somebody should look at."""

    LABELS: ClassVar[dict[str, str]] = {
        Concern.OWN_NAME: "reader bears the patient's name",
        Concern.NO_CASE: "read without work on the charts",
        Concern.NIGHT_BURST: "many charts in an hour of the night",
    }
    VERDICTS: ClassVar[dict[str, str]] = {
        Verdict.PROPER: "proper",
        Verdict.FOLLOW_UP: "to be followed up",
    }

    concern = models.CharField(max_length=12)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    patient = models.UUIDField(null=True, blank=True)
    events = ArrayField(models.BigIntegerField())
    charts = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, blank=True)
    words_sha256 = models.CharField(max_length=64, blank=True)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("concern", "person", "day", "patient", "events"),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_by=None, reviewed_at=None)
                | (~Q(verdict="") & Q(reviewed_by__isnull=False)),
                name="%(app_label)s_%(class)s_reviewed_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("verdict", "-day", "-id"), name="review_accessconcern_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.LABELS.get(self.concern, self.concern)}, {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("review:access-concern", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return not self.verdict

    @property
    def label(self) -> str:
        return self.LABELS.get(self.concern, self.concern)

    @property
    def found(self) -> str:
        return self.VERDICTS.get(self.verdict, "")
