"""What people write beside codes: house notes for everybody, comments on one chart.

Owns rows that point at words in the vault. A house note counts once a second person has
approved it and until it is retired; a comment is never edited.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from review.models.cases import Case, Item
from review.models.people import User


class HouseNoteQuerySet(models.QuerySet["HouseNote"]):
    def in_force(self, day: date) -> HouseNoteQuerySet:
        """Approved, not retired, and meant for services of that day."""
        return self.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=day),
            approved_at__isnull=False,
            retired_at__isnull=True,
            effective_from__lte=day,
        )

    def about(self, codes: set[str]) -> HouseNoteQuerySet:
        """Of these codes, and of every heading above them."""
        above = {code[:n] for code in codes for n in range(3, len(code) + 1)}
        return self.filter(code__in=above)

    def for_chart(self, site: str, contract: str) -> HouseNoteQuerySet:
        """Of every site and payer, and of this chart's own."""
        return self.filter(site__in=("", site), contract__in=("", contract))


class HouseNote(models.Model):
    """How this house codes something: a policy, a ruling cited, a payer's habit.

    ``code`` is a code or the beginning of some. The words and the citation are in the
    vault.
    """

    class Kind(models.TextChoices):
        SITE_POLICY = "site_policy", "Site policy"
        CODING_CLINIC = "coding_clinic", "Coding Clinic"
        PAYER = "payer", "Payer"

    kind = models.CharField(max_length=15, choices=Kind.choices)
    code = models.CharField(max_length=10)
    site = models.CharField(max_length=100, blank=True)
    contract = models.CharField(max_length=100, blank=True)
    words_sha256 = models.CharField(max_length=64)
    citation_sha256 = models.CharField(max_length=64, blank=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(db_default=Now(), editable=False)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = HouseNoteQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-effective_from", "pk")
        indexes = (models.Index(fields=("code",), name="review_housenote_code"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["site_policy", "coding_clinic", "payer"]),
                name="%(app_label)s_%(class)s_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="%(app_label)s_%(class)s_approval_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(retired_by__isnull=True, retired_at__isnull=True)
                | Q(retired_by__isnull=False, retired_at__isnull=False),
                name="%(app_label)s_%(class)s_retiring_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_to__gte=models.F("effective_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"House note {self.pk} on {self.code}"


class CodeComment(models.Model):
    """What somebody said of one code of a chart, for whoever comes after."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comments")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="comments")
    words_sha256 = models.CharField(max_length=64)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Comment {self.pk} on case {self.case_id}"
