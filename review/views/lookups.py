"""Looking codes up beside a code that is being changed or added."""

from __future__ import annotations

from coding import codes, search
from review.models import Case

# As many as there are digits to pick one with.
SHOWN = 9
POOL = 40


def choices(case: Case, query: str) -> list[search.Hit]:
    """Billable codes of the release in force on the date of service, best first."""
    if not query.strip():
        return []
    release = codes.release_for(codes.ICD10CM, case.service_date).release
    hits = search.search(query, release, limit=POOL)
    return [hit for hit in hits if hit.billable][:SHOWN]
