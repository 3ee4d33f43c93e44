"""Profiles that were learned, by site and number, and the work of learning them.

Owns their rows and states. A profile is plain data (``coding.profile``), never changed
once it is made; what moves is only whether it is in force. Learning jobs are rows too:
a message is only a wake-up. Must not fit, replay or decide anything.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coding.profile import CONSERVATIVE, Profile, load


class StoredProfile(models.Model):
    """One candidate and what became of it; an empty site is all sites together."""

    class State(models.TextChoices):
        CANDIDATE = "candidate"
        PROMOTED = "promoted"
        REFUSED = "refused"
        RETIRED = "retired"
        ROLLED_BACK = "rolled_back", "rolled back"

    site = models.CharField(max_length=120, blank=True, default="")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.CANDIDATE
    )
    charts = models.PositiveIntegerField()
    held_out = models.PositiveIntegerField()
    until = models.PositiveBigIntegerField()
    against = models.CharField(max_length=60)
    replay_sha256 = models.CharField(max_length=64)
    # The profile that was in force before this one; none is the conservative one.
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # Since when it is in force and yet cannot be read: charts are coded without it.
    unreadable_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["site", "number"], name="%(app_label)s_%(class)s_number"
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(state="promoted"),
                name="%(app_label)s_%(class)s_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def profile(self) -> Profile:
        """The values; ``Refused`` where altered, of another form or not its own."""
        return load(bytes(self.data), self.sha256)

    @classmethod
    def in_force(cls, site: str) -> tuple[str, str]:
        """Name and sha256 of a site's profile, else of all sites', else of none.

        One that was found unreadable counts as none.
        """
        found = {
            row[0]: (row[1], row[2])
            for row in cls.objects.filter(
                state=cls.State.PROMOTED,
                site__in={site, ""},
                unreadable_at=None,
            ).values_list("site", "name", "sha256")
        }
        return found.get(site) or found.get("") or (CONSERVATIVE.name, "")

    @classmethod
    def put_aside(cls) -> models.QuerySet[StoredProfile]:
        """In force and not used, because they cannot be read."""
        rows = cls.objects.filter(state=cls.State.PROMOTED)
        return rows.exclude(unreadable_at=None).order_by("site")


class LearningJob(models.Model):
    """A profile to be learned; at most one waits or runs for a site."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.CharField(max_length=120, blank=True, default="")
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.QUEUED
    )
    until = models.PositiveBigIntegerField()
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True, default="")
    charts = models.PositiveIntegerField(default=0)
    profile = models.ForeignKey(StoredProfile, models.PROTECT, null=True, blank=True)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(status__in=["queued", "running"]),
                name="%(app_label)s_%(class)s_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"learning for {self.site or 'all sites'} ({self.status})"
