"""What events say of a chart version's encounter and documents.

Owns the translation from rows to the log's nested values. No name, identifier or text
goes through here.
"""

from __future__ import annotations

from audit import parts
from coding.models import ChartDocument, ChartVersion


def encounter(version: ChartVersion) -> parts.Encounter:
    admitted = version.admission_date
    return parts.Encounter(
        setting=version.setting,
        service_date=version.service_date.isoformat(),
        admission_date=admitted.isoformat() if admitted else None,
        specialty=version.specialty or None,
        modality=version.modality or None,
        place_of_service=version.place_of_service or None,
        site=version.chart.site or None,
        contract=version.contract or None,
        payer=version.payer or None,
    )


def document(place: ChartDocument) -> parts.Document:
    return parts.Document(
        sha256=place.document.sha256,
        original_sha256=place.document.original_sha256,
        characters=place.document.characters,
        kind=place.kind or None,
        author_role=place.author_role or None,
        date=place.date.isoformat() if place.date else None,
    )
