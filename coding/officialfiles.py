"""Official files as they were published: their bytes, text, rows and XML, or a refusal.

Owns opening a file (gzip or not), its fingerprint, its size limit and the hardened XML
parser. Must not know what any file says: that is for the readers beside it. A refusal
says in one sentence what is wrong, for the administrator who chose the file.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

# Ten times the largest file there is: the PCS order file of some 15 MB.
MAX_BYTES = 150 * 1024 * 1024
# An index has nine levels of terms, each two elements at most.
MAX_DEPTH = 40
_GZIP = b"\x1f\x8b"


class Refused(ValueError):  # noqa: N818  reads better where it is caught
    """The file cannot be loaded; the text says why."""


@dataclass(frozen=True, slots=True)
class Official:
    """One file: its published name and content, unpacked."""

    name: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the content, so that packing changes nothing."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_xml(self) -> bool:
        return self.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"

    @property
    def first_line(self) -> str:
        return self._line(0)

    @property
    def second_line(self) -> str:
        return self._line(1)

    def _line(self, number: int) -> str:
        lines = self.text()[:10_000].split("\n")
        return lines[number].rstrip() if number < len(lines) else ""

    def text(self) -> str:
        """UTF-8 or, as older files of CMS are, Windows-1252."""
        if b"\0" in self.data:
            raise Refused(f"{self.name} is no text.")
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        try:
            return self.data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise Refused(f"{self.name} is no text.") from error


def read(path: Path) -> Official:
    """The file at a path; ``Refused`` where it cannot be read whole."""
    try:
        packed = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise Refused(f"Cannot read {path}: {error.strerror}.") from error
    if packed is None:
        raise Refused(f"{path.name} is larger than any official file.")
    data = _unpacked(packed, path.name) if packed.startswith(_GZIP) else packed
    if not data.strip():
        raise Refused(f"{path.name} is empty.")
    return Official(path.name.removesuffix(".gz"), data)


def _unpacked(packed: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            data = file.read(MAX_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise Refused(f"{name} is damaged or cut off: {error}.") from error
    if len(data) > MAX_BYTES:
        raise Refused(f"{name} unpacks to more than any official file.")
    return data


def xml(file: Official) -> ET.Element:
    """The root element. No official file declares a document type, so none may.

    Without a declaration there are no entities, so nothing can be fetched or blown up.
    """
    try:
        _scan(file.data)
        return ET.fromstring(file.data)
    except Refused as error:
        raise Refused(f"{file.name} {error}.") from error
    except (expat.ExpatError, ET.ParseError, LookupError, ValueError) as error:
        raise Refused(f"{file.name} is damaged or cut off: {error}.") from error


def _scan(data: bytes) -> None:
    """Refuses, before a tree is built, what could make one dangerous."""
    depth = 0

    def declared(*_: object) -> None:
        raise Refused("declares a document type, as no official file does")

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Refused("nests more deeply than any official file")

    def closed(_: str) -> None:
        nonlocal depth
        depth -= 1

    scan = expat.ParserCreate()
    scan.StartDoctypeDeclHandler = declared
    scan.StartElementHandler = opened
    scan.EndElementHandler = closed
    scan.Parse(data, True)


def rows(file: Official, columns: Sequence[str], tab: bool = False) -> Iterator[Row]:
    """The rows of a table with a heading line, each with its line number."""
    text = io.StringIO(file.text(), newline="")
    lines = csv.reader(text, delimiter="\t" if tab else ",", strict=True)
    try:
        heading = next(lines, [])
        place = {name: heading.index(name) for name in columns if name in heading}
        if absent := [name for name in columns if name not in place]:
            raise Refused(f"{file.name} has no column {', '.join(absent)}.")
        for line in lines:
            if len(line) != len(heading):
                raise Refused(f"{file.name} is damaged at line {lines.line_num}.")
            yield Row(
                lines.line_num, {name: line[n].strip() for name, n in place.items()}
            )
    except csv.Error as error:
        at = lines.line_num
        raise Refused(f"{file.name} is damaged at line {at}: {error}.") from error


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the fields by their columns."""

    line: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields[column]
