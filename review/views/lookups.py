"""Looking codes up beside a code that is being changed or added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coding import codes, search
from review import relations
from review.models import Case

# As many as there are digits to pick one with.
SHOWN = 9
POOL = 40


@dataclass(frozen=True, slots=True)
class Pick:
    """A code to take; ``because`` is what taking it would say was wrong."""

    code: str
    title: str
    because: str = ""


def choices(case: Case, query: str, item: str = "") -> list[Pick]:
    """Billable codes of the release in force on the date of service, best first.

    With ``item``, as picks instead of that code.
    """
    if not query.strip():
        return []
    release = codes.release_for(codes.ICD10CM, case.service_date).release
    hits = search.search(query, release, limit=POOL)
    return list(_picks([hit for hit in hits if hit.billable][:SHOWN], case, item))


def _picks(hits: list[search.Hit], case: Case, item: str) -> Iterator[Pick]:
    known = (each for each in case.items.all() if str(each.pk) == item)
    line = next(known, None) if item else None
    for hit in hits:
        what = (
            relations.difference(line.code, line.title, hit.code, hit.title)
            if line
            else ""
        )
        yield Pick(hit.code, hit.title, relations.WORDS.get(what, ""))
