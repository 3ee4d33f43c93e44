"""What somebody had typed and not sent: kept, so that nothing is lost with a session.

Owns one row for each person and page. The words are in the vault, by sha256. Changed
only by ``review.actions.drafts``.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from review.models.people import User


class Draft(models.Model):
    """``place`` is the path of the page; an address of ours names nobody."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    place = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "place"), name="%(app_label)s_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return f"Draft at {self.place}"
