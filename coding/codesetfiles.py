"""Reading code sets as published: order files, HCPCS Level II, a licensed CPT table.

Owns their forms and the order of their codes. Must not import Django or write anything:
each reader hands back entries in the order of a code book, without notes, for none of
these files has any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coding import headings
from coding.codebook import CodeEntry, Kind
from coding.officialfiles import Official, Refused, rows
from coding.tabular import Tabular

ORDER_COLUMNS = ("order", "code", "valid", "description_short", "description_long")
HCPCS_COLUMNS = ("code", "long_description", "short_description_raw")
CPT_COLUMNS = ("code", "short", "long", "effective")

# Order number, code, whether it is valid for submission, short and long title.
ORDER_LINE = re.compile(r"(\d{5}) ([0-9A-Z]{3,7}) +([01]) (.{60}) (.+)")
_CM = re.compile(r"[A-Z](\d[0-9A-Z]|[A-Z]\d)[0-9A-Z]{0,4}")
_PCS = re.compile(r"[0-9A-HJ-NP-Z]{3}([0-9A-HJ-NP-Z]{4})?")
_HCPCS = re.compile(r"[A-Z]\d{4}")
_ANWEB = re.compile(r"([A-Z]\d{4}|   [A-Z0-9]{2})\d{5}[3478]\S")
_CPT = re.compile(r"\d{4}[0-9A-Z]")
#: The raw short description of the table runs on into the next fields of the record.
_SHORT = 28


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a flat file."""

    code: str
    valid: bool
    short: str
    title: str


# Order files


def read_icd10cm_order(file: Official) -> Tabular:
    """Every category and code, in chapters; blocks and notes are not in this file."""
    lines = order_lines(file)
    _refuse_unless(_CM, lines, file, first="A", last="Z")
    nested = [
        Line(_dotted(line.code), line.valid, line.short, line.title) for line in lines
    ]
    return _in_chapters(nested, headings.icd10cm_chapter, headings.ICD10CM)


def read_icd10pcs_order(file: Official) -> Tabular:
    """Every table and code, in sections."""
    lines = order_lines(file)
    _refuse_unless(_PCS, lines, file, first="0", last="X")
    return _in_chapters(lines, lambda code: code[0], headings.ICD10PCS)


def order_lines(file: Official) -> list[Line]:
    """The lines of an order file, numbered without a gap."""
    if file.first_line.startswith(",".join(ORDER_COLUMNS)):
        numbered = list(_order_rows(file))
    else:
        numbered = list(_order_records(file))
    for place, (number, _) in enumerate(numbered, 1):
        if number != place:
            raise Refused(f"{file.name} lacks its line {place}; it may be cut off.")
    return [line for _, line in numbered]


def short_titles(file: Official) -> dict[str, str]:
    """Of an order file; a plain list of codes has none."""
    if not ORDER_LINE.fullmatch(file.first_line):
        return {}
    return {_dotted(line.code): line.short for line in order_lines(file)}


def _order_rows(file: Official) -> Iterator[tuple[int, Line]]:
    for row in rows(file, ORDER_COLUMNS):
        number, code, valid, short, title = (row[name] for name in ORDER_COLUMNS)
        if not number.isdecimal() or valid not in ("0", "1"):
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        yield int(number), Line(code, valid == "1", short, title)


def _order_records(file: Official) -> Iterator[tuple[int, Line]]:
    for n, text in enumerate(file.text().split("\n"), 1):
        if not text.strip():
            continue
        record = ORDER_LINE.fullmatch(text.rstrip())
        if record is None:
            raise Refused(f"{file.name} is no order file or damaged at line {n}.")
        number, code, valid, short, title = record.groups()
        yield int(number), Line(code, valid == "1", short.strip(), title.strip())


def _refuse_unless(
    form: re.Pattern[str], lines: Sequence[Line], file: Official, first: str, last: str
) -> None:
    other = next((line.code for line in lines if not form.fullmatch(line.code)), None)
    if other is not None:
        raise Refused(f"{file.name} holds {other!r}, which is no code of this system.")
    if not lines or (lines[0].code[0], lines[-1].code[0]) != (first, last):
        raise Refused(
            f"{file.name} does not reach from {first} to {last}; it may be cut off."
        )


def _dotted(bare: str) -> str:
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


# HCPCS Level II


def is_anweb(line: str) -> bool:
    """Does a line begin like a record of the alphanumeric file?"""
    return bool(_ANWEB.match(line))


def read_hcpcs(file: Official, on: date) -> Tabular:
    """The codes that are valid on a day; modifiers are a list of their own."""
    if file.first_line.startswith(",".join(HCPCS_COLUMNS)):
        lines = list(_hcpcs_rows(file))
    else:
        lines = list(_hcpcs_records(file, on))
    _refuse_unless(_HCPCS, lines, file, first="A", last="V")
    return _in_chapters(lines, lambda code: code[0], headings.HCPCS)


