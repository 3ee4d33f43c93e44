"""Which strata of the fast lane are closed.

Owns one row for every setting and specialty that was ever closed; all others are open.
Changed only by ``review.actions.fastlane``.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class FastLaneStratum(models.Model):
    """One setting and specialty. Over-reads count from when it was last opened."""

    setting = models.CharField(max_length=12)
    specialty = models.CharField(max_length=100, blank=True)
    closed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("setting", "specialty")
        constraints = (
            models.UniqueConstraint(
                fields=("setting", "specialty"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(opened_at__gte=F("closed_at")),
                name="%(app_label)s_%(class)s_opened_after_closing",
            ),
        )

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.setting, self.specialty)))

    @property
    def is_closed(self) -> bool:
        return self.opened_at is None

    @classmethod
    def closes(cls, setting: str, specialty: str) -> bool:
        """Whether charts of this stratum may not take the fast lane now."""
        rows = cls.objects.filter(setting=setting, specialty=specialty)
        return rows.filter(opened_at=None).exists()
