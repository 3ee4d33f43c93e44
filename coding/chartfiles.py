"""Charts in files of every form, and in folders of these.

Owns the file forms and what a file may carry besides the upload: the gold of test and
demo charts. Reads lazily, a chart at a time; what cannot be read becomes a ``BadLine``
and the rest goes on. Must not import Django, store anything or judge the facts.

JSON lines hold ``{id, text}`` or ``{id, documents: [{name, date, author, author_role,
kind, text}]}``, facts of ``ChartUpload`` by name (``date`` for the date of service),
those of ``patient`` and ``coverage`` there too, and ``gold_dx``, ``gold_excluded``,
``gold_gaps``. What .csv, .hl7 and FHIR files say is read by a module each. Any other
file is one document of one chart.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import tomllib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coding import csvfiles, evidencespans, fhirfiles, hl7files
from coding.chartplain import (
    NOTHING_SAID,
    Defaults,
    Plain,
    Told,
    Unreadable,
    admitted,
    covered,
    rows,
    table,
    text,
    texts,
    upload_of,
)
from coding.codebook import normalise
from coding.interop import MOST_BYTES
from coding.uploads import ChartUpload, DocumentUpload

__all__ = ["BadLine", "ChartFile", "Defaults", "Gold", "GoldCode", "of_bytes", "read"]


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


def read(
    path: Path, defaults: Defaults = NOTHING_SAID
) -> Iterator[ChartFile | BadLine]:
    """Every chart of a file or of all files in a folder, in the order of names."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield from read(file, defaults)
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _json_lines(path, defaults)
    else:
        yield from _whole_file(path, defaults)


def _whole_file(path: Path, defaults: Defaults) -> Iterator[ChartFile | BadLine]:
    reader = FOREIGN.get(path.suffix.lower())
    try:
        if reader and path.stat().st_size > MOST_BYTES:
            yield BadLine(_named(path), 1, "is larger than any delivery of charts")
            return
        data = path.read_bytes()
    except OSError:
        yield BadLine(path.name, 1, "cannot be read")
        return
    if reader and (reader is not fhirfiles.read or fhirfiles.is_fhir(data)):
        yield from _foreign(data, path, reader, defaults)
    else:
        yield _one_chart(path, data, defaults)


def _one_chart(path: Path, data: bytes, defaults: Defaults) -> ChartFile | BadLine:
    try:
        if path.suffix != ".toml":
            return _plain_file(path, data, defaults)
        told = tomllib.loads(data.decode("utf-8-sig"))
        return _toml_chart(told, path, defaults)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        return BadLine(path.name, int(place[1]) if place else 1, "is not valid TOML")
    except UnicodeDecodeError:
        return BadLine(path.name, 1, "is not UTF-8")
    except Unreadable as error:
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
    return ChartFile(admitted(upload), id=Path(_named(path)).stem)


# TOML: one chart as our demo charts are written


def _toml_chart(told: Plain, path: Path, defaults: Defaults) -> ChartFile:
    provider, patient = table(told, "provider"), table(told, "patient")
    flat = {
        **told,
        **{f"provider_{key}": provider.get(key) for key in _PROVIDER},
        "specialty": told.get("specialty") or provider.get("specialty"),
        "specialty_code": provider.get("specialty_code"),
        **covered(told),
        **{key: value for key, value in patient.items() if key in ("sex", "age")},
    }
    who = {**patient, "enrollee_id": table(told, "coverage").get("enrollee_id")}
    upload = upload_of(flat, who, replace(defaults, source=defaults.source or "files"))
    gold = _toml_gold(told["gold"]) if "gold" in told else None
    return ChartFile(upload, text(told, "id") or path.stem, text(told, "title"), gold)


_PROVIDER = ("name", "npi", "credential", "group")