def _hcpcs_rows(file: Official) -> Iterator[Line]:
    for row in rows(file, HCPCS_COLUMNS):
        code, title, raw = (row[name] for name in HCPCS_COLUMNS)
        yield Line(code, True, raw[:_SHORT].strip(), title)


@dataclass(frozen=True, slots=True)
class Record:
    """One code or modifier of the alphanumeric file, its lines joined."""

    code: str
    short: str
    title: str
    ends: date | None


def _hcpcs_records(file: Official, on: date) -> Iterator[Line]:
    for record in anweb(file, "34"):
        if record.ends is None or record.ends >= on:
            yield Line(record.code, True, record.short, record.title)


def anweb(file: Official, lines: str) -> Iterator[Record]:
    """Records of the quarterly alphanumeric file ("ANWEB"), of fixed width.

    ``lines`` are the identifiers of a record's first and further lines: 3 and 4 for a
    procedure, 7 and 8 for a modifier.
    """
    found: Record | None = None
    for n, text in enumerate(file.text().split("\n"), 1):
        which = text[10:11]
        if not which or which not in lines:
            continue
        code, title = text[:5].strip(), text[11:91].strip()
        if which == lines[0]:
            if found:
                yield found
            ends = _day(text[284:292].strip(), file, n)
            found = Record(code, text[91:119].strip(), title, ends)
        elif found and found.code == code:
            found = Record(code, found.short, f"{found.title} {title}", found.ends)
        else:
            raise Refused(f"{file.name} is damaged at line {n}.")
    if found is None:
        raise Refused(f"{file.name} holds no such record.")
    yield found


def _day(text: str, file: Official, line: int) -> date | None:
    """A termination date, where there is one."""
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError as error:
        raise Refused(f"{file.name} is damaged at line {line}.") from error


# CPT


def read_cpt(file: Official, last: date) -> Tabular:
    """The table that a licensee makes of their files; see ``load_release --help``."""
    lines = []
    for row in rows(file, CPT_COLUMNS):
        code, short, title, effective = (row[name] for name in CPT_COLUMNS)
        begins = _day(effective.replace("-", ""), file, row.line)
        if not _CPT.fullmatch(code) or not title:
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        if begins and begins > last:
            raise Refused(f"{file.name}: {code} begins after the edition ends.")
        lines.append(Line(code, True, short, title))
    if not lines:
        raise Refused(f"{file.name} holds no code.")
    return _in_chapters(sorted(lines, key=_by_code), lambda code: "CPT", headings.CPT)


def _by_code(line: Line) -> str:
    return line.code


# Entries


def _in_chapters(
    lines: Iterable[Line], chapter_of: headings.ChapterOf, titles: dict[str, str]
) -> Tabular:
    """Lines that nest by the beginnings of their codes, under the chapters they use."""
    chapters: dict[str, list[Line]] = {name: [] for name in titles}
    short: dict[str, str] = {}
    for line in lines:
        if line.code in short:
            raise Refused(f"The file holds {line.code} twice.")
        short[line.code] = line.short
        chapters[chapter_of(line.code)].append(line)
    entries: list[CodeEntry] = []
    for name, held in chapters.items():
        if held:
            entries += _chapter(name, titles[name], held, start=len(entries))
    return Tabular(tuple(entries), (), short)


def _chapter(
    name: str, title: str, lines: Sequence[Line], start: int
) -> Iterator[CodeEntry]:
    end = start + len(lines)
    yield CodeEntry(name, title, Kind.CHAPTER, "", False, name, start, end)
    ends = _ends([line.code for line in lines])
    above: list[str] = []
    for place, line in enumerate(lines):
        while above and not line.code.startswith(above[-1]):
            above.pop()
        yield CodeEntry(
            code=line.code,
            title=line.title,
            kind=Kind.SUBCATEGORY if above else Kind.CATEGORY,
            parent=above[-1] if above else name,
            billable=line.valid,
            chapter=name,
            ordinal=start + 1 + place,
            end=start + 1 + ends[place],
        )
        above.append(line.code)


def _ends(codes: Sequence[str]) -> list[int]:
    """For each code the place of the last that begins with it."""
    ends = list(range(len(codes)))
    open_places: list[int] = []
    for place, code in enumerate(codes):
        while open_places and not code.startswith(codes[open_places[-1]]):
            ends[open_places.pop()] = place - 1
        open_places.append(place)
    for place in open_places:
        ends[place] = len(codes) - 1
    return ends
