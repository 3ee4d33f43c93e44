"""What keeps coders good: the quality policy, checks, the blind arm, education.

Owns the rows; what they mean is ``review.seeding`` and ``review.actions``. Policies are
numbered and never edited; the newest counts, and a co-signature is added to it once.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from review.models.cases import Case, Item
from review.models.overreads import OverRead
from review.models.people import Credential, User


class QualityPolicy(models.Model):
    """How much is over-read, and whether checks and the blind arm are in use.

    Shares and rates are ten-thousandths. Without checks or a blind arm the rates are 0,
    which is how every installation starts.
    """

    number = models.PositiveIntegerField(unique=True)
    share = models.PositiveSmallIntegerField(default=500)
    least = models.PositiveSmallIntegerField(default=1)
    aimed = models.PositiveSmallIntegerField(default=10)
    hidden_share = models.PositiveSmallIntegerField(default=5_000)
    check_rate = models.PositiveSmallIntegerField(default=0)
    checks_settled = models.BooleanField(default=False, db_default=False)
    checks_live = models.BooleanField(default=False)
    blind_rate = models.PositiveSmallIntegerField(default=0)
    # Of which kinds of charts; empty is every kind.
    blind_settings = models.JSONField(default=list, blank=True)
    blind_specialties = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_sha256 = models.CharField(max_length=64, blank=True)
    active_from = models.DateTimeField(db_default=Now(), editable=False)
    co_signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    co_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = (
            models.CheckConstraint(
                condition=Q(share__lte=10_000)
                & Q(hidden_share__lte=10_000)
                & Q(check_rate__lte=10_000)
                & Q(blind_rate__lte=10_000),
                name="%(app_label)s_%(class)s_rates_in_range",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1), name="%(app_label)s_%(class)s_never_skipped"
            ),
            models.CheckConstraint(
                condition=Q(co_signed_by__isnull=True) | ~Q(co_signed_by=F("made_by")),
                name="%(app_label)s_%(class)s_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"Quality policy {self.number}"

    @classmethod
    def current(cls) -> QualityPolicy:
        """The edition in force; the first one comes with the migrations."""
        return cls.objects.order_by("-number")[:1].get()

    @classmethod
    def locked(cls) -> QualityPolicy:
        """The edition in force, and in force until this transaction ends.

        The first edition is the lock: it is always there. The newest would not do:
        who waited for it finds that it is the newest no longer.
        """
        cls.objects.select_for_update().order_by("number")[:1].get()
        return cls.current()

    @property
    def plants_in_live(self) -> bool:
        """Whether checks may stand in live charts: asked for, and co-signed."""
        return self.checks_live and self.co_signed_by_id is not None

    @property
    def check_places(self) -> str:
        """Where checks stand under this edition, in words."""
        places = ["fictional charts"]
        if self.checks_settled:
            places.append("signed charts that are read a second time")
        if self.plants_in_live:
            places.append("live charts")
        return " and of ".join(places)

    @property
    def blind_kinds(self) -> str:
        """Which kinds of charts the blind arm takes, in words."""
        words = f"{' or '.join(self.blind_settings)} charts".strip()
        if self.blind_specialties:
            words += f" of {' or '.join(self.blind_specialties)}"
        return words

    def may_hide(self, setting: str, specialty: str) -> bool:
        """Whether the blind arm takes charts of this kind."""
        wanted = {each.casefold() for each in self.blind_specialties}
        return (not self.blind_settings or setting in self.blind_settings) and (
            not wanted or specialty.casefold() in wanted
        )


class SeededCheck(models.Model):
    """A planted suggestion: where, why it is wrong, and what became of it."""

    FICTIONAL, SETTLED, LIVE = "fictional", "settled", "live"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    item = models.OneToOneField(
        Item, on_delete=models.CASCADE, null=True, blank=True, related_name="check_of"
    )
    over_read = models.ForeignKey(
        OverRead, on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    wrong_because = models.CharField(max_length=30)
    policy = models.ForeignKey(
        QualityPolicy, on_delete=models.PROTECT, related_name="+"
    )
    planted_at = models.DateTimeField(db_default=Now(), editable=False)
    disclosed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("planted_at",)
        indexes = (
            models.Index(fields=("person", "disclosed_at"), name="review_check_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(disclosed_at__isnull=True, outcome="", person__isnull=True)
                | Q(disclosed_at__isnull=False, person__isnull=False) & ~Q(outcome=""),
                name="%(app_label)s_%(class)s_outcome_when_disclosed",
            ),
        )

    def __str__(self) -> str:
        return f"Check {self.code} in case {self.case_id}"


class BlindArm(models.Model):
    """A case whose suggestions stay hidden until a coder has coded it."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="blind_arm"
    )
    policy = models.ForeignKey(
        QualityPolicy, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(db_default=Now(), editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unassisted = models.JSONField(default=list)
    suggested = models.JSONField(default=list)

    class Meta:
        ordering = ("case_id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="%(app_label)s_%(class)s_opened_who_and_when",
            ),
        )

    def __str__(self) -> str:
        return f"Blind arm of case {self.case_id}"


class Education(models.Model):
    """Something a coder was asked to learn, and whether the re-audit showed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="education")
    topic = models.CharField(max_length=120)
    words_sha256 = models.CharField(max_length=64, blank=True)
    over_read = models.ForeignKey(
        OverRead, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(db_default=Now(), editable=False)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("due_on", "assigned_at")
        constraints = (
            models.CheckConstraint(
                condition=~Q(person=F("assigned_by")),
                name="%(app_label)s_%(class)s_not_by_oneself",
            ),
        )

    def __str__(self) -> str:
        return self.topic


class ContinuingEducation(models.Model):
    """Education units earned for a credential, in tenths."""

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="units"
    )
    earned_on = models.DateField()
    tenths = models.PositiveSmallIntegerField()
    words_sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("credential_id", "earned_on")

    def __str__(self) -> str:
        return f"{self.units} units on {self.earned_on}"

    @property
    def units(self) -> str:
        """As people count them: 1.5."""
        return f"{self.tenths / 10:g}"


class Reminder(models.Model):
    """That a person was reminded; one a credential, matter, day and distance."""

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="reminders"
    )
    about = models.CharField(max_length=6)
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("credential", "about", "due_on", "days"),
                name="%(app_label)s_%(class)s_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} by {self.due_on}"
