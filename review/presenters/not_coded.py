"""Charts whose coding was given up, in words for whoever may try again.

Owns these sentences; names no patient and nothing of a note. One query for a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coding.models import Run
from coding.models.runs import RunQuerySet

WHY = {
    "release-not-loaded": (
        "No code release is loaded for its date of service. Try again once it is."
    ),
    "profile-not-readable": (
        "What the engine had learned could not be read by the version then running. Try"
        " again: it is coded by the profile now in force."
    ),
    "lease-expired": "Every worker that took it ended before it had finished.",
    "MemoryError": "The worker ran out of memory.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One chart version without codes; ``number`` names its run."""

    number: int
    received_at: datetime
    source: str
    site: str
    setting: str
    service_date: str
    why: str
    attempts: int


def newest_first(runs: RunQuerySet) -> RunQuerySet:
    return runs.select_related("version__chart").order_by("-queued_at", "-pk")


def rows(runs: Sequence[Run]) -> list[Row]:
    return [_row(run) for run in runs]


def _row(run: Run) -> Row:
    chart = run.version.chart
    return Row(
        number=run.pk,
        received_at=run.version.received_at,
        source=chart.source,
        site=chart.site,
        setting=run.version.setting,
        service_date=run.version.service_date.isoformat(),
        why=WHY.get(run.error, f"Something went wrong on our side ({run.error})."),
        attempts=run.attempt,
    )
