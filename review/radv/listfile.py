"""Reading an enrollee data list: a CSV of contract, year, enrollee, HCCs, diagnoses.

Owns the columns and the reason for which a line is refused. A file may hold anything:
what can be read is taken, every other line is named with its number and a reason, and
nothing of the line is repeated in that reason. Pure: no Django, no database.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from coding.hcc import Model, bare, dotted, models_for

#: CMS samples at most 200 enrollees of a contract; these are far beyond any list.
MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 20_000
MOST_ENROLLEES = 1_000
LONGEST_FIELD = 200

#: Each column by the names it goes under; the first is ours.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "contract": ("contract", "contract_id", "h_contract", "h-contract"),
    "payment_year": ("payment_year", "py", "year"),
    "enrollee": ("enrollee", "mbi", "enrollee_id", "medicare_number", "beneficiary_id"),
    "hcc": ("hcc", "audited_hcc", "cms_hcc", "cms-hcc"),
    "diagnosis": ("diagnosis", "diagnoses", "icd10", "icd10cm", "dx"),
    "last_name": ("last_name", "last", "surname"),
    "first_name": ("first_name", "first"),
    "birth_date": ("birth_date", "dob", "date_of_birth"),
    "model": ("model", "hcc_model"),
    "switched": ("switched", "new_member"),
    "pbp": ("pbp", "plan_benefit_package", "plan_id"),
}
NEEDED = ("contract", "payment_year", "enrollee", "hcc", "diagnosis")

_CONTRACT = re.compile(r"[HERS][0-9]{4}")
_MBI = re.compile(r"[1-9][A-Z][A-Z0-9][0-9][A-Z][A-Z0-9][0-9][A-Z]{2}[0-9]{2}")
_PBP = re.compile(r"[0-9]{1,3}")
_HCC = re.compile(r"(?:HCC)? ?0*([1-9][0-9]{0,2})", re.I)
_DAYS = (
    re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
    re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"),
)


class Why(StrEnum):
    """Why a line, or the whole file, cannot be taken."""

    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"
    NO_HEADING = "no-heading"
    NO_LINES = "no-lines"
    TOO_MANY_LINES = "too-many-lines"
    TOO_MANY_ENROLLEES = "too-many-enrollees"
    BROKEN = "not-csv"
    COLUMNS = "columns-differ"
    TOO_LONG = "field-too-long"
    CONTRACT = "not-a-contract"
    OTHER_CONTRACT = "other-contract-or-year"
    YEAR = "not-a-payment-year"
    ENROLLEE = "not-a-medicare-number"
    PBP = "not-a-plan"
    OTHER_PERSON = "other-name-or-birth-date"
    HCC = "not-an-hcc"
    MODEL = "not-a-model-of-that-year"
    DIAGNOSIS = "not-a-diagnosis"
    BIRTH_DATE = "not-a-date"
    AGAIN = "said-before"

    @property
    def label(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Why.TOO_LARGE: "The file is larger than any list.",
    Why.NOT_TEXT: "The file is no UTF-8 text.",
    Why.NO_HEADING: "The first line names no columns: "
    + ", ".join(NEEDED)
    + " are needed, each once.",
    Why.NO_LINES: "There is no line below the heading.",
    Why.TOO_MANY_LINES: "The file has more lines than any list.",
    Why.TOO_MANY_ENROLLEES: "The file has more enrollees than CMS samples of any"
    " contract.",
    Why.BROKEN: "From here on the file cannot be read as CSV.",
    Why.COLUMNS: "The line has another number of fields than the heading.",
    Why.TOO_LONG: "A field is longer than anything that belongs here.",
    Why.CONTRACT: "The contract is not a letter and four digits.",
    Why.OTHER_CONTRACT: "The line is of another contract or year than the first.",
    Why.YEAR: "The payment year is not one from 2017 to 2099.",
    Why.ENROLLEE: "The enrollee is not a Medicare number of eleven characters.",
    Why.PBP: "The plan benefit package is not a number of three digits.",
    Why.OTHER_PERSON: "The same number stands above with another name or birth date.",
    Why.HCC: "The HCC is not a number.",
    Why.MODEL: "The model does not pay in that year.",
    Why.DIAGNOSIS: "A diagnosis is no ICD-10-CM code by its form, or there is none.",
    Why.BIRTH_DATE: "The birth date is no date.",
    Why.AGAIN: "The same enrollee, HCC and diagnosis stand above.",
}


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that could not be taken; line 0 is the file as a whole."""

    line: int
    why: Why

    def plain(self) -> dict[str, int | str]:
        return {"line": self.line, "why": self.why.value}


