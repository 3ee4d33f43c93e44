"""Preflight while a chart is being signed: a finding, or by policy a gate.

Owns that step. Out of the box what fails is told of charts of a contract and stops
nothing. Where compliance closed the gate it blocks, for these charts or for every one,
and only a senior coder overrides it. Nothing here names a category or a payment: coders
read it.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit import identity
from coding import preflight
from coding.codebook import CodeBook
from coding.preflight.base import Beneficiary, Record
from coding.values import CodedLine, Facts, Finding, NoteDocument, Severity
from review import checked
from review.models import Case, PolicyVersion

GATE, EVERY = "preflight", "preflight-every-chart"
#: What these rules of the record say already, in their own words.
SAID_BY = {
    "R81": frozenset({"P02", "P03", "P04", "P06", "P07"}),
    "R82": frozenset({"P15"}),
}


def is_closed() -> bool:
    """Whether a record that fails preflight may not be signed just so."""
    return bool(PolicyVersion.current().gates.get(GATE))


def reaches_every() -> bool:
    """Whether charts without a contract are tested as well."""
    gates = PolicyVersion.current().gates
    return bool(gates.get(GATE) and gates.get(EVERY))


def findings(
    case: Case,
    facts: Facts,
    lines: Sequence[CodedLine],
    book: CodeBook,
    documents: Sequence[NoteDocument],
    found: Sequence[Finding],
) -> tuple[Finding, ...]:
    """What preflight has to say of a chart besides what the rules have said."""
    if not lines or not (facts.contract or reaches_every()):
        return ()
    closed = is_closed()
    rules = {one.rule for one in found}
    said = {test for rule, tests in SAID_BY.items() if rule in rules for test in tests}
    record, known_by = _record(case, facts, lines, book, documents)
    told = checked.told(record, known_by)
    return tuple(
        _finding(each, closed)
        for each in told
        if each.failed and (closed or each.test.id not in said)
    )


def _finding(told: preflight.Told, closed: bool) -> Finding:
    return Finding(
        rule=told.test.id,
        severity=Severity.BLOCK if closed else Severity.INFO,
        message=f"An audit would not take this record: {told.answer.says}",
        guideline=told.test.source,
        settles=told.test.settles,
    )


def _record(
    case: Case,
    facts: Facts,
    lines: Sequence[CodedLine],
    book: CodeBook,
    documents: Sequence[NoteDocument],
) -> tuple[Record, str]:
    """The record, and what stands for the person whom it is of."""
    from review.radv.records import specialties_for

    known = _who(case)
    record = Record(
        facts=facts,
        documents=tuple(documents),
        lines=tuple(line for line in lines if line.system == book.release.system),
        book=book,
        known=Beneficiary(known.name, known.birth_date, known.mbi),
        specialties=specialties_for(facts.service_date.year + 1),
        provider_name=case.run.version.provider_name,
        provisional=case.run.provisional,
    )
    return record, identity.fingerprint(known)


def _who(case: Case) -> identity.IdentityFacts:
    try:
        return identity.reveal(case.chart.patient)
    except identity.IdentityMissing:
        return identity.IdentityFacts()
