"""The coding rules: what guidelines say of a set of codes, checked by software.

Owns the registry ``RULES`` and ``check``, which the engine calls on its suggestions and
review on the coder's current set. Rules report findings and never edit codes. Pure: no
Django, and nothing but values in and out. One family of rules lives in each module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coding.codebook import CodeBook
from coding.rules import (
    age,
    combinations,
    diabetes,
    documentation,
    exclusions,
    external,
    heart,
    high_risk,
    hypertension,
    infection,
    injury,
    kidney,
    laterality,
    neoplasm,
    obstetrics,
    sequence,
    skin_and_bone,
    status,
    validity,
    wording,
)
from coding.rules.base import Context, Reach, Rule
from coding.values import CodedLine, Facts, Finding, NoteDocument, Severity

__all__ = ["RULES", "Reach", "Rule", "check", "finding_key", "rule_named"]

FAMILIES = (
    age,
    combinations,
    diabetes,
    documentation,
    exclusions,
    external,
    heart,
    high_risk,
    hypertension,
    infection,
    injury,
    kidney,
    laterality,
    neoplasm,
    obstetrics,
    sequence,
    skin_and_bone,
    status,
    validity,
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
) -> tuple[Finding, ...]:
    """What the rules say of a code set, heaviest first, each finding once.

    Only diagnoses are looked at: lines of another system than the book's are left out.
    The order of ``lines`` does not matter, their ``sequence`` does.
    """
    diagnoses = (line for line in lines if line.system == book.release.system)
    context = Context(
        lines=tuple(sorted(diagnoses, key=_place)),
        facts=facts,
        book=book,
        documents=tuple(documents),
    )
    found = (finding for rule in RULES for finding in rule.findings(context))
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