@dataclass(slots=True, repr=False)
class ListedEnrollee:
    """One sampled enrollee with the audited HCCs and the diagnoses behind each."""

    mbi: str
    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    switched: bool = False
    pbps: dict[str, None] = field(default_factory=dict)  # a member may change plans
    hccs: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "ListedEnrollee(…)"

    @property
    def name(self) -> str:
        """As a chart would have it: first name, then last."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


@dataclass(frozen=True, slots=True)
class EnrolleeList:
    """What a file came to; without a contract nothing of it could be taken."""

    contract: str
    payment_year: int
    enrollees: tuple[ListedEnrollee, ...]
    refused: tuple[RefusedLine, ...]

    @property
    def hccs(self) -> int:
        return sum(len(each.hccs) for each in self.enrollees)


class _Wrong(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read(data: bytes) -> EnrolleeList:
    """The list in a file's bytes. Never raises, whatever the bytes are."""
    try:
        table = list(_lines(data))
        reading = _Reading(_columns(table))
        for number, row in table[1:]:
            reading.take(number, row)
        return reading.result()
    except _Wrong as wrong:
        return EnrolleeList("", 0, (), (RefusedLine(0, wrong.why),))


def _lines(data: bytes) -> Iterator[tuple[int, list[str] | None]]:
    """Each line with its number; None where the CSV breaks off."""
    if len(data) > MOST_BYTES:
        raise _Wrong(Why.TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Wrong(Why.NOT_TEXT) from error
    if "\0" in text:
        raise _Wrong(Why.NOT_TEXT)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    count = 0
    while True:
        before = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield before, None
            return
        if any(cell.strip() for cell in row):
            count += 1
            if count > MOST_LINES:
                raise _Wrong(Why.TOO_MANY_LINES)
            yield before, row


def _columns(table: Sequence[tuple[int, list[str] | None]]) -> tuple[str, ...]:
    first = table[0][1] if table else None
    if first is None:
        raise _Wrong(Why.NO_HEADING)
    names = {alias: name for name, known in COLUMNS.items() for alias in known}
    columns = tuple(names.get(_folded(cell), "") for cell in first)
    known = [name for name in columns if name]
    if len(set(known)) != len(known) or not set(NEEDED) <= set(known):
        raise _Wrong(Why.NO_HEADING)
    if len(table) == 1:
        raise _Wrong(Why.NO_LINES)
    return columns


def _folded(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_")


class _Reading:
    """Lines on their way to enrollees; the first good line says which audit it is."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self.of: tuple[str, int] | None = None
        self.enrollees: dict[str, ListedEnrollee] = {}
        self.refused: list[RefusedLine] = []

    def take(self, number: int, row: list[str] | None) -> None:
        try:
            self._take(row)
        except _Wrong as wrong:
            self.refused.append(RefusedLine(number, wrong.why))

    def result(self) -> EnrolleeList:
        if len(self.enrollees) > MOST_ENROLLEES:
            raise _Wrong(Why.TOO_MANY_ENROLLEES)
        contract, year = self.of or ("", 0)
        return EnrolleeList(
            contract, year, tuple(self.enrollees.values()), tuple(self.refused)
        )

    def _take(self, row: list[str] | None) -> None:
        said = self._cells(row)
        audit = _contract(said["contract"]), _year(said["payment_year"])
        enrollee = _enrollee(said)
        hcc = _hcc(said["hcc"])
        models = _models(said.get("model", ""), audit[1])
        codes = _diagnoses(said["diagnosis"])
        if self.of is not None and audit != self.of:
            raise _Wrong(Why.OTHER_CONTRACT)
        known = self.enrollees.get(enrollee.mbi, enrollee)
        if not _same(known, enrollee):
            raise _Wrong(Why.OTHER_PERSON)
        new = [
            (model, code)
            for model in models
            for code in codes
            if code not in known.hccs.get((model, hcc), [])
        ]
        if not new:
            raise _Wrong(Why.AGAIN)
        for model, code in new:
            known.hccs.setdefault((model, hcc), []).append(code)
        known.pbps |= enrollee.pbps
        self.enrollees[known.mbi] = known
        self.of = audit

    def _cells(self, row: list[str] | None) -> dict[str, str]:
        if row is None:
            raise _Wrong(Why.BROKEN)
        if len(row) != len(self.columns):
            raise _Wrong(Why.COLUMNS)
        if any(len(cell) > LONGEST_FIELD for cell in row):
            raise _Wrong(Why.TOO_LONG)
        cells = zip(self.columns, row, strict=True)
        return {name: cell.strip() for name, cell in cells if name}


def _contract(text: str) -> str:
    if not _CONTRACT.fullmatch(text.upper()):
        raise _Wrong(Why.CONTRACT)
    return text.upper()


def _year(text: str) -> int:
    if not re.fullmatch(r"20[0-9]{2}", text) or int(text) < 2017:
        raise _Wrong(Why.YEAR)
    return int(text)


def _enrollee(said: Mapping[str, str]) -> ListedEnrollee:
    mbi = said["enrollee"].upper().replace("-", "").replace(" ", "")
    if not _MBI.fullmatch(mbi):
        raise _Wrong(Why.ENROLLEE)
    return ListedEnrollee(
        mbi,
        last_name=said.get("last_name", ""),
        first_name=said.get("first_name", ""),
        birth_date=_day(said.get("birth_date", "")),
        switched=said.get("switched", "").lower() in ("yes", "y", "1", "true"),
        pbps=_pbp(said.get("pbp", "")),
    )


def _pbp(text: str) -> dict[str, None]:
    if text and not _PBP.fullmatch(text):
        raise _Wrong(Why.PBP)
    return {text.zfill(3): None} if text else {}


def _day(text: str) -> date | None:
    if not text:
        return None
    for n, form in enumerate(_DAYS):
        if found := form.fullmatch(text):
            one, two, three = (int(each) for each in found.groups())
            try:
                return date(one, two, three) if n == 0 else date(three, one, two)
            except ValueError as error:
                raise _Wrong(Why.BIRTH_DATE) from error
    raise _Wrong(Why.BIRTH_DATE)


def _hcc(text: str) -> str:
    found = _HCC.fullmatch(text)
    if found is None:
        raise _Wrong(Why.HCC)
    return found[1]


def _models(text: str, year: int) -> tuple[str, ...]:
    """The model said; without one, that of the year, if only one pays then."""
    paying = models_for(year)
    if not text:
        if len(paying) != 1:
            raise _Wrong(Why.MODEL)
        return (paying[0].value,)
    name = text.upper().removeprefix("CMS-HCC ").strip()
    known = {each.value.upper(): each.value for each in Model}
    if name not in known or (paying and known[name] not in paying):
        raise _Wrong(Why.MODEL)
    return (known[name],)


def _diagnoses(text: str) -> tuple[str, ...]:
    names = [bare(code) for code in re.split(r"[;,|\s]+", text) if code]
    if not names or None in names:
        raise _Wrong(Why.DIAGNOSIS)
    return tuple(dotted(name) for name in names if name)


def _same(known: ListedEnrollee, told: ListedEnrollee) -> bool:
    pairs = (
        (known.last_name.casefold(), told.last_name.casefold()),
        (known.birth_date, told.birth_date),
    )
    return all(one == other or not one or not other for one, other in pairs)
