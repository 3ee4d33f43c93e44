"""Runs: one execution of the pipeline on one chart version, and its job row.

Owns the state of the work. The row is the truth: a message only wakes a worker, a
lease says until when one may believe it is alone, and ``attempt`` is the token that a
result must carry. Moves are made by ``coding.actions`` only.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit import vault
from coding.models.charts import ChartVersion
from coding.models.releases import Release


class RunQuerySet(models.QuerySet["Run"]):
    def claimable(self) -> RunQuerySet:
        """Waiting and due, or abandoned by a worker whose lease ran out."""
        return self.filter(
            Q(status=Run.Status.QUEUED, not_before__lte=Now())
            | Q(status=Run.Status.RUNNING, lease_until__lt=Now())
        )

    def given_up(self) -> RunQuerySet:
        """What no worker tries again unless a person asks for it."""
        ended = (Run.Status.FAILED, Run.Status.NEEDS_ATTENTION)
        return self.filter(status__in=ended)

    def stuck(self, waiting: timedelta) -> RunQuerySet:
        """What a sweep should wake: due for longer than ``waiting``, or abandoned."""
        return self.filter(
            Q(status=Run.Status.QUEUED, not_before__lte=Now() - waiting)
            | Q(status=Run.Status.RUNNING, lease_until__lt=Now())
        ).order_by("not_before", "id")


class Run(models.Model):
    """``purpose`` is "live" for runs that open cases; others never touch a case.

    Given up are: failed, which another attempt would not mend, and needs attention,
    which was attempted often enough. A person can queue either again.
    """

    LIVE = "live"

    class Status(models.TextChoices):
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        NEEDS_ATTENTION = "needs_attention", "needs attention"

    version = models.ForeignKey(
        ChartVersion, on_delete=models.PROTECT, related_name="runs"
    )
    engine = models.CharField(max_length=40)
    profile = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80, default="live")
    status = models.CharField(
        max_length=16, choices=Status, default=Status.QUEUED, db_index=True
    )
    attempt = models.PositiveIntegerField(default=0)
    # Attempts before a person last queued it again; the number itself never goes back,
    # or a worker from long ago could hold it once more.
    spent = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    engine_version = models.CharField(max_length=80, blank=True)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, related_name="runs"
    )
    provisional = models.BooleanField(default=False)
    approximate = models.BooleanField(default=False)
    result_sha256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=200, blank=True)
    timings = models.JSONField(default=dict)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "engine", "profile", "purpose"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "queued",
                        "running",
                        "done",
                        "failed",
                        "needs_attention",
                    ]
                ),
                name="%(app_label)s_%(class)s_status",
            ),
            models.CheckConstraint(
                condition=Q(spent__lte=models.F("attempt")),
                name="%(app_label)s_%(class)s_spent",
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease_until__isnull=False)
                | (~Q(status="running") & Q(lease_until=None)),
                name="%(app_label)s_%(class)s_lease",
            ),
            models.CheckConstraint(
                condition=Q(status="done", finished_at__isnull=False)
                & ~Q(result_sha256="")
                | ~Q(status="done") & Q(finished_at=None, result_sha256=""),
                name="%(app_label)s_%(class)s_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(status="queued"),
                name="coding_run_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(status="running"),
                name="coding_run_leased",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} ({self.status})"

    @property
    def result(self) -> dict[str, Any] | None:
        """Schema 1 of the result; it quotes the note, so it is kept in the vault."""
        if not self.result_sha256:
            return None
        loaded: dict[str, Any] = json.loads(vault.get_text(self.result_sha256))
        return loaded
