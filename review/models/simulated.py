"""Which charts are simulated, and what is true of them.

Owns the label of a demo's simulated history and its truth, kept apart so that nothing
of the product can learn from it; only tests and the label on pages read this table.
"""

from __future__ import annotations

from django.db import models

from coding.models import Chart


class SimulatedChart(models.Model):
    """A chart of a simulated history: its place in it, and the codes that are true."""

    SOURCE = "simulated"

    chart = models.OneToOneField(
        Chart, on_delete=models.PROTECT, related_name="simulated"
    )
    seed = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    month = models.PositiveSmallIntegerField()
    coder = models.CharField(max_length=40, blank=True)
    truth = models.JSONField()

    class Meta:
        ordering = ("seed", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("seed", "number"), name="%(app_label)s_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return f"Simulated chart {self.number} of {self.seed}"
