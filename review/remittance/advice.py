"""An 835 remittance advice as claims with their adjustments.

Owns which segments matter (X12 005010X221A1: CLP 2100, CAS 2100 and 2110, MIA and MOA
2100, LQ 2110, SVC 2110) and their form. Of amounts only the form is looked at, and
whether an adjustment took anything away; none is handed on. Pure: no Django, no
database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from review.remittance.refusals import Broken, RefusedLine, Why
from review.remittance.segments import Segment, Transaction, transactions

KIND = "835"
#: Claim status codes of CLP02; 22 takes an earlier answer back.
STATUSES = frozenset({"1", "2", "3", "4", "19", "20", "21", "22", "23", "25"})
REVERSAL = "22"
GROUPS = frozenset({"CO", "CR", "OA", "PI", "PR"})
#: Where remark codes stand in MIA (inpatient) and MOA (outpatient adjudication).
_REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
_REASON = re.compile(r"[A-Z]?[0-9]{1,3}")
_REMARK = re.compile(r"[A-Z]{1,2}[0-9]{1,4}")
_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,2})?|\.[0-9]{1,2})")
_ACCOUNT = re.compile(r"[!-~](?:[ -~]{0,48}[!-~])?")
#: An adjustment segment holds up to six triples of reason, amount and quantity.
_TRIPLES = (2, 5, 8, 11, 14, 17)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Why less was paid: ``service`` counts the claim's lines, 0 is all of it."""

    group: str
    reason: str
    service: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as the payer answered it; ``line`` is its segment in the file."""

    line: int
    account: str = field(repr=False)
    number: str = field(repr=False)  # the payer's own
    status: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]

    @property
    def is_reversal(self) -> bool:
        return self.status == REVERSAL


@dataclass(frozen=True, slots=True)
class Advice:
    """All claims that could be read, and every line that could not."""

    claims: tuple[Claim, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    made_on: date | None = None


def read(data: bytes) -> Advice:
    """The claims of a file. What cannot be taken is named; the rest counts."""
    claims: list[Claim] = []
    refused: list[RefusedLine] = []
    days: list[date] = []
    try:
        for transaction in transactions(data):
            problem = _problem(transaction)
            if problem is not None:
                refused.append(problem)
                continue
            days += filter(None, map(_day, transaction.segments))
            for found in _claims(transaction):
                (claims if isinstance(found, Claim) else refused).append(found)  # type: ignore[arg-type]
    except Broken as broken:
        # Nothing of a file that was cut off is believed.
        return Advice(refused=(broken.refused,))
    if not claims and not refused:
        refused.append(RefusedLine(0, Why.NO_CLAIM))
    return Advice(tuple(claims), tuple(refused), max(days, default=None))


def _problem(transaction: Transaction) -> RefusedLine | None:
    if transaction.broken is None and transaction.kind != KIND:
        return RefusedLine(transaction.segments[0].line, Why.OTHER_KIND)
    return transaction.broken


def _day(segment: Segment) -> date | None:
    """The production date (DTM 405), where it is one."""
    if segment.name != "DTM" or segment.at(1) != "405":
        return None
    said = segment.at(2)
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:8]))
    except ValueError:
        return None


def _claims(transaction: Transaction) -> Iterator[Claim | RefusedLine]:
    part: list[Segment] = []
    for segment in transaction.segments:
        if segment.name in ("CLP", "LX", "PLB", "SE"):
            if part:
                yield _claim(part)
            part = []
        if segment.name == "CLP" or part:
            part.append(segment)


class _NotTaken(Exception):  # noqa: N818  never leaves this module
    def __init__(self, segment: Segment, why: Why) -> None:
        self.refused = RefusedLine(segment.line, why)


def _claim(part: Sequence[Segment]) -> Claim | RefusedLine:
    try:
        return _taken(part)
    except _NotTaken as not_taken:
        return not_taken.refused


def _taken(part: Sequence[Segment]) -> Claim:
    head, service = part[0], 0
    account = head.at(1).strip()
    if not _ACCOUNT.fullmatch(account):
        raise _NotTaken(head, Why.ACCOUNT)
    if head.at(2) not in STATUSES:
        raise _NotTaken(head, Why.STATUS)
    _amounts(head, 3, 4)
    adjustments: list[Adjustment] = []
    remarks: list[str] = []
    for segment in part[1:]:
        if segment.name == "SVC":
            service += 1
            _amounts(segment, 2, 3)
        elif segment.name == "CAS":
            adjustments += _adjustments(segment, service)
        else:
            remarks += _remarks(segment)
    return Claim(
        head.line,
        account,
        head.at(7).strip()[:50],
        head.at(2),
        tuple(dict.fromkeys(adjustments)),
        tuple(dict.fromkeys(remarks)),
    )


def _amounts(segment: Segment, *places: int) -> None:
    if not all(_AMOUNT.fullmatch(segment.at(place)) for place in places):
        raise _NotTaken(segment, Why.AMOUNT)


def _adjustments(segment: Segment, service: int) -> Iterator[Adjustment]:
    """Those that took something away; a triple of nothing only fills up."""
    if segment.at(1) not in GROUPS or not segment.at(2):
        raise _NotTaken(segment, Why.ADJUSTMENT)
    for place in _TRIPLES:
        reason, amount = segment.at(place), segment.at(place + 1)
        if not reason and not amount:
            continue
        if not _REASON.fullmatch(reason):
            raise _NotTaken(segment, Why.ADJUSTMENT)
        if not _AMOUNT.fullmatch(amount):
            raise _NotTaken(segment, Why.AMOUNT)
        if float(amount):
            yield Adjustment(segment.at(1), reason, service)


def _remarks(segment: Segment) -> Iterator[str]:
    if segment.name == "LQ":
        # HE are remark codes; RX would be those of drug claims.
        places: tuple[int, ...] = (2,) if segment.at(1) == "HE" else ()
    else:
        places = _REMARKS.get(segment.name, ())
    for said in filter(None, (segment.at(place).strip() for place in places)):
        if not _REMARK.fullmatch(said):
            raise _NotTaken(segment, Why.REMARK)
        yield said
