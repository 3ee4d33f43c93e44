"""Reasons by weight, and which kind of error each one names.

Owns the Pareto order and the mapping of reasons to the four classes of error (Hou et
al. 2025, as cited in the design: information absent 42 %, criteria insufficient 38 %,
rule broken 12 %, context misread 8 %), and tells problems of documentation from errors
of the machine. A reason that a supervisor adds is "other" until it is mapped. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.metrics.intervals import Share


class ErrorClass(StrEnum):
    """What went wrong, in four words and one for the rest."""

    ABSENT = "information_absent"
    CRITERIA = "criteria_insufficient"
    RULE = "rule_broken"
    CONTEXT = "context_misread"
    OTHER = "other"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")


#: Why it was wrong decides first: it names the cause.
_BY_WHY = {
    "negated": ErrorClass.CONTEXT,
    "historical": ErrorClass.CONTEXT,
    "family": ErrorClass.CONTEXT,
    "hypothetical": ErrorClass.CONTEXT,
    "misread": ErrorClass.CONTEXT,
    "copied": ErrorClass.CONTEXT,
    "wrong_patient_or_date": ErrorClass.CONTEXT,
    "abbreviation": ErrorClass.CONTEXT,
    "uncertain": ErrorClass.CRITERIA,
    "no_meat": ErrorClass.CRITERIA,
    "problem_list": ErrorClass.CRITERIA,
    "documentation_gap": ErrorClass.ABSENT,
    "evidence_mismatch": ErrorClass.ABSENT,
    "unacceptable_source": ErrorClass.ABSENT,
    "unsigned": ErrorClass.ABSENT,
    "guideline": ErrorClass.RULE,
    "policy": ErrorClass.RULE,
    "stale_code_set": ErrorClass.RULE,
}
_BY_WHAT = {
    "unsupported": ErrorClass.ABSENT,
    "missed": ErrorClass.ABSENT,
    "overspecific": ErrorClass.CRITERIA,
    "specificity": ErrorClass.RULE,
    "first_listed": ErrorClass.RULE,
    "sequence": ErrorClass.RULE,
    "combination": ErrorClass.RULE,
    "component": ErrorClass.RULE,
    "symptom": ErrorClass.RULE,
    "excludes": ErrorClass.RULE,
    "laterality": ErrorClass.RULE,
    "seventh_character": ErrorClass.RULE,
    "additional_code": ErrorClass.RULE,
    "poa": ErrorClass.RULE,
    "invalid_for_date": ErrorClass.RULE,
    "duplicate": ErrorClass.RULE,
}
#: Causes that no coder and no machine could have mended: the record has to.
DOCUMENTATION = frozenset(
    {
        "documentation_gap",
        "no_meat",
        "problem_list",
        "uncertain",
        "copied",
        "unsigned",
        "unacceptable_source",
    }
)


def error_class(what: str, why: str) -> ErrorClass:
    """The class of an error by its two reasons."""
    return _BY_WHY.get(why) or _BY_WHAT.get(what, ErrorClass.OTHER)


def is_documentation(why: str) -> bool:
    """Whether the cause lies in the record, so that a query may help."""
    return why in DOCUMENTATION


@dataclass(frozen=True, slots=True)
class Bar:
    """One reason, its share of all, and the share of it and all heavier ones."""

    name: str
    share: Share
    running: Share


def pareto(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """Heaviest first, ties by name; reasons that nobody gave are left out."""
    total, running, bars = sum(counts.values()), 0, []
    for name in sorted(counts, key=lambda each: (-counts[each], each)):
        if counts[name]:
            running += counts[name]
            bars.append(Bar(name, Share(counts[name], total), Share(running, total)))
    return tuple(bars)
