"""Reading tables of checks: pairs, limits, coverage and house rules, line by line.

Owns the forms of these files: NCCI edits and MUE as CMS publishes them, coverage and
house rules as tables of columns of our own, since payers publish them in no common
form. Rows are handed on one at a time, for the files are large. Must not import Django.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from coding.officialfiles import Official, Refused, rows
from coding.officialfiles import Row as Line
from coding.rules.tables import Row

COVERAGE_COLUMNS = ("code", "diagnosis", "policy", "effective_from", "effective_to")
HOUSE_COLUMNS = (
    "code",
    "other",
    "message",
    "contract",
    "site",
    "effective_from",
    "effective_to",
)
#: "Column 1", "Column 2", ..., over several lines of titles.
NCCI_HEADING = re.compile(r"column\s*1\b.*column\s*2\b", re.I | re.S)
MUE_HEADING = re.compile(r"HCPCS/?\s*CPT Code", re.I)

_CODE = re.compile(
    r"\d{4}[0-9A-Z]|[A-Z]\d{4}|[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?|[0-9A-Z]{7}"
)
_DIAGNOSIS = re.compile(r"[A-Z]\d?[0-9A-Z]?(\.[0-9A-Z]{0,4})?\*?")
#: 9 stands for pairs that were deleted on the day they began: never in force.
_NEVER = "9"


def read_pairs(file: Official) -> Iterator[Row]:
    """NCCI procedure-to-procedure edits, tab-separated as CMS publishes them.

    Column 1, column 2, a mark, first day, last day or "*", whether a modifier parts
    them (0 no, 1 yes, 9 not in force), and the reason.
    """
    found = False
    for at, line in enumerate(csv.reader(file.text().splitlines(), delimiter="\t"), 1):
        fields = [field.strip() for field in line]
        if len(fields) < 6 or not _CODE.fullmatch(fields[0]):
            if found and any(fields):
                raise Refused(f"{file.name} is damaged at line {at}.")
            continue
        found = True
        if fields[5] != _NEVER:
            yield _pair(fields, file, at)
    if not found:
        raise Refused(f"{file.name} holds no pair of codes.")


def _pair(fields: list[str], file: Official, at: int) -> Row:
    one, other, _, first, last, modifier, *reason = fields
    if modifier not in ("0", "1"):
        raise Refused(f"{file.name} has no modifier indicator at line {at}.")
    return Row(
        column1=_code(one, file, at),
        column2=_code(other, file, at),
        first_day=_day(first, date.min, file, at),
        last_day=_day("" if last == "*" else last, date.max, file, at),
        modifier_allowed=modifier == "1",
        message=f"{one} and {other}: {reason[0]}" if reason and reason[0] else "",
    )


def read_units(file: Official) -> Iterator[Row]:
    """MUE: code, most units a day, adjudication indicator, rationale."""
    found = False
    for at, line in enumerate(csv.reader(file.text().splitlines()), 1):
        fields = [field.strip() for field in line]
        if len(fields) < 2 or not _CODE.fullmatch(fields[0]):
            if found and any(fields):
                raise Refused(f"{file.name} is damaged at line {at}.")
            continue
        if not fields[1].isdecimal():
            raise Refused(f"{file.name} has no number of units at line {at}.")
        found = True
        yield Row(column1=fields[0], limit=int(fields[1]))
    if not found:
        raise Refused(f"{file.name} holds no limit of units.")


def read_coverage(file: Official) -> Iterator[Row]:
    """Which diagnoses a policy (LCD or NCD) accepts for a procedure."""
    for line in rows(file, COVERAGE_COLUMNS):
        diagnosis = line["diagnosis"].upper()
        if not _DIAGNOSIS.fullmatch(diagnosis):
            raise Refused(f"{file.name} has no diagnosis at line {line.line}.")
        code, (first, last) = _code(line["code"], file, line.line), _days(line, file)
        policy = line["policy"]
        yield Row(
            column1=code,
            column2=diagnosis,
            message=f"None of the diagnoses of {policy} covers {code}"
            if policy
            else "",
            first_day=first,
            last_day=last,
        )


def read_house_rules(file: Official) -> Iterator[Row]:
    """What a payer's contract or a site asks for: a word on a code, or on a pair."""
    for line in rows(file, HOUSE_COLUMNS):
        if not line["message"]:
            raise Refused(f"{file.name} has no message at line {line.line}.")
        other, (first, last) = line["other"], _days(line, file)
        yield Row(
            column1=_code(line["code"], file, line.line),
            column2=_code(other, file, line.line) if other else "",
            message=line["message"],
            contract=line["contract"],
            site=line["site"],
            first_day=first,
            last_day=last,
        )


READERS: Mapping[str, Callable[[Official], Iterator[Row]]] = MappingProxyType(
    {
        "ncci-pairs": read_pairs,
        "mue": read_units,
        "coverage": read_coverage,
        "house-rules": read_house_rules,
    }
)


def _code(text: str, file: Official, at: int) -> str:
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise Refused(f"{file.name} holds {text!r} at line {at}, no code.")
    return code


def _days(line: Line, file: Official) -> tuple[date, date]:
    first = _day(line["effective_from"], date.min, file, line.line)
    last = _day(line["effective_to"], date.max, file, line.line)
    if last < first:
        raise Refused(f"{file.name} ends before it begins at line {line.line}.")
    return first, last


def _day(text: str, otherwise: date, file: Official, at: int) -> date:
    """20260101 or 2026-01-01; empty where the file sets no bound."""
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{file.name} has no date at line {at}: {text!r}.") from error
