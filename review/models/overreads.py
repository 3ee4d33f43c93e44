"""Samples, over-reads and their lines: a second coder's reading of a signed chart.

Owns what was drawn, by whom it is read, and what came of it. The second coding has
lines of its own and never touches the items or the signed code set of the case.
Changed only by ``review.actions``.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse

from review.models.cases import Case
from review.models.decisions import Decision, ReasonCode
from review.models.people import User, choices
from review.models.signing import FinalCodeSet
from review.overreading import Stage
from review.states import Kind, Origin

RANDOM, TARGETED = "random", "targeted"


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, user: Any) -> SampleQuerySet:
        """Samples with a chart that this person may read today."""
        seen = OverRead.objects.visible_to(user).filter(sample=OuterRef("pk"))
        return self.filter(Exists(seen))


class Sample(models.Model):
    """One draw: period, salt, strata and power; with them it can be repeated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateField()
    until = models.DateField()
    salt = models.CharField(max_length=32)
    # Whose charts could be drawn: those of these sites; an empty list is every site.
    sites = models.JSONField(default=list, blank=True)
    plan = models.JSONField()
    strata = models.JSONField()
    power = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12, default="routine")
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    education = models.ForeignKey(
        "review.Education",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
    )
    # Nobody drew the standing sample of the fast lane: each chart's lot decides.
    drawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ("-drawn_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="%(app_label)s_%(class)s_until_after_since",
            ),
            models.CheckConstraint(
                condition=Q(power__lte=10_000),
                name="%(app_label)s_%(class)s_power_in_range",
            ),
        )

    def __str__(self) -> str:
        return f"Charts signed {self.since} to {self.until}"


class OverReadQuerySet(models.QuerySet["OverRead"]):
    def visible_to(self, user: Any) -> OverReadQuerySet:
        """Over-reads of cases this person may read today."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def waiting_for(self, user: User) -> OverReadQuerySet:
        """What this person could take: never what they had a hand in."""
        mine = Decision.objects.filter(case=OuterRef("case"), decided_by=user)
        waiting = self.visible_to(user).filter(stage=Stage.WAITING)
        return waiting.exclude(coder=user).filter(~Exists(mine))

    def read_by(self, user: User) -> OverReadQuerySet:
        return self.filter(stage=Stage.READING, reader=user)


class OverRead(models.Model):
    """A second coder's reading of one signed code set.

    Codings are lists of lines in order: system, code, title, role, poa, evidence. The
    counts compare the signed codes with what holds (the truth), once that is known.
    """

    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, related_name="over_reads"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="over_reads")
    code_set = models.ForeignKey(
        FinalCodeSet, on_delete=models.PROTECT, related_name="over_reads"
    )
    stratum = models.CharField(max_length=100)
    drawn_by = models.CharField(
        max_length=8, choices=[(RANDOM, RANDOM), (TARGETED, TARGETED)]
    )
    probability = models.PositiveSmallIntegerField()
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    machine_hidden = models.BooleanField(default=False)
    stage = models.CharField(max_length=8, choices=choices(Stage))
    version = models.PositiveIntegerField(default=1)

    reader = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    second = models.JSONField(default=list)
    considered = models.JSONField(default=list)

    settled = models.JSONField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    citation_sha256 = models.CharField(max_length=64, blank=True)
    rebuttal_sha256 = models.CharField(max_length=64, blank=True)
    rebutted_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_sha256 = models.CharField(max_length=64, blank=True)

    # The signed codes against what holds; null until something holds.
    right = models.PositiveSmallIntegerField(null=True, blank=True)
    extra = models.PositiveSmallIntegerField(null=True, blank=True)
    missed = models.PositiveSmallIntegerField(null=True, blank=True)
    lead_right = models.BooleanField(null=True, blank=True)
    poa_right = models.PositiveSmallIntegerField(null=True, blank=True)
    poa_asked = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = OverReadQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("stage", "id"), name="review_overread_stage"),
            models.Index(fields=("coder", "stage"), name="review_overread_coder"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("code_set",), name="%(app_label)s_%(class)s_code_set_once"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]),
                name="%(app_label)s_%(class)s_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(reader__isnull=True) | ~Q(reader=F("coder")),
                name="%(app_label)s_%(class)s_never_own_work",
            ),
            models.CheckConstraint(
                condition=Q(stage="waiting", reader__isnull=True)
                | (~Q(stage="waiting") & Q(reader__isnull=False)),
                name="%(app_label)s_%(class)s_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(settled__isnull=True) | ~Q(citation_sha256=""),
                name="%(app_label)s_%(class)s_settled_with_citation",
            ),
            models.CheckConstraint(
                condition=Q(probability__lte=10_000),
                name="%(app_label)s_%(class)s_probability_in_range",
            ),
        )

    def __str__(self) -> str:
        return f"Over-read {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("review:over-read", args=[self.pk])


class OverReadLine(models.Model):
    """One line of the second coding; decided or still to be decided.

    What a removed line said stays in the trail; the row goes with the coding of who
    gave the over-read back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    over_read = models.ForeignKey(
        OverRead, on_delete=models.CASCADE, related_name="lines"
    )
    position = models.PositiveSmallIntegerField()
    system = models.CharField(max_length=20, default="ICD-10-CM")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    origin = models.CharField(max_length=8, choices=choices(Origin))
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict)
    kind = models.CharField(max_length=8, choices=choices(Kind), blank=True)
    final_code = models.CharField(max_length=10, blank=True)
    final_title = models.CharField(max_length=300, blank=True)
    poa = models.CharField(max_length=1, blank=True)
    what = models.ForeignKey(
        ReasonCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.ForeignKey(
        ReasonCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sha256 = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(default=list)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("over_read_id", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("over_read", "position"),
                deferrable=models.Deferrable.DEFERRED,
                name="%(app_label)s_%(class)s_position_once",
            ),
            models.UniqueConstraint(
                fields=("over_read", "system", "code"),
                name="%(app_label)s_%(class)s_code_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["accept", "modify", "add"]) ^ Q(final_code=""),
                name="%(app_label)s_%(class)s_code_when_kept",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} in over-read {self.over_read_id}"
