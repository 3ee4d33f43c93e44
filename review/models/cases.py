"""Cases and their items: one case a chart, one item a code to decide.

Owns the state of a case, its claim, its place in the worklist and the lines people
decide. Engine results are copied into items, so a rerun never changes what somebody
was shown. Changed only by ``review.actions``.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from coding.models import Chart, Run
from review import admission
from review.models.people import User, choices
from review.states import Lane, Origin, State

WAITING = (State.OPEN.value, State.REOPENED.value)
ACTIVE = (*WAITING, State.CLAIMED.value)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> CaseQuerySet:
        """Only cases this person may read today; none for a stranger."""
        from review import permissions

        return permissions.limit_cases(self, user)

    def waiting(self) -> CaseQuerySet:
        """Cases nobody holds that a coder could take."""
        return self.filter(state__in=WAITING)

    def held_by(self, user: User) -> CaseQuerySet:
        """Cases claimed by this person, and not only reserved for them."""
        return self.filter(
            state=State.CLAIMED.value, claimed_by=user, is_reserved=False
        )

    def reserved_for(self, user: User) -> CaseQuerySet:
        """The one case kept for this person until they sign what they are at."""
        return self.filter(claimed_by=user, is_reserved=True)

    def lease_over(self) -> CaseQuerySet:
        """Claims whose time ran out, by the clock of the database."""
        return self.filter(state=State.CLAIMED.value, lease_until__lte=Now())


class Case(models.Model):
    """One chart's way through review; ``version`` grows with every change."""

    chart = models.OneToOneField(Chart, on_delete=models.PROTECT, related_name="case")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=choices(State))
    lane = models.CharField(max_length=20, choices=choices(Lane))
    reasons = models.JSONField(default=list)
    risk_class = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=0)

    claimed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Claimed as somebody's next chart and not opened: no work is done on it yet.
    is_reserved = models.BooleanField(default=False, db_default=False)
    # At work on it, whoever it was; minutes without a key or a move do not count.
    active_seconds = models.PositiveIntegerField(default=0)
    # Set once, at the first claim: from then on a rerun leaves the case alone.
    touched_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(db_default=Now())

    # Meant for somebody once it is free; says nothing about who holds it.
    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    hold_words_sha256 = models.CharField(max_length=64, blank=True)
    finalised_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finalised_at = models.DateTimeField(null=True, blank=True)

    # What the worklist shows and filters by, so that it reads one table.
    site = models.CharField(max_length=100, blank=True)
    contract = models.CharField(max_length=50, blank=True)
    payer = models.CharField(max_length=80, blank=True, default="", db_default="")
    setting = models.CharField(max_length=12)
    specialty = models.CharField(max_length=100, blank=True)
    service_from = models.DateField(null=True, blank=True)
    service_date = models.DateField()
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    code_count = models.PositiveSmallIntegerField(default=0)
    undecided_count = models.PositiveSmallIntegerField(default=0)
    lowest_confidence = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-priority", "due_at", "id")
        indexes = (
            models.Index(
                "state",
                "lane",
                models.F("priority").desc(),
                "due_at",
                "id",
                name="review_case_worklist",
            ),
            # In the order of the worklist whatever the state: the next costs one row.
            models.Index(
                "lane",
                models.F("priority").desc(),
                "due_at",
                "id",
                condition=Q(state__in=ACTIVE),
                name="review_case_queue",
            ),
            # The orders that a worklist may be given instead: review.ordering.
            models.Index(
                fields=("lane", "opened_at", "due_at", "id"),
                condition=Q(state__in=ACTIVE),
                name="review_case_by_age",
            ),
            models.Index(
                fields=("lane", "due_at", "id"),
                condition=Q(state__in=ACTIVE),
                name="review_case_by_due",
            ),
            models.Index(
                "lane",
                Coalesce("lowest_confidence", models.Value(10_001)),
                "due_at",
                "id",
                condition=Q(state__in=ACTIVE),
                name="review_case_by_confidence",
            ),
            models.Index(
                fields=("lane", "specialty", "due_at", "id"),
                condition=Q(state__in=ACTIVE),
                name="review_case_by_specialty",
            ),
            models.Index(
                "lane",
                Coalesce(
                    KeyTextTransform("kind", KeyTransform("0", "reasons")),
                    models.Value(""),
                    output_field=models.TextField(),
                ),
                "due_at",
                "id",
                condition=Q(state__in=ACTIVE),
                name="review_case_by_reason",
            ),
            models.Index(
                fields=("lease_until",),
                condition=Q(state="claimed"),
                name="review_case_leases",
            ),
            models.Index(
                fields=("assigned_to", "lane"),
                condition=Q(assigned_to__isnull=False),
                name="review_case_assigned",
            ),
            GinIndex(
                fields=("reasons",),
                opclasses=("jsonb_path_ops",),
                name="review_case_reasons",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="%(app_label)s_%(class)s_state_known",
            ),
            models.CheckConstraint(
                condition=Q(lane__in=[lane.value for lane in Lane]),
                name="%(app_label)s_%(class)s_lane_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="claimed",
                    claimed_by__isnull=False,
                    claimed_at__isnull=False,
                    lease_until__isnull=False,
                )
                | (
                    ~Q(state="claimed")
                    & Q(
                        claimed_by__isnull=True,
                        claimed_at__isnull=True,
                        lease_until__isnull=True,
                    )
                ),
                name="%(app_label)s_%(class)s_claim_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(is_reserved=False) | Q(state="claimed"),
                name="%(app_label)s_%(class)s_reserved_is_claimed",
            ),
            models.UniqueConstraint(
                fields=("claimed_by",),
                condition=Q(is_reserved=True),
                name="%(app_label)s_%(class)s_one_reserved",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_by__isnull=False, held_at__isnull=False)
                | (~Q(state="held") & Q(held_by__isnull=True, held_at__isnull=True)),
                name="%(app_label)s_%(class)s_hold_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="finalised",
                    finalised_by__isnull=False,
                    finalised_at__isnull=False,
                )
                | (
                    ~Q(state="finalised")
                    & Q(finalised_by__isnull=True, finalised_at__isnull=True)
                ),
                name="%(app_label)s_%(class)s_finalised_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(undecided_count__lte=models.F("code_count")),
                name="%(app_label)s_%(class)s_counts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Case {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("review:case", args=[self.pk])

    def is_held_by(self, user: Any) -> bool:
        """Whether this person holds the claim (its lease may still have run out)."""
        return self._is_with(user) and not self.is_reserved

    def is_reserved_for(self, user: Any) -> bool:
        """Whether this is kept as this person's next chart, and not opened."""
        return self._is_with(user) and self.is_reserved

    def _is_with(self, user: Any) -> bool:
        return self.claimed_by_id is not None and self.claimed_by_id == user.pk


