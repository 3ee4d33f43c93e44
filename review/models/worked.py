"""How long signed charts took: figures kept beside the trail, to be had quickly.

Owns rows that are made from events and can be made again; nothing decides by them.
"""

from __future__ import annotations

from django.db import models

from review.models.people import User
from review.models.signing import FinalCodeSet


class SignedWork(models.Model):
    """The work in one signed code set; times in seconds of active work."""

    code_set = models.OneToOneField(
        FinalCodeSet, on_delete=models.CASCADE, related_name="work"
    )
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    setting = models.CharField(max_length=12)
    pages = models.PositiveSmallIntegerField()
    active_seconds = models.PositiveIntegerField()
    decisions = models.PositiveSmallIntegerField()
    accepts = models.PositiveSmallIntegerField()
    accept_seconds = models.PositiveIntegerField()
    doubts = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("code_set_id",)
        indexes = (models.Index("signed_at", "coder", name="review_signedwork_month"),)

    def __str__(self) -> str:
        return f"Work in code set {self.code_set_id}"
