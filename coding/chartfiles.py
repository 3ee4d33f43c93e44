"""Charts in files: .txt, .toml, .jsonl, .jsonl.gz and folders of these.

Owns the file forms and what a file may carry besides the upload: the gold of test and
demo charts. Reads lazily, a chart at a time; what cannot be read becomes a ``BadLine``
and the rest goes on. Must not import Django, store anything or judge the facts.

JSON lines hold ``{id, text}`` or ``{id, documents: [{name, date, author, author_role,
kind, text}]}``, facts of ``ChartUpload`` by name (``date`` for the date of service),
those of ``patient`` and ``coverage`` there too, and ``gold_dx``, ``gold_excluded``,
``gold_gaps``. Any other file is one document of one chart.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from coding import evidencespans
from coding.codebook import normalise
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldCode:
    """``spans`` are the words that coders gave for it, in the first document."""

    code: str
    why: str = ""
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GoldExclusion:
    code: str
    reason: str = ""
    rule: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class GoldGap:
    kind: str
    about: str = ""
    would_change: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """What certified reading of the chart gives."""

    codes: tuple[GoldCode, ...] = ()
    excluded: tuple[GoldExclusion, ...] = ()
    gaps: tuple[GoldGap, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartFile:
    """One chart read from a file, with its gold where the file has one."""

    upload: ChartUpload
    id: str
    title: str = ""
    gold: Gold | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line or file without a chart; ``problem`` does not repeat what it holds."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Defaults:
    """Facts for files that do not say them."""

    setting: str = "outpatient"
    service_date: date | None = None
    source: str = ""


_NOTHING_SAID = Defaults()


class _Unreadable(ValueError):
    """Carries a problem up to where file and line are known."""


def read(
    path: Path, defaults: Defaults = _NOTHING_SAID
) -> Iterator[ChartFile | BadLine]:
    """Every chart of a file or of all files in a folder, in the order of names."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield from read(file, defaults)
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _json_lines(path, defaults)
    else:
        yield _one_chart(path, defaults)


def _one_chart(path: Path, defaults: Defaults) -> ChartFile | BadLine:
    try:
        data = path.read_bytes()
        if path.suffix != ".toml":
            return _plain_file(path, data, defaults)
        told = tomllib.loads(data.decode("utf-8-sig"))
        return _toml_chart(told, path, defaults)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        return BadLine(path.name, int(place[1]) if place else 1, "is not valid TOML")
    except UnicodeDecodeError:
        return BadLine(path.name, 1, "is not UTF-8")
    except OSError:
        return BadLine(path.name, 1, "cannot be read")
    except _Unreadable as error:
        return BadLine(path.name, 1, str(error))
    except (ValueError, RecursionError):
        return BadLine(path.name, 1, "is not valid TOML")


