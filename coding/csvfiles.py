"""Charts in CSV (RFC 4180): a line a document, the names of the facts above.

Owns the columns and what lines of one chart have to agree in. Lines that follow each
other with one ``id`` are documents of one chart. A column that is not known is refused,
so that nothing is lost quietly. Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from coding.chartplain import Plain, Told, Unreadable
from coding.interop import MOST_BYTES, MOST_CHARTS
from coding.uploads import ChartUpload, PatientUpload

OF_DOCUMENT = {
    "text": "text",
    "document_name": "name",
    "kind": "kind",
    "author": "author",
    "author_role": "author_role",
    "document_date": "date",
}
OF_PATIENT = tuple(field.name for field in fields(PatientUpload))
_NESTED = ("documents", "patient")
OF_CHART = (
    "id",
    "date",
    *(field.name for field in fields(ChartUpload) if field.name not in _NESTED),
)
#: Several codes in one field, with blanks or semicolons between.
LISTS = ("billed", "procedures")
COLUMNS = frozenset((*OF_DOCUMENT, *OF_PATIENT, *OF_CHART))

Row = dict[str, str]
# Once, for everybody: a note is longer than what the module expects of a field.
csv.field_size_limit(MOST_BYTES)


@dataclass(frozen=True, slots=True)
class _Line:
    """One record of the file under its heading; ``number`` counts the heading too."""

    number: int
    row: Row
    is_whole: bool

    @property
    def key(self) -> str:
        """Lines of one key that follow each other are one chart."""
        name = self.row.get("id") or self.row.get("external_id")
        return f"{self.row.get('source', '')}\n{name}" if name else f"#{self.number}"


def read(data: bytes) -> Iterator[Told]:
    """Each chart of the file, or why its lines are none."""
    text = data.decode("utf-8-sig")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = _heading(next(lines, []))
        charts = groupby(_lines(lines, names), key=lambda line: line.key)
        above = set[str]()
        for number, (key, several) in enumerate(charts, 1):
            if number > MOST_CHARTS:
                raise Unreadable(f"holds more than {MOST_CHARTS:,} charts")
            yield _told(list(several), key in above)
            above.add(key)
    except csv.Error:
        yield Told(max(lines.line_num, 1), {}, "is not valid CSV from here on")


def _heading(names: Sequence[str]) -> list[str]:
    found = [each.strip().lower() for each in names]
    for place, name in enumerate(found, 1):
        if name not in COLUMNS:
            raise Unreadable(f"has an unknown name above column {place}")
        if found.index(name) != place - 1:
            raise Unreadable(f"has the same name above two columns, {name}")
    if "text" not in found:
        raise Unreadable("has no column text")
    return found


def _lines(lines: Iterator[list[str]], names: Sequence[str]) -> Iterator[_Line]:
    for number, values in enumerate(lines, 2):
        if values:
            row = dict(zip(names, values, strict=False))
            yield _Line(number, row, is_whole=len(values) == len(names))


def _told(lines: Sequence[_Line], is_scattered: bool) -> Told:
    """``is_scattered`` lines would put their documents in the place of earlier ones."""
    try:
        if is_scattered:
            raise Unreadable("is of a chart above, but does not follow its lines")
        if not all(line.is_whole for line in lines):
            raise Unreadable("has more or fewer fields than the heading")
        return Told(lines[0].number, _chart([line.row for line in lines]))
    except Unreadable as problem:
        return Told(lines[0].number, {}, str(problem))


def _chart(rows: Sequence[Row]) -> Plain:
    first = rows[0]
    patient = {name: first.get(name, "") for name in OF_PATIENT}
    facts = {name: first[name].strip() for name in OF_CHART if name in first}
    for row in rows[1:]:
        if any(row.get(name) != first.get(name) for name in (*OF_CHART, *OF_PATIENT)):
            raise Unreadable("has lines of one chart that do not agree in its facts")
    return {
        **facts,
        **{name: _codes(facts.get(name, "")) for name in LISTS},
        "age": _age(facts.get("age", "")),
        "patient": patient,
        "documents": [_document(row) for row in rows],
    }


def _document(row: Row) -> dict[str, str]:
    return {
        said: row[name] if name == "text" else row[name].strip()
        for name, said in OF_DOCUMENT.items()
        if name in row
    }


def _codes(value: str) -> list[str]:
    return value.replace(";", " ").split()


def _age(value: str) -> int | str | None:
    """In years; what is no number is for the reader of the facts to refuse."""
    whole = value.isascii() and value.isdigit() and len(value) < 4
    return int(value) if whole else value or None