class ItemQuerySet(models.QuerySet["Item"]):
    def on_the_list(self) -> ItemQuerySet:
        """Items to decide or decided; an added code that was undone is neither."""
        return self.filter(listed=True)

    def undecided(self) -> ItemQuerySet:
        return self.on_the_list().filter(current__isnull=True)


class Item(models.Model):
    """One code of a case to be decided, whoever put it there.

    ``detail`` is the suggestion as it was shown (schema 1 of the result), or the title
    and evidence of an added code. ``current`` is the decision that counts. An added
    code that was undone is no longer ``listed``; its row stays, decisions point at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    system = models.CharField(max_length=20, default="ICD-10-CM")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    origin = models.CharField(max_length=8, choices=choices(Origin))
    billed = models.BooleanField(default=False)
    listed = models.BooleanField(default=True)
    extraction_confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    code_confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict)
    # As a coder said it; what the machine said stays in the detail.
    poa = models.CharField(max_length=1, blank=True, choices=admission.CHOICES)
    # Where the proof of the decision stands now that the chart was amended.
    anchored = models.JSONField(default=list)
    current = models.OneToOneField(
        "review.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("case_id", "position")
        constraints = (
            models.CheckConstraint(
                condition=Q(origin__in=[origin.value for origin in Origin]),
                name="%(app_label)s_%(class)s_origin_known",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="%(app_label)s_%(class)s_position_from_one",
            ),
            # Deferred, so that re-ordering may pass through equal positions.
            models.UniqueConstraint(
                fields=("case", "position"),
                deferrable=models.Deferrable.DEFERRED,
                name="%(app_label)s_%(class)s_position_once",
            ),
            models.UniqueConstraint(
                fields=("case", "system", "code"),
                condition=Q(system="ICD-10-CM"),
                name="%(app_label)s_%(class)s_diagnosis_once",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__lte=10_000),
                name="%(app_label)s_%(class)s_confidence_in_range",
            ),
            models.CheckConstraint(
                condition=Q(poa__in=["", *admission.INDICATORS]),
                name="%(app_label)s_%(class)s_poa_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id}"

    @property
    def decided_code(self) -> str | None:
        """The code this item contributes: decided, or proposed while undecided."""
        if self.current is None:
            return self.code
        return self.current.code or None