def _toml_gold(told: Plain) -> Gold:
    return Gold(
        codes=tuple(
            GoldCode(normalise(text(each, "code")), text(each, "why"))
            for each in rows(told.get("codes"), "code")
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
            raise Unreadable("is not an object")
        return _json_chart(told, number, defaults)
    except Unreadable as error:
        return BadLine(path.name, number, str(error))


def _json_chart(told: Plain, number: int, defaults: Defaults) -> ChartFile:
    patient = told["patient"] if isinstance(told.get("patient"), dict) else told
    upload = upload_of({**patient, **covered(told), **told}, patient, defaults)
    gold = None
    if "gold_dx" in told:
        spans = evidencespans.read(told.get("evidence"))
        gold = Gold(
            codes=tuple(
                GoldCode(normalise(c), spans=tuple(spans.get(normalise(c), ())))
                for c in texts(told, "gold_dx")
            ),
            excluded=_exclusions(told.get("gold_excluded")),
            gaps=_gaps(told.get("gold_gaps")),
        )
    name, title = text(told, "id") or str(number), text(told, "title")
    return ChartFile(upload, name, title, gold, line=number)


def _exclusions(told: object) -> tuple[GoldExclusion, ...]:
    """As a list of codes, of objects, or as an object of code to reason."""
    if isinstance(told, dict):
        told = [{"code": code, "reason": reason} for code, reason in told.items()]
    return tuple(
        GoldExclusion(
            normalise(text(row, "code")),
            *(text(row, said) for said in ("reason", "rule", "why")),
        )
        for row in rows(told, "code")
    )


def _gaps(told: object) -> tuple[GoldGap, ...]:
    return tuple(
        GoldGap(
            kind=text(row, "kind"),
            about=text(row, "about"),
            would_change=tuple(normalise(c) for c in texts(row, "would_change")),
        )
        for row in rows(told, "kind")
    )


# Forms of other systems

FOREIGN: dict[str, Callable[[bytes], Iterator[Told]]] = {
    ".csv": csvfiles.read,
    ".hl7": hl7files.read,
    ".json": fhirfiles.read,
}


def of_bytes(
    name: str, data: bytes, defaults: Defaults = NOTHING_SAID
) -> Iterator[ChartFile | BadLine]:
    """Every chart of a file that was handed over with its name."""
    path = Path(name)
    reader = FOREIGN.get(path.suffix.lower())
    if reader is fhirfiles.read and not _is_json(data):
        yield BadLine(_named(path), 1, "cannot be read as JSON")
        return
    if reader is None or (reader is fhirfiles.read and not fhirfiles.is_fhir(data)):
        yield BadLine(_named(path), 1, "is neither FHIR (.json) nor .hl7 nor .csv")
        return
    yield from _foreign(data, path, reader, defaults)


def _is_json(data: bytes) -> bool:
    """Cut short, a file says nothing of what it is."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _foreign(
    data: bytes,
    path: Path,
    reader: Callable[[bytes], Iterator[Told]],
    defaults: Defaults,
) -> Iterator[ChartFile | BadLine]:
    """Every chart of a file in the form of another system."""
    source = defaults.source or Path(_named(path)).stem
    line = 1
    try:
        for told in reader(data):
            line = told.line
            yield _told(told, path, replace(defaults, source=source))
    except UnicodeDecodeError:
        yield BadLine(_named(path), line, "is not UTF-8")
    except Unreadable as problem:
        yield BadLine(_named(path), line, str(problem))
    except RecursionError:
        # Just shallow enough to be looked into, and too deep from here.
        yield BadLine(_named(path), line, "is nested too deeply")


def _told(told: Told, path: Path, defaults: Defaults) -> ChartFile | BadLine:
    if told.problem:
        return BadLine(_named(path), told.line, told.problem)
    try:
        upload = upload_of(told.plain, table(told.plain, "patient"), defaults)
    except Unreadable as problem:
        return BadLine(_named(path), told.line, str(problem))
    name = upload.external_id or str(told.line)
    return ChartFile(upload, name, line=told.line)
