"""Rules of how long charts are kept, legal holds, disposals and what is left of them.

Owns the rows. What a rule means is ``review.retention``; rows are changed only by
``review.actions.retention`` and ``review.actions.disposal``. A disposed chart leaves
one row that says so and holds nothing of a patient.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from review.models.people import User, choices
from review.retention import BY_LAW, Applies, Rule, Starts


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def in_force(self) -> RetentionRuleQuerySet:
        """The rows that count today; a changed rule is an ended row and a new one."""
        return self.filter(ended_at__isnull=True)


class RetentionRule(models.Model):
    """One edition of one rule. Without ``set_by`` it came with the installation."""

    key = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    years = models.PositiveSmallIntegerField()
    starts = models.CharField(max_length=20, choices=choices(Starts))
    applies = models.CharField(max_length=10, choices=choices(Applies))
    site = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=120)
    words_sha256 = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        ordering = ("-years", "key", "-begun_at")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(ended_at__isnull=True),
                name="%(app_label)s_%(class)s_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=100),
                name="%(app_label)s_%(class)s_years_sane",
            ),
            models.CheckConstraint(
                condition=Q(starts__in=[each.value for each in Starts])
                & Q(applies__in=[each.value for each in Applies]),
                name="%(app_label)s_%(class)s_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.years} years"

    def rule(self) -> Rule:
        return Rule(
            key=self.key,
            label=self.label,
            years=self.years,
            starts=Starts(self.starts),
            applies=Applies(self.applies),
            source=self.source,
            site=self.site,
        )


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> LegalHoldQuerySet:
        return self.filter(lifted_at__isnull=True)


class LegalHold(models.Model):
    """Nothing that it covers may be disposed of until it is lifted."""

    class Scope(models.TextChoices):
        CHART = "chart", "one chart"
        PATIENT = "patient", "all charts of one patient"
        CONTRACT = "contract", "all charts of a contract"
        SITE = "site", "all charts of a site"
        EVERYTHING = "everything", "every chart"

    scope = models.CharField(max_length=10, choices=Scope)
    chart = models.UUIDField(null=True, blank=True)
    case_number = models.BigIntegerField(null=True, blank=True)
    patient = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=80, blank=True)
    words_sha256 = models.CharField(max_length=64)
    placed_at = models.DateTimeField(db_default=Now(), editable=False)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_words_sha256 = models.CharField(max_length=64, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ("-placed_at",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(scope="chart", chart__isnull=False)
                | Q(scope="patient", patient__isnull=False)
                | Q(scope__in=["contract", "site"]) & ~Q(name="")
                | Q(scope="everything"),
                name="%(app_label)s_%(class)s_of_something",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False)
                & ~Q(lifted_words_sha256=""),
                name="%(app_label)s_%(class)s_lifted_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk} on {self.about}"

    @property
    def about(self) -> str:
        """What it covers, as people read it; a patient by one of their cases."""
        return {
            "chart": f"case {self.case_number}",
            "patient": f"the patient of case {self.case_number}",
            "contract": f"contract {self.name}",
            "site": f"site {self.name}",
        }.get(self.scope, "every chart")


class DisposalRunQuerySet(models.QuerySet["DisposalRun"]):
    def unfinished(self) -> DisposalRunQuerySet:
        """Approved, and not all of it is carried out."""
        return self.filter(state=DisposalRun.State.APPROVED)


class DisposalRun(models.Model):
    """Charts that one person proposes to dispose of, and a second one approves."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "waits for a second person"
        APPROVED = "approved", "is being carried out"
        FINISHED = "finished", "carried out"
        WITHDRAWN = "withdrawn", "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField(db_default=Now(), editable=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sha256 = models.CharField(max_length=64, blank=True)
    files = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DisposalRunQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state="proposed", settled_by__isnull=True)
                | ~Q(state="proposed")
                & Q(settled_by__isnull=False, settled_at__isnull=False),
                name="%(app_label)s_%(class)s_settled_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "finished"])
                | ~Q(settled_by=models.F("proposed_by")),
                name="%(app_label)s_%(class)s_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal {str(self.pk)[:8]}"

    def get_absolute_url(self) -> str:
        return reverse("review:disposal", args=[self.pk])


class DisposalLine(models.Model):
    """One chart of a disposal, by its number only.

    ``names`` are the sha256 of what still has to be looked for in the vault; empty
    again once that is done.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        ORDERED = "ordered", "taken out, waits for the log's signature"
        ERASED = "erased", "events gone, files still to be destroyed"
        DONE = "done", "gone"
        KEPT = "kept", "kept"

    run = models.ForeignKey(DisposalRun, on_delete=models.CASCADE, related_name="lines")
    chart = models.UUIDField()
    case_number = models.BigIntegerField()
    site = models.CharField(max_length=100, blank=True)
    service_year = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=40)
    source = models.CharField(max_length=120)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    why_kept = models.CharField(max_length=200, blank=True)
    event = models.BigIntegerField(null=True, blank=True)
    names = models.JSONField(default=list)

    class Meta:
        ordering = ("run_id", "due_on", "case_number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["run", "chart"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "erased", "done"])
                | Q(event__isnull=False),
                name="%(app_label)s_%(class)s_ordered_in_the_log",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["chart"], name="review_disposalline_chart"),
        ]

    def __str__(self) -> str:
        return f"case {self.case_number}"

    @property
    def label(self) -> str:
        """The rule's name; one of a house by its key."""
        law = BY_LAW.get(self.rule)
        return law.label if law else self.rule.replace("_", " ")


class DisposedChart(models.Model):
    """What stands where a chart was: that it is gone, since when and by which rule."""

    case_number = models.BigIntegerField(primary_key=True)
    chart = models.UUIDField(unique=True)
    site = models.CharField(max_length=100, blank=True)
    rule = models.CharField(max_length=40)
    source = models.CharField(max_length=120)
    due_on = models.DateField()
    disposed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-disposed_at",)

    def __str__(self) -> str:
        return f"case {self.case_number}, disposed of"
