"""Worklists of one's own or for all, how much people can take, and what they skipped.

Owns these rows. Changed only by ``review.actions.worklists`` and
``review.actions.claims``.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from review.models.cases import Case
from review.models.people import User


class SavedWorklistQuerySet(models.QuerySet["SavedWorklist"]):
    def for_person(self, user: Any) -> SavedWorklistQuerySet:
        """One's own, and those that a supervisor shares with everybody."""
        return self.filter(Q(owner=user) | Q(owner=None), is_active=True)


class SavedWorklist(models.Model):
    """A name for a choice of charts; without ``owner`` it is everybody's.

    ``rule`` is the filters as an address spells them, never a list of charts.
    """

    name = models.CharField(max_length=60)
    rule = models.JSONField(default=dict)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="worklists"
    )
    is_active = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SavedWorklistQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("name", "owner"),
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="%(app_label)s_%(class)s_name_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Capacity(models.Model):
    """How many charts a person is to have in hand at most."""

    USUAL = 20

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="capacity", primary_key=True
    )
    charts = models.PositiveSmallIntegerField(default=USUAL)

    class Meta:
        ordering = ("user",)

    def __str__(self) -> str:
        return f"{self.charts} charts"


class Skip(models.Model):
    """A chart that somebody passed over: it is not offered to them as the next."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="skips")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="skips")
    reason = models.CharField(max_length=20)
    skipped_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "case"), name="%(app_label)s_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return f"Case {self.case_id}: {self.reason}"
