"""Decisions, the reasons they may give, and how findings were settled.

Owns what people judged. Decisions and settlements are never edited or deleted: a
trigger of the database refuses it. Undo is a withdrawing decision, a change of mind a
superseding one; ``Item.current`` says which counts.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from review.models.cases import Case, Item
from review.models.people import User, choices
from review.states import Axis, Kind, Settling
from review.support import Support


class ReasonCodeQuerySet(models.QuerySet["ReasonCode"]):
    def offered(self) -> ReasonCodeQuerySet:
        """Reasons a coder may give today, favourites first."""
        return self.filter(active=True).order_by(
            "axis", models.F("favourite").asc(nulls_last=True), "position", "code"
        )


class ReasonCode(models.Model):
    """One answer on one axis. Retired ones stay, because decisions point at them."""

    axis = models.CharField(max_length=4, choices=choices(Axis))
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=120)
    needs_words = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    favourite = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ReasonCodeQuerySet.as_manager()

    class Meta:
        ordering = ("axis", "position", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("axis", "code"), name="%(app_label)s_%(class)s_code_once"
            ),
            models.CheckConstraint(
                condition=Q(axis__in=[axis.value for axis in Axis]),
                name="%(app_label)s_%(class)s_axis_known",
            ),
        )

    def __str__(self) -> str:
        return self.label


class Decision(models.Model):
    """What one coder said of one item at one moment, with proof of being allowed to."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8, choices=choices(Kind))
    code = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=300, blank=True)
    what = models.ForeignKey(
        ReasonCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.ForeignKey(
        ReasonCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sha256 = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(default=list)
    # Keys of the house notes that were shown with the code.
    house_notes = models.JSONField(default=list, blank=True)
    support = models.CharField(max_length=12, blank=True, choices=choices(Support))
    credential = models.JSONField()
    hcc_visible = models.BooleanField(default=False)
    case_version = models.PositiveIntegerField()
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraws = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_by",
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]),
                name="%(app_label)s_%(class)s_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="withdraw", withdraws__isnull=False, code="")
                | (~Q(kind="withdraw") & Q(withdraws__isnull=True)),
                name="%(app_label)s_%(class)s_withdraw_names_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["modify", "reject"])
                | Q(what__isnull=False, why__isnull=False),
                name="%(app_label)s_%(class)s_reasons_given",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["accept", "modify", "add", "attested"])
                ^ Q(code=""),
                name="%(app_label)s_%(class)s_code_when_kept",
            ),
            models.CheckConstraint(
                condition=~Q(kind="add") | ~Q(evidence=[]),
                name="%(app_label)s_%(class)s_added_with_evidence",
            ),
        )

    def __str__(self) -> str:
        return f"{Kind(self.kind).label} {self.code}".strip()


class FindingSettlement(models.Model):
    """A finding somebody took responsibility for.

    ``key`` names the finding together with the codes it concerns: when those change,
    it is another finding and wants settling anew.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="settlements")
    key = models.CharField(max_length=64)
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=15)
    codes = models.JSONField(default=list)
    how = models.CharField(max_length=12, choices=choices(Settling))
    reason = models.ForeignKey(
        ReasonCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sha256 = models.CharField(max_length=64, blank=True)
    citation_sha256 = models.CharField(max_length=64, blank=True)
    credential = models.JSONField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(how__in=[how.value for how in Settling]),
                name="%(app_label)s_%(class)s_how_known",
            ),
            models.CheckConstraint(
                condition=~Q(how="override") | ~Q(citation_sha256=""),
                name="%(app_label)s_%(class)s_override_cites",
            ),
            models.UniqueConstraint(
                fields=("case", "key", "how"),
                name="%(app_label)s_%(class)s_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {Settling(self.how).label}"
