"""What can be loaded: the official publications, where they come from, how they go by.

Owns the list of kinds that ``load_release`` knows by name, who publishes each, under
which file name and for how long. Must not import Django, read files or write rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CDC = "CDC/NCHS, https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
CMS_CODES = "CMS, https://www.cms.gov/medicare/coding-billing/icd-10-codes"
CMS_DRG = (
    "CMS, https://www.cms.gov/medicare/payment/prospective-payment-systems/"
    "acute-inpatient-pps/ms-drg-classifications-and-software"
)
CMS_HCPCS = (
    "CMS, https://www.cms.gov/medicare/coding-billing/"
    "healthcare-common-procedure-system/quarterly-update"
)
CMS_PLACES = "CMS, https://www.cms.gov/medicare/coding-billing/place-of-service-codes"
AMA = "the American Medical Association (licensed)"


class Term(StrEnum):
    """How long an edition is published for."""

    FISCAL_YEAR = "to the end of September"
    CALENDAR_YEAR = "to the end of the year"
    QUARTER = "to the end of its quarter"


@dataclass(frozen=True, slots=True)
class Publication:
    """One kind of official file. ``system`` names the code system it is, if it is one.

    ``file`` is its usual name; "{year}" is the fiscal year, or the year of the date.
    """

    kind: str
    title: str
    file: str
    source: str
    system: str = ""
    term: Term = Term.FISCAL_YEAR

    def last_day(self, first: date) -> date:
        """The last day an edition is for, unless somebody knows better."""
        if self.term is Term.CALENDAR_YEAR:
            return date(first.year, 12, 31)
        if self.term is Term.QUARTER:
            after = first.month + 2 - (first.month - 1) % 3
            return _month_after(first.year, after) - timedelta(days=1)
        return date(fiscal_year(first), 9, 30)

    def first_day(self, on: date) -> date:
        """The first day of the edition that a date falls into."""
        if self.term is Term.CALENDAR_YEAR:
            return date(on.year, 1, 1)
        if self.term is Term.QUARTER:
            return date(on.year, on.month - (on.month - 1) % 3, 1)
        return date(fiscal_year(on) - 1, 10, 1)

    def file_for(self, on: date) -> str:
        fiscal = self.term is Term.FISCAL_YEAR
        return self.file.format(year=fiscal_year(on) if fiscal else on.year)

    def command_for(self, on: date) -> str:
        """What an administrator types to load the edition for a date."""
        words = ["bin/manage load_release", self.kind, self.file_for(on)]
        words += ["--effective-from", self.first_day(on).isoformat()]
        return " ".join(words)


def fiscal_year(on: date) -> int:
    """October begins the next year."""
    return on.year + 1 if on.month >= 10 else on.year


def _month_after(year: int, month: int) -> date:
    return date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """No edition of a system or list is there for a date: what to get, where, how."""

    system: str
    on: date
    file: str
    source: str
    command: str

    def __str__(self) -> str:
        return (
            f"No {self.system} release for {self.on.isoformat()} is loaded. "
            f"Get {self.file} from {self.source} and run: {self.command}"
        )


PUBLICATIONS = (
    Publication(
        "icd10cm",
        "ICD-10-CM tabular list",
        "icd10cm-tabular-{year}.xml",
        CDC,
        system="ICD-10-CM",
    ),
    Publication(
        "icd10cm-index",
        "ICD-10-CM Alphabetic Index",
        "icd10cm-index-{year}.xml",
        CDC,
    ),
    Publication(
        "icd10cm-external-causes",
        "ICD-10-CM external cause index",
        "icd10cm-eindex-{year}.xml",
        CDC,
    ),
    Publication(
        "icd10cm-neoplasms",
        "ICD-10-CM neoplasm table",
        "icd10cm-neoplasm-{year}.xml",
        CDC,
    ),
    Publication(
        "icd10cm-drugs",
        "ICD-10-CM table of drugs and chemicals",
        "icd10cm-drug-{year}.xml",
        CDC,
    ),
)
BY_KIND = {each.kind: each for each in PUBLICATIONS}


def missing(kind: str, on: date) -> NotLoaded:
    """What an administrator would have to load of a list for a date."""
    each = BY_KIND[kind]
    return NotLoaded(
        each.title, on, each.file_for(on), each.source, each.command_for(on)
    )
