"""What an upload says of who it is about, for taking it out before text leaves.

Owns the reading of an upload's identifiers; ``audit.masking`` takes them out. Must not
import Django.
"""

from __future__ import annotations

from audit.masking import Identifiers, identifiers
from coding.uploads import ChartUpload


def of_upload(upload: ChartUpload) -> Identifiers:
    """What an upload says of who it is about and who wrote it."""
    patient = upload.patient
    authors = [each.author for each in upload.documents]
    return identifiers(
        (patient.name, upload.provider_name, *authors),
        (patient.mrn, patient.mbi, patient.enrollee_id, upload.provider_npi),
        patient.birth_date,
    )
