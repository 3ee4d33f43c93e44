"""Policy by version, and the pulse of the background work.

Owns which routing policy and which credential matrix are in force. Versions are never
edited; the newest counts. What the policy means is ``review.routing``'s business.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class PolicyVersion(models.Model):
    """One edition of the policy: routing thresholds, and credentials by setting."""

    number = models.PositiveIntegerField(unique=True)
    routing = models.JSONField(default=dict)
    credentials = models.JSONField(default=dict)
    # What besides the rules must hold before a signature; all open out of the box.
    gates = models.JSONField(default=dict)
    made_by = models.UUIDField(null=True, blank=True)
    reason_sha256 = models.CharField(max_length=64, blank=True)
    active_from = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"Policy {self.number}"

    @classmethod
    def current(cls) -> PolicyVersion:
        """The edition in force; the first one comes with the migrations."""
        return cls.objects.order_by("-number")[:1].get()

    @classmethod
    def locked(cls) -> PolicyVersion:
        """The edition in force, and in force until this transaction ends.

        The first edition is the lock: it is always there. The newest would not do:
        who waited for it finds that it is the newest no longer.
        """
        cls.objects.select_for_update().order_by("number")[:1].get()
        return cls.current()

    def accepts(self, setting: str) -> tuple[str, ...]:
        """Credential types that may decide charts of this setting."""
        return tuple(self.credentials.get(setting, ()))


class Heartbeat(models.Model):
    """When a piece of background work last ran; health reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField(db_default=Now())
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%H:%M:%S}"
