"""What a test of a record is, and what it is given to look at.

Owns ``Test``, the ``@test`` decorator, ``Answer`` and ``Record`` (one encounter with
what is to be proved by it). Knows no test of its own. Must not import Django.

What an answer says is stored, printed and sent: it names no patient and quotes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from coding.codebook import CodeBook
from coding.rules.base import Reach
from coding.values import CodedLine, Facts, Finding, HccMap, NoteDocument

__all__ = [
    "Answer",
    "Beneficiary",
    "Reach",
    "Record",
    "Result",
    "Sought",
    "Specialties",
    "Test",
    "test",
]


class Result(StrEnum):
    """What a test came to. ``ask``: the machine cannot see it, a person has to."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    ASK = "ask"

    @property
    def label(self) -> str:
        return {
            "pass": "passes",
            "fail": "fails",
            "not_applicable": "not applicable",
            "ask": "for a person",
        }[self.value]


@dataclass(frozen=True, slots=True, repr=False)
class Beneficiary:
    """Who somebody is, as one side knows it; empty where it is not known."""

    name: str = ""
    birth_date: date | None = None
    mbi: str = ""

    def __repr__(self) -> str:
        # A traceback must not spell out a patient.
        return "Beneficiary(…)"


@dataclass(frozen=True, slots=True)
class Specialties:
    """CMS's acceptable specialty codes of one payment year, as they were loaded."""

    payment_year: int
    codes: frozenset[str]
    source: str
    sha256: str
    out_of_date: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """The audited HCC: which HCCs prove it, and what each code of the record brings.

    ``enough`` holds the HCC itself and every one above it in the model's hierarchy.
    """

    model: str
    hcc: str
    enough: frozenset[str]
    by_code: Mapping[str, tuple[str, ...]]
    map: HccMap


@dataclass(frozen=True, slots=True)
class Record:
    """One encounter, and the diagnoses that it is to prove.

    ``listed`` is who CMS sampled and ``known`` who the chart is of. ``findings`` are
    the open findings of the rules on ``lines``. ``attested`` holds the defects that a
    CMS-generated attestation mends. ``payment_year`` is None when nothing is audited:
    the year after the service then.
    """

    facts: Facts
    documents: tuple[NoteDocument, ...]
    lines: tuple[CodedLine, ...]
    book: CodeBook
    known: Beneficiary = field(default_factory=Beneficiary)
    listed: Beneficiary | None = None
    payment_year: int | None = None
    sought: Sought | None = None
    specialties: Specialties | None = None
    findings: tuple[Finding, ...] = ()
    attested: frozenset[str] = frozenset()
    provider_name: str = ""
    provisional: bool = False
    signed: bool | None = None
    switched: bool = False

    @property
    def year(self) -> int:
        """The payment year that the record counts for."""
        return self.payment_year or self.facts.service_date.year + 1

    @property
    def is_inpatient(self) -> bool:
        return self.facts.setting.is_inpatient


@dataclass(frozen=True, slots=True)
class Answer:
    """What a test says of a record, in one sentence without any name."""

    result: Result
    says: str


def passes(says: str) -> Answer:
    return Answer(Result.PASS, says)


def fails(says: str) -> Answer:
    return Answer(Result.FAIL, says)


def asks(says: str) -> Answer:
    return Answer(Result.ASK, says)


def idle(says: str) -> Answer:
    return Answer(Result.NOT_APPLICABLE, says)


Check = Callable[[Record], Answer]


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a record's validity, and where it is asked for.

    ``reach`` exact: facts decide and nobody may settle it otherwise. Partial: text was
    read by a machine, so a person may, with reasons. ``always``: also asked when a
    chart is signed and nothing is audited. ``settles``: what would make it pass.
    """

    id: str
    title: str
    source: str
    reach: Reach
    looks_at: str
    always: bool
    check: Check
    settles: str = ""

    def settleable(self) -> bool:
        """Whether a person's word may take the place of the machine's."""
        return self.reach is Reach.PARTIAL


def test(
    name: str,
    title: str,
    *,
    source: str,
    looks_at: str,
    reach: Reach = Reach.PARTIAL,
    always: bool = True,
    settles: str = "",
) -> Callable[[Check], Test]:
    """Make a test of the check below it."""

    def sign(check: Check) -> Test:
        return Test(name, title, source, reach, looks_at, always, check, settles)

    return sign
