"""What comes in: one chart as somebody hands it over, before anything is checked.

Owns the values of an upload and their plain form, in which a refused upload is kept in
the vault. Must not import Django or judge what it holds: ``coding.acceptance`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class PatientUpload:
    """Who the patient is, as far as the upload says."""

    name: str = ""
    birth_date: date | None = None
    mrn: str = ""
    mbi: str = ""
    enrollee_id: str = ""

    def __repr__(self) -> str:
        # Nothing that prints an upload may spell out a patient.
        return "PatientUpload(…)"


@dataclass(frozen=True, slots=True)
class DocumentUpload:
    """One file: its bytes as they came, and what is said of it."""

    data: bytes
    name: str = ""
    kind: str = ""
    author: str = ""
    author_role: str = ""
    date: date | None = None
    media_type: str = "text/plain"

    @classmethod
    def of_text(cls, text: str, **said: Any) -> DocumentUpload:
        """Pasted text; what UTF-8 cannot hold is left for acceptance to refuse."""
        return cls(text.encode("utf-8", "surrogatepass"), **said)

    def __repr__(self) -> str:
        return f"DocumentUpload({len(self.data)} bytes)"


@dataclass(frozen=True, slots=True)
class ChartUpload:
    """One encounter. ``service_date`` is the through date, for inpatients discharge."""

    documents: tuple[DocumentUpload, ...]
    setting: str
    service_date: date | None
    admission_date: date | None = None
    patient: PatientUpload = PatientUpload()
    age: int | None = None
    sex: str = ""
    modality: str = ""
    place_of_service: str = ""
    provider_name: str = ""
    provider_npi: str = ""
    provider_credential: str = ""
    provider_group: str = ""
    specialty: str = ""
    specialty_code: str = ""
    source: str = "upload"
    external_id: str = ""
    site: str = ""
    contract: str = ""
    payer: str = ""
    claim_control_number: str = ""
    billed: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"ChartUpload({len(self.documents)} documents)"


def to_plain(upload: ChartUpload, *, keep: Callable[[bytes], str]) -> dict[str, Any]:
    """The upload as JSON can hold it; ``keep`` takes the bytes and names them."""
    plain = _fields(upload)
    plain["patient"] = _fields(upload.patient)
    plain["documents"] = [
        {**_fields(each), "data": keep(each.data)} for each in upload.documents
    ]
    return plain


def _fields(value: ChartUpload | DocumentUpload | PatientUpload) -> dict[str, Any]:
    pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
    return {
        name: each.isoformat() if isinstance(each, date) else each
        for name, each in pairs
    }


def from_plain(
    plain: Mapping[str, Any], *, fetch: Callable[[str], bytes]
) -> ChartUpload:
    """The upload again; ``fetch`` gives the bytes for the name that ``keep`` gave."""
    upload = _dated(plain, "service_date", "admission_date")
    upload["patient"] = PatientUpload(**_dated(plain["patient"], "birth_date"))
    upload["documents"] = tuple(
        DocumentUpload(**{**_dated(each, "date"), "data": fetch(each["data"])})
        for each in plain["documents"]
    )
    for name in ("billed", "procedures"):
        upload[name] = tuple(plain.get(name, ()))
    return ChartUpload(**upload)


def _dated(plain: Mapping[str, Any], *names: str) -> dict[str, Any]:
    days = {name: date.fromisoformat(plain[name]) for name in names if plain[name]}
    return {**plain, **days}
