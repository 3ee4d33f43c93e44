"""Dated tables that an administrator loads: pairs, limits, coverage and house rules.

Owns the frozen value of such a table and what it says of a set of procedures and
diagnoses. Says nothing of its own: every message comes with its table's name and
edition. Must not block: what a payer allows is for the payer's own system to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from coding.values import CodedLine, Facts, Finding, Severity

UNCHECKED = "PROC"


class Kind(StrEnum):
    """What a row says; ``column1`` is the code it is about."""

    #: Both columns are not reported together (NCCI pairs, house rules).
    PAIR = "pair"
    #: Column 1 needs one of the diagnoses in column 2 (LCD and NCD).
    COVERAGE = "coverage"
    #: Column 1 is reported no more often than ``limit`` (MUE).
    UNITS = "units"
    #: Column 1 asks for what the message says (modifiers, payer and site rules).
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. A code of column 2 may end in "*" for all it begins.

    ``contract`` and ``site`` keep a house rule to one payer's contract or one site.
    """

    column1: str
    column2: str = ""
    first_day: date = date.min
    last_day: date = date.max
    modifier_allowed: bool = False
    limit: int = 0
    message: str = ""
    contract: str = ""
    site: str = ""

    def holds_for(self, facts: Facts) -> bool:
        """On the date of service, and for the contract and site it names, if any."""
        return (
            self.first_day <= facts.service_date <= self.last_day
            and self.contract in ("", facts.contract)
            and self.site in ("", facts.site)
        )

    def names(self, code: str) -> bool:
        """Whether column 2 is the code, or its beginning."""
        if self.column2.endswith("*"):
            return code.startswith(self.column2[:-1])
        return code == self.column2


@dataclass(frozen=True, slots=True)
class Table:
    """One edition of a table; ``name`` is the short id its findings bear (NCCI).

    ``rows`` stand under their column 1, so that a set asks for its own codes only.
    """

    name: str
    kind: Kind
    title: str
    edition: str
    rows: Mapping[str, tuple[Row, ...]]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.edition}"

    def rows_of(self, code: str, facts: Facts) -> tuple[Row, ...]:
        return tuple(row for row in self.rows.get(code, ()) if row.holds_for(facts))


def rows_by_code(rows: Iterable[Row]) -> Mapping[str, tuple[Row, ...]]:
    """Rows as a table holds them."""
    under: dict[str, list[Row]] = {}
    for row in rows:
        under.setdefault(row.column1, []).append(row)
    return {code: tuple(rows) for code, rows in under.items()}


def check(
    tables: Sequence[Table], lines: Sequence[CodedLine], facts: Facts, diagnoses: str
) -> list[Finding]:
    """What the tables say on the date of service, or that there is none.

    ``diagnoses`` is the system whose lines are diagnoses; all others are procedures.
    """
    counts = Counter(line.code for line in lines)
    procedures = tuple(
        dict.fromkeys(line.code for line in lines if line.system != diagnoses)
    )
    found = [
        finding
        for table in tables
        for code in counts
        if (rows := table.rows_of(code, facts))
        for finding in _SAYS[table.kind](table, rows, counts)
    ]
    return [*found, _unchecked(procedures)] if procedures and not tables else found


def _unchecked(codes: tuple[str, ...]) -> Finding:
    return Finding(
        UNCHECKED,
        Severity.INFO,
        "Procedures are unchecked: no table of pairs, limits or coverage is loaded.",
        "no table loaded",
        codes=codes,
        settles="Nothing; an administrator may load such tables.",
    )


Counts = Mapping[str, int]


def _pairs(table: Table, rows: tuple[Row, ...], counts: Counts) -> Iterator[Finding]:
    for row in rows:
        others = tuple(c for c in counts if c != row.column1 and row.names(c))
        if others:
            yield _finding(
                table,
                row,
                f"{row.column1} and {', '.join(others)} are not reported together",
                "A modifier, if the record shows separate services; else one of them."
                if row.modifier_allowed
                else "Keep the one that the record supports.",
                others,
            )


def _covered(table: Table, rows: tuple[Row, ...], counts: Counts) -> Iterator[Finding]:
    """Only if none of the rows names a diagnosis that is there."""
    if not any(row.names(code) for row in rows for code in counts):
        yield _finding(
            table,
            rows[0],
            f"None of the diagnoses covers {rows[0].column1}",
            "A diagnosis of the policy, if the record supports one.",
        )


def _within(table: Table, rows: tuple[Row, ...], counts: Counts) -> Iterator[Finding]:
    for row in rows:
        if counts[row.column1] > row.limit:
            yield _finding(
                table,
                row,
                f"{row.column1} is reported more than {row.limit} times",
                "The units that the record supports.",
            )


def _notices(table: Table, rows: tuple[Row, ...], _: Counts) -> Iterator[Finding]:
    for row in rows:
        yield _finding(
            table, row, f"{row.column1} needs attention", "What the table asks for."
        )


_SAYS: Mapping[Kind, Callable[[Table, tuple[Row, ...], Counts], Iterator[Finding]]] = (
    MappingProxyType(
        {
            Kind.PAIR: _pairs,
            Kind.COVERAGE: _covered,
            Kind.UNITS: _within,
            Kind.NOTICE: _notices,
        }
    )
)


def _finding(
    table: Table, row: Row, message: str, settles: str, others: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        rule=table.name,
        severity=Severity.WARN,
        message=f"{row.message or message} ({table}).",
        guideline=table.title,
        subject="" if others else row.column1,
        codes=(row.column1, *others),
        settles=settles,
    )
