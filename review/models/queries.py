"""Questions to providers: where each stands and how long it took.

Owns the rows of queries. What was asked and answered is in the vault, by sha256.
Changed only by ``review.actions.queries`` and ``review.actions.answers``.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from coding.models import ChartVersion
from review.models.cases import Case
from review.models.people import User, choices
from review.querystates import UNFINISHED, WAITING, Outcome, QueryState, Topic


class QueryQuerySet(models.QuerySet["Query"]):
    def visible_to(self, user: Any) -> QueryQuerySet:
        """Only queries about cases that this person may read."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def waiting(self) -> QueryQuerySet:
        """Sent or escalated: the provider has not answered."""
        return self.filter(state__in=WAITING)

    def unfinished(self) -> QueryQuerySet:
        """Somebody still has to do something about it."""
        return self.filter(state__in=UNFINISHED)

    def overdue(self) -> QueryQuerySet:
        """No answer by the time it was due, by the clock of the database."""
        return self.waiting().filter(due_at__lte=Now())


class Query(models.Model):
    """One question about one case. ``version`` grows with every change.

    ``holds_case``: sending it is what put the chart on hold, so the chart comes back
    with the answer; a chart that a person held stays with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="queries")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    topic = models.CharField(max_length=20, choices=choices(Topic))
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in QueryState],
        default=QueryState.DRAFT.value,
    )
    content_sha256 = models.CharField(max_length=64)
    holds_case = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True, choices=choices(Outcome))
    answer_sha256 = models.CharField(max_length=64, blank=True)
    addendum_sha256 = models.CharField(max_length=64, blank=True)
    answered_in = models.ForeignKey(
        ChartVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = QueryQuerySet.as_manager()

    class Meta:
        ordering = ("case_id", "number")
        indexes = (
            models.Index(
                fields=("state", "topic", "due_at", "id"), name="review_query_queue"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case", "number"), name="%(app_label)s_%(class)s_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in QueryState]),
                name="%(app_label)s_%(class)s_state_known",
            ),
            models.CheckConstraint(
                condition=Q(topic__in=[each.value for each in Topic]),
                name="%(app_label)s_%(class)s_topic_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(sent_at__isnull=False, due_at__isnull=False),
                name="%(app_label)s_%(class)s_sent_has_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("answered", "closed"))
                | Q(
                    answered_at__gte=F("sent_at"),
                    answered_in__isnull=False,
                    outcome__in=[each.value for each in Outcome],
                ),
                name="%(app_label)s_%(class)s_answer_complete",
            ),
        )

    def __str__(self) -> str:
        return f"Query {self.number} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("review:query", args=[self.pk])