def _named(path: Path) -> str:
    """The file's name as text, whatever bytes the disk has for it."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _plain_file(path: Path, data: bytes, defaults: Defaults) -> ChartFile:
    upload = ChartUpload(
        documents=(DocumentUpload(data, name=_named(path)),),
        setting=defaults.setting,
        service_date=defaults.service_date,
        source=defaults.source or "files",
    )
    return ChartFile(_admitted(upload), id=Path(_named(path)).stem)


def _admitted(upload: ChartUpload) -> ChartUpload:
    """An inpatient without an admission date is taken as admitted that day."""
    if upload.setting == "inpatient" and upload.admission_date is None:
        return replace(upload, admission_date=upload.service_date)
    return upload


# TOML: one chart as our demo charts are written


def _toml_chart(told: Plain, path: Path, defaults: Defaults) -> ChartFile:
    provider, patient = _table(told, "provider"), _table(told, "patient")
    flat = {
        **told,
        **{f"provider_{key}": provider.get(key) for key in _PROVIDER},
        "specialty": told.get("specialty") or provider.get("specialty"),
        "specialty_code": provider.get("specialty_code"),
        **_covered(told),
        **{key: value for key, value in patient.items() if key in ("sex", "age")},
    }
    who = {**patient, "enrollee_id": _table(told, "coverage").get("enrollee_id")}
    upload = _upload(flat, who, replace(defaults, source=defaults.source or "files"))
    gold = _toml_gold(told["gold"]) if "gold" in told else None
    return ChartFile(upload, _text(told, "id") or path.stem, _text(told, "title"), gold)


_PROVIDER = ("name", "npi", "credential", "group")
_COVERAGE = ("contract", "payer", "claim_control_number")


def _covered(told: Plain) -> Plain:
    """What a table of the coverage says, as facts of the chart."""
    coverage = _table(told, "coverage")
    return {key: coverage[key] for key in _COVERAGE if key in coverage}


def _table(told: Plain, name: str) -> Plain:
    table = told.get(name, {})
    if not isinstance(table, dict):
        raise _Unreadable(f"{name} is not a table")
    return table


def _toml_gold(told: Plain) -> Gold:
    return Gold(
        codes=tuple(
            GoldCode(normalise(_text(each, "code")), _text(each, "why"))
            for each in _rows(told.get("codes"), "code")
        ),
        excluded=_exclusions(told.get("excluded")),
        gaps=_gaps(told.get("gaps")),
    )


# JSON lines


def _json_lines(path: Path, defaults: Defaults) -> Iterator[ChartFile | BadLine]:
    source = defaults.source or _named(path).split(".")[0]
    opened = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opened(path, "rb") as lines:
            for number, line in enumerate(lines, 1):  # noqa: B007  told on failure
                if line.strip():
                    yield _json_line(
                        path, number, line, replace(defaults, source=source)
                    )
    except (OSError, EOFError, zlib.error):
        yield BadLine(path.name, number + 1, "cannot be read any further")


def _json_line(
    path: Path, number: int, line: bytes, defaults: Defaults
) -> ChartFile | BadLine:
    try:
        told = json.loads(line)
    except UnicodeDecodeError:
        return BadLine(path.name, number, "is not UTF-8")
    except (ValueError, RecursionError):
        # Python's own ValueError is for a number of thousands of digits.
        return BadLine(path.name, number, "is not valid JSON")
    try:
        if not isinstance(told, dict):
            raise _Unreadable("is not an object")
        return _json_chart(told, number, defaults)
    except _Unreadable as error:
        return BadLine(path.name, number, str(error))


def _json_chart(told: Plain, number: int, defaults: Defaults) -> ChartFile:
    patient = told["patient"] if isinstance(told.get("patient"), dict) else told
    upload = _upload({**patient, **_covered(told), **told}, patient, defaults)
    gold = None
    if "gold_dx" in told:
        spans = evidencespans.read(told.get("evidence"))
        gold = Gold(
            codes=tuple(
                GoldCode(normalise(c), spans=tuple(spans.get(normalise(c), ())))
                for c in _texts(told, "gold_dx")
            ),
            excluded=_exclusions(told.get("gold_excluded")),
            gaps=_gaps(told.get("gold_gaps")),
        )
    name, title = _text(told, "id") or str(number), _text(told, "title")
    return ChartFile(upload, name, title, gold, line=number)


def _exclusions(told: object) -> tuple[GoldExclusion, ...]:
    """As a list of codes, of objects, or as an object of code to reason."""
    if isinstance(told, dict):
        told = [{"code": code, "reason": reason} for code, reason in told.items()]
    return tuple(
        GoldExclusion(
            normalise(_text(row, "code")),
            *(_text(row, said) for said in ("reason", "rule", "why")),
        )
        for row in _rows(told, "code")
    )


def _gaps(told: object) -> tuple[GoldGap, ...]:
    return tuple(
        GoldGap(
            kind=_text(row, "kind"),
            about=_text(row, "about"),
            would_change=tuple(normalise(c) for c in _texts(row, "would_change")),
        )
        for row in _rows(told, "kind")
    )


def _rows(told: object, name: str) -> list[Plain]:
    """Objects; a bare text stands for an object with only that under ``name``."""
    rows = [{name: each} if isinstance(each, str) else each for each in _listed(told)]
    if any(not isinstance(row, dict) for row in rows):
        raise _Unreadable("a list of objects was expected")
    return rows


# What both forms share

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


def _upload(told: Plain, patient: Plain, defaults: Defaults) -> ChartUpload:
    sex = _text(told, "sex")
    upload = ChartUpload(
        **{name: _text(told, name) for name in _AS_THEY_ARE},
        documents=_documents(told),
        setting=_text(told, "setting") or defaults.setting,
        service_date=_service_date(told) or defaults.service_date,
        admission_date=_day(told, "admission_date"),
        patient=_patient(patient),
        age=_whole(told, "age"),
        sex=_SEXES.get(sex.lower(), sex),
        source=_text(told, "source") or defaults.source,
        external_id=_text(told, "external_id") or _text(told, "id"),
        billed=_texts(told, "billed"),
        procedures=_texts(told, "procedures"),
    )
    return _admitted(upload)


def _service_date(told: Plain) -> date | None:
    names = ("service_date", "discharge_date", "date")
    return next((day for name in names if (day := _day(told, name))), None)


def _patient(told: Plain) -> PatientUpload:
    names = [field.name for field in fields(PatientUpload)]
    texts = {name: _text(told, name) for name in names if name != "birth_date"}
    return PatientUpload(**texts, birth_date=_day(told, "birth_date"))


def _documents(told: Plain) -> tuple[DocumentUpload, ...]:
    if "documents" not in told:
        if not isinstance(told.get("text"), str):
            raise _Unreadable("has neither text nor documents")
        return (DocumentUpload.of_text(told["text"]),)
    return tuple(_document(each) for each in _rows(told["documents"], "text"))


def _document(told: Plain) -> DocumentUpload:
    if not isinstance(told.get("text"), str):
        raise _Unreadable("has a document without text")
    said = {key: _text(told, key) for key in ("name", "kind", "author", "author_role")}
    return DocumentUpload.of_text(told["text"], date=_day(told, "date"), **said)


def _text(told: Plain, name: str) -> str:
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise _Unreadable(f"{name} is not text")
    return "" if value is None else str(value)


def _texts(told: Plain, name: str) -> tuple[str, ...]:
    values = _listed(told.get(name))
    if not all(isinstance(value, str) for value in values):
        raise _Unreadable(f"{name} is not a list of texts")
    return tuple(values)


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Unreadable("a list was expected")
    return value


def _whole(told: Plain, name: str) -> int | None:
    value = told.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise _Unreadable(f"{name} is not a whole number")


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
        raise _Unreadable(f"{name} is not a date like 2026-05-01") from None
