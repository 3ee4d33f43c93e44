"""Uploads for tests: one plain chart, changed where a test needs it otherwise."""

import uuid
from datetime import date

from coding.uploads import ChartUpload, DocumentUpload, PatientUpload

NOTE = "Assessment: type 2 diabetes, stable.\r\nPlan: continue metformin.\n"


def document(text: str = NOTE, **said) -> DocumentUpload:
    return DocumentUpload.of_text(text, **said)


def upload(**changes) -> ChartUpload:
    """A chart nobody has sent before, unless the caller names it."""
    usual = {
        "documents": (document(kind="progress note"),),
        "setting": "outpatient",
        "service_date": date(2026, 5, 1),
        "patient": PatientUpload(
            name="Ottoline Featherby", birth_date=date(1961, 3, 4)
        ),
        "source": "tests",
        "external_id": uuid.uuid4().hex,
        "sex": "F",
    }
    return ChartUpload(**usual | changes)
