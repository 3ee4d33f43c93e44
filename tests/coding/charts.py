"""Uploads for tests: one plain chart, changed where need be, and what came of it."""

import uuid
from datetime import date

from audit.actions import Actor
from coding import intake
from coding.models import IntakeException
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload

CODER = Actor("person", "5a0c4a0e-3a4b-4c7a-9a56-0d6f1b1f8f10")
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


def received(**changes) -> intake.Received:
    result = intake.receive(upload(**changes), by=CODER)
    assert isinstance(result, intake.Received), result.exception.detail
    return result


def refused(**changes) -> IntakeException:
    result = intake.receive(upload(**changes), by=CODER)
    assert isinstance(result, intake.Refused)
    return result.exception
