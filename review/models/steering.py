"""Drafts of policy, and alerts that figures moved.

Owns what a supervisor steers by. A draft never acts: activating it makes the next
``PolicyVersion``. Changed only by ``review.actions``.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from review.models.people import User
from review.models.policy import PolicyVersion


class DraftState(models.TextChoices):
    """What became of a draft."""

    OPEN = "open", "draft"
    ACTIVATED = "activated", "in force"
    DISCARDED = "discarded", "discarded"


class PolicyDraft(models.Model):
    """A routing policy that is not in force, with what the simulator said of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    based_on = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="drafts"
    )
    routing = models.JSONField()
    outlook = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64)
    reason_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    supervisor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    compliance = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.OneToOneField(
        PolicyVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="draft",
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="activated", version__isnull=False)
                | (~Q(state="activated") & Q(version__isnull=True)),
                name="%(app_label)s_%(class)s_activated_has_version",
            ),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True)
                | Q(compliance__isnull=True)
                | ~Q(supervisor=models.F("compliance")),
                name="%(app_label)s_%(class)s_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DriftBaseline(models.Model):
    """The weeks that control charts take their level from; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateField()
    until = models.DateField()
    frozen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField(db_default=Now(), editable=False)
    reason_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-frozen_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")),
                name="%(app_label)s_%(class)s_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"

    @classmethod
    def current(cls) -> DriftBaseline | None:
        """The baseline in force, once there is one."""
        return cls.objects.order_by("-frozen_at").first()


class DriftAlert(models.Model):
    """A series that left its baseline: a task until a person settles it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    baseline = models.ForeignKey(
        DriftBaseline, on_delete=models.PROTECT, related_name="alerts"
    )
    measure = models.CharField(max_length=20)
    stratum = models.CharField(max_length=20)
    value = models.CharField(max_length=200, blank=True)
    week = models.DateField()
    way = models.CharField(max_length=6)
    sum = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=16, blank=True)
    words_sha256 = models.CharField(max_length=64, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-week", "measure", "stratum", "value")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["baseline", "measure", "stratum", "value", "week"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome="", settled_by__isnull=True, settled_at__isnull=True
                )
                | (
                    ~Q(outcome="")
                    & Q(settled_by__isnull=False, settled_at__isnull=False)
                ),
                name="%(app_label)s_%(class)s_settled_all_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} in the week of {self.week}"
