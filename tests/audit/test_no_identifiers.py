"""Canaries in every field of a chart that names somebody; none may reach the log."""

from datetime import date

import pytest

from audit.actions import SYSTEM
from audit.models import Event
from coding import intake
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload

CANARIES = {
    "name": "Canaria Nameson",
    "mrn": "CANARYMRN77",
    "mbi": "1EG4TE5MK73",
    "enrollee_id": "CANARYENROLLEE",
    "external_id": "CANARYENCOUNTER",
    "claim_control_number": "CANARYCLAIM",
    "provider_name": "Canary Provider",
    "document_name": "canary-filename.txt",
    "author": "Canary Author",
    "text": "Canary text: type 2 diabetes mellitus.",
    "birth_date": "1931-07-13",
}


def upload(**changes):
    facts = {
        "documents": (
            DocumentUpload.of_text(
                CANARIES["text"],
                name=CANARIES["document_name"],
                author=CANARIES["author"],
                author_role="physician",
            ),
        ),
        "setting": "outpatient",
        "service_date": date(2026, 5, 14),
        "patient": PatientUpload(
            name=CANARIES["name"],
            birth_date=date.fromisoformat(CANARIES["birth_date"]),
            mrn=CANARIES["mrn"],
            mbi=CANARIES["mbi"],
            enrollee_id=CANARIES["enrollee_id"],
        ),
        "external_id": CANARIES["external_id"],
        "claim_control_number": CANARIES["claim_control_number"],
        "provider_name": CANARIES["provider_name"],
    }
    return ChartUpload(**facts | changes)


@pytest.mark.parametrize(
    "changes",
    [{}, {"documents": ()}, {"setting": "Canaria Nameson"}, {"service_date": None}],
    ids=["accepted", "no document", "bad setting", "no date"],
)
def test_whatever_comes_in_the_log_names_nobody(db, changes):
    last = Event.objects.order_by("id").last()
    intake.receive(upload(**changes), by=SYSTEM)
    written = Event.objects.after(last.pk if last else 0)
    assert written.exists()
    for event in written:
        body = bytes(event.body).decode().lower()
        for canary in CANARIES.values():
            assert canary.lower() not in body
