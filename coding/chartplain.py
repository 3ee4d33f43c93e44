"""A chart told as plain values, as files of every form are read, becomes an upload.

Owns the names of the values (those of ``ChartUpload``, ``date`` for the date of
service, ``patient`` and ``coverage`` as tables of their own or flat) and their types.
Whether the facts make sense is ``coding.acceptance``'s to say. Pure: no Django and no
files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from coding.uploads import ChartUpload, DocumentUpload, PatientUpload

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Defaults:
    """Facts for files that do not say them."""

    setting: str = "outpatient"
    service_date: date | None = None
    source: str = ""


NOTHING_SAID = Defaults()


class Unreadable(ValueError):
    """Carries a problem up to where file and line are known."""


@dataclass(frozen=True, slots=True)
class Told:
    """A chart of a file, or why it is none; ``line`` is where, counted from 1."""

    line: int
    plain: Plain
    problem: str = ""


def admitted(upload: ChartUpload) -> ChartUpload:
    """An inpatient without an admission date is taken as admitted that day."""
    if upload.setting == "inpatient" and upload.admission_date is None:
        return replace(upload, admission_date=upload.service_date)
    return upload


_SEXES = {"female": "F", "male": "M", "f": "F", "m": "M", "unknown": "", "u": ""}
_AS_THEY_ARE = (
    "modality",
    "place_of_service",
    "provider_name",
    "provider_npi",
    "provider_credential",
    "provider_group",
    "specialty",
    "specialty_code",
    "site",
    "contract",
    "payer",
    "claim_control_number",
)


def upload_of(told: Plain, patient: Plain, defaults: Defaults) -> ChartUpload:
    """The chart with these facts of the encounter, and these of the patient."""
    sex = text(told, "sex")
    upload = ChartUpload(
        **{name: text(told, name) for name in _AS_THEY_ARE},
        documents=_documents(told),
        setting=text(told, "setting") or defaults.setting,
        service_date=_service_date(told) or defaults.service_date,
        admission_date=_day(told, "admission_date"),
        patient=_patient(patient),
        age=_whole(told, "age"),
        sex=_SEXES.get(sex.lower(), sex),
        source=text(told, "source") or defaults.source,
        external_id=text(told, "external_id") or text(told, "id"),
        billed=texts(told, "billed"),
        procedures=texts(told, "procedures"),
    )
    return admitted(upload)


def _service_date(told: Plain) -> date | None:
    names = ("service_date", "discharge_date", "date")
    return next((day for name in names if (day := _day(told, name))), None)


def _patient(told: Plain) -> PatientUpload:
    names = [field.name for field in fields(PatientUpload)]
    said = {name: text(told, name) for name in names if name != "birth_date"}
    return PatientUpload(**said, birth_date=_day(told, "birth_date"))


def _documents(told: Plain) -> tuple[DocumentUpload, ...]:
    if "documents" not in told:
        if not isinstance(told.get("text"), str):
            raise Unreadable("has neither text nor documents")
        return (DocumentUpload.of_text(told["text"]),)
    return tuple(_document(each) for each in rows(told["documents"], "text"))


def _document(told: Plain) -> DocumentUpload:
    """One document: its text, or its bytes (``data``) for intake to look at."""
    said = {key: text(told, key) for key in ("name", "kind", "author", "author_role")}
    day, data = _day(told, "date"), told.get("data")
    if isinstance(data, bytes):
        media = text(told, "media_type") or "text/plain"
        return DocumentUpload(data, date=day, media_type=media, **said)
    if not isinstance(told.get("text"), str):
        raise Unreadable("has a document without text")
    return DocumentUpload.of_text(told["text"], date=day, **said)


def text(told: Plain, name: str) -> str:
    """A value that has to be text, or a whole number for it; empty where absent."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Unreadable(f"{name} is not text")
    return "" if value is None else str(value)


def texts(told: Plain, name: str) -> tuple[str, ...]:
    values = listed(told.get(name))
    if not all(isinstance(value, str) for value in values):
        raise Unreadable(f"{name} is not a list of texts")
    return tuple(values)


def listed(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable("a list was expected")
    return value


def _whole(told: Plain, name: str) -> int | None:
    value = told.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Unreadable(f"{name} is not a whole number")


def _day(told: Plain, name: str) -> date | None:
    value = told.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable(f"{name} is not a date like 2026-05-01") from None


_COVERAGE = ("contract", "payer", "claim_control_number")


def covered(told: Plain) -> Plain:
    """What a table of the coverage says, as facts of the chart."""
    coverage = table(told, "coverage")
    return {key: coverage[key] for key in _COVERAGE if key in coverage}


def table(told: Plain, name: str) -> Plain:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise Unreadable(f"{name} is not a table")
    return found


def rows(told: object, name: str) -> list[Plain]:
    """Objects; a bare text stands for an object with only that under ``name``."""
    found = [{name: each} if isinstance(each, str) else each for each in listed(told)]
    if any(not isinstance(row, dict) for row in found):
        raise Unreadable("a list of objects was expected")
    return found
