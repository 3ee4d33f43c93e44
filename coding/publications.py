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
CMS_RISK = (
    "CMS, https://www.cms.gov/medicare/payment/medicare-advantage-rates-statistics/"
    "risk-adjustment"
)
CMS_NCCI = "CMS, https://www.cms.gov/national-correct-coding-initiative-ncci"
CMS_COVERAGE = "CMS, https://www.cms.gov/medicare-coverage-database"
AMA = "the American Medical Association (licensed)"


class Term(StrEnum):
    """How long an edition is published for."""

    FISCAL_YEAR = "to the end of September"
    CALENDAR_YEAR = "to the end of the year"
    QUARTER = "to the end of its quarter"


@dataclass(frozen=True, slots=True)
class Publication:
    """One kind of official file. ``system`` names the code system it is, if it is one.

    ``file`` is its usual name, ``beside`` what else its command needs; "{year}" is the
    fiscal year, or the year of the date.
    """

    kind: str
    title: str
    file: str
    source: str
    system: str = ""
    beside: str = ""
    term: Term = Term.FISCAL_YEAR
    licensed: bool = False

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
        # The first of all years has none before it that its edition could begin in.
        return date(max(fiscal_year(on) - 1, date.min.year), 10, 1)

    def file_for(self, on: date) -> str:
        return self.file.format(year=self._year(on))

    def _year(self, on: date) -> int:
        return fiscal_year(on) if self.term is Term.FISCAL_YEAR else on.year

    def command_for(self, on: date) -> str:
        """What an administrator types to load the edition for a date."""
        file = self.file_for(on)
        words = ["bin/manage load_release", self.kind]
        words += [f"FILE ({file})" if " " in file else file]
        words += [self.beside.format(year=self._year(on))] if self.beside else []
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
        beside="--codes icd10cm-order-{year}.txt",
    ),
    Publication(
        "icd10cm-order",
        "ICD-10-CM order file alone: codes and titles, no notes",
        "icd10cm-order-{year}.txt",
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
    Publication(
        "icd10pcs",
        "ICD-10-PCS order file",
        "icd10pcs_order_{year}.txt",
        CMS_CODES,
        system="ICD-10-PCS",
    ),
    Publication(
        "icd10pcs-index",
        "ICD-10-PCS index",
        "icd10pcs_index_{year}.xml",
        CMS_CODES,
    ),
    Publication(
        "hcpcs",
        "HCPCS Level II codes",
        "HCPC{year}_ANWEB.txt",
        CMS_HCPCS,
        system="HCPCS",
        term=Term.QUARTER,
    ),
    Publication(
        "hcpcs-modifiers",
        "HCPCS Level II modifiers",
        "HCPC{year}_ANWEB.txt",
        CMS_HCPCS,
        term=Term.QUARTER,
    ),
    Publication(
        "places-of-service",
        "place of service codes",
        "the place of service table of {year}",
        CMS_PLACES,
        term=Term.CALENDAR_YEAR,
    ),
    Publication(
        "physician-specialties",
        "acceptable physician specialty types of a payment year",
        "the acceptable physician specialty types of payment year {year}, as a table of"
        " specialty_code,specialty",
        CMS_RISK,
        term=Term.CALENDAR_YEAR,
    ),
    Publication(
        "eligible-procedures",
        "CPT and HCPCS codes eligible for risk adjustment in a payment year",
        "the eligible CPT/HCPCS codes of payment year {year}, as a table of one column,"
        " cpt_hcpcs_code",
        CMS_RISK,
        beside="--licence-accepted",
        licensed=True,
        term=Term.CALENDAR_YEAR,
    ),
    Publication(
        "mce",
        "Medicare Code Editor lists",
        "the code edits of the MCE for FY{year}",
        CMS_DRG,
    ),
    Publication(
        "poa-exempt",
        "present-on-admission exempt list",
        "POAexemptCodes{year}.txt",
        CMS_CODES,
    ),
    Publication("cc", "CC list", "the CC list of the MS-DRGs for FY{year}", CMS_DRG),
    Publication("mcc", "MCC list", "the MCC list of the MS-DRGs for FY{year}", CMS_DRG),
    Publication("ms-drg", "MS-DRG list", "the MS-DRG list for FY{year}", CMS_DRG),
    Publication(
        "ncci-pairs",
        "NCCI procedure-to-procedure edits; several files may stand together",
        "each file of the practitioner or hospital edits of the quarter",
        CMS_NCCI,
        beside="--licence-accepted",
        licensed=True,
        term=Term.QUARTER,
    ),
    Publication(
        "mue",
        "medically unlikely edits: most units of a procedure in a day",
        "the practitioner or hospital MUE table of the quarter",
        CMS_NCCI,
        beside="--licence-accepted",
        licensed=True,
        term=Term.QUARTER,
    ),
    Publication(
        "coverage",
        "coverage policies: code,diagnosis,policy,effective_from,effective_to",
        "a table made from the LCD and NCD articles that apply to you",
        CMS_COVERAGE,
        term=Term.CALENDAR_YEAR,
    ),
    Publication(
        "house-rules",
        "payer and site rules: code,other,message,contract,site and their days",
        "a table of your own",
        "your payers and sites",
        term=Term.CALENDAR_YEAR,
    ),
    Publication(
        "cpt",
        "CPT table: code,short,long,effective; under your own licence",
        "the CPT table of {year} under your licence",
        AMA,
        system="CPT",
        beside="--licence-accepted",
        licensed=True,
        term=Term.CALENDAR_YEAR,
    ),
)
BY_KIND = {each.kind: each for each in PUBLICATIONS}


_BY_SYSTEM = {each.system: each for each in reversed(PUBLICATIONS)}


def missing(name: str, on: date) -> NotLoaded:
    """What an administrator would have to load of a list or system for a date."""
    each = BY_KIND.get(name) or _BY_SYSTEM[name]
    return NotLoaded(
        each.system or each.title,
        on,
        each.file_for(on),
        each.source,
        each.command_for(on),
    )
