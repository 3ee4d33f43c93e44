"""The coding rules: what guidelines say of a set of codes, checked by software.

Owns the registry ``RULES`` and ``check``, which the engine calls on its suggestions and
review on the coder's current set. Rules report findings and never edit codes. Pure: no
Django, and nothing but values in and out. One family of rules lives in each module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coding.codebook import CodeBook
from coding.rules import (
    admission,
    age,
    combinations,
    complications,
    diabetes,
    documentation,
    exclusions,
    external,
    heart,
    high_risk,
    hypertension,
    infection,
    injury,
    inpatient,
    kidney,
    laterality,
    neoplasm,
    obstetrics,
    partners,
    record,
    sequence,
    skin_and_bone,
    specificity,
    status,
    symptoms,
    validity,
    visits,
    wording,
)
from coding.rules.base import Context, Reach, Rule
from coding.rules.lists import NONE, DatedList, Lists
from coding.rules.tables import Table
from coding.rules.tables import check as check_tables
from coding.values import CodedLine, Facts, Finding, NoteDocument, Severity

__all__ = [
    "NONE",
    "RULES",
    "DatedList",
    "Lists",
    "Reach",
    "Rule",
    "Table",
    "check",
    "finding_key",
    "rule_named",
]

FAMILIES = (
    admission,
    age,
    combinations,
    complications,
    diabetes,
    documentation,
    exclusions,
    external,
    heart,
    high_risk,
    hypertension,
    infection,
    injury,
    inpatient,
    kidney,
    laterality,
    neoplasm,
    obstetrics,
    partners,
    record,
    sequence,
    skin_and_bone,
    specificity,
    status,
    symptoms,
    validity,
    visits,
    wording,
)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for family in FAMILIES for rule in family.FAMILY), key=lambda r: r.id)
)

_BY_ID = {rule.id: rule for rule in RULES}
_WEIGHT = {severity: n for n, severity in enumerate(Severity)}


def check(
    lines: Sequence[CodedLine],
    facts: Facts,
    book: CodeBook,
    *,
    documents: Sequence[NoteDocument] = (),
    lists: Lists = NONE,
    tables: Sequence[Table] = (),
) -> tuple[Finding, ...]:
    """What the rules say of a code set, heaviest first, each finding once.

    The rules look at diagnoses: lines of another system than the book's are left to
    the tables that an administrator loaded. The order of ``lines`` does not matter,
    their ``sequence`` does.
    """
    system = book.release.system
    in_order = tuple(sorted(lines, key=_place))
    context = Context(
        lines=tuple(line for line in in_order if line.system == system),
        facts=facts,
        book=book,
        documents=tuple(documents),
        lists=lists,
    )
    found = [finding for rule in RULES for finding in rule.findings(context)]
    found += check_tables(tables, in_order, facts, system)
    return _each_once(sorted(found, key=lambda finding: _WEIGHT[finding.severity]))


def finding_key(finding: Finding) -> str:
    """A name that stays the same while the finding does.

    It holds rule, severity and codes, not their order, message or evidence: settling a
    finding holds until the codes concerned change, or it weighs more than before.
    """
    codes = "+".join(sorted(set(finding.codes)))
    return f"{finding.rule}:{finding.severity}:{codes}"


def rule_named(name: str) -> Rule | None:
    """The rule of that id, if it is one of ours."""
    return _BY_ID.get(name)


def _place(line: CodedLine) -> tuple[int, str, str]:
    return line.sequence, line.code, line.key


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    unique: dict[str, Finding] = {}
    for finding in findings:
        unique.setdefault(finding_key(finding), finding)
    return tuple(unique.values())
