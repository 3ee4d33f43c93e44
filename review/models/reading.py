"""Which documents of a chart a person has had on screen.

Owns one row for each person and document; the trail has the reading itself. A document
that an amendment changed is another document, and unread. Changed only by
``review.actions.reading``.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from coding.models import Chart
from review.models.people import User


class ReadDocument(models.Model):
    """``document`` is the sha256 of the text that was on the person's screen."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=64)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "chart", "document"),
                name="%(app_label)s_%(class)s_once",
            ),
        )

    def __str__(self) -> str:
        return f"Document of chart {self.chart_id}, read"
