"""The page about the rules, written from the registry.

Owns ``docs/rules.md``, which a test compares with what this module writes. Run
``python -m coding.rules.page`` from the top of the checkout after changing a rule.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from coding.rules import RULES, Reach, Rule
from coding.values import Severity

PATH = Path("docs/rules.md")

WEIGHTS = {
    Severity.BLOCK: "a senior coder may override it with a reason and a citation",
    Severity.SECOND_REVIEW: "a second person confirms the code",
    Severity.WARN: "the coder acknowledges it with a reason",
    Severity.INFO: "shown, nothing to do",
}

HEAD = """\
# The coding rules

This page is written from the registry in `coding/rules/` by
`python -m coding.rules.page`; a test fails when it is out of date.

Rules look at a set of codes, the facts of the encounter and the release for its date
of service. They report findings and never change a code. A rule is *exact* when codes,
facts and release decide everything it speaks of, and *partial* when only the record or
clinical judgement can decide the rest: then silence is not approval, and "looks at"
says how far it sees. Section numbers are those of the ICD-10-CM Official Guidelines for
Coding and Reporting; the wording is ours.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, _severities(), _summary(), *map(_entry, RULES)))


def _severities() -> str:
    counts = Counter(rule.severity for rule in RULES)
    rows = (
        f"| {_words(severity)} | {meaning} | {counts[severity]} |"
        for severity, meaning in WEIGHTS.items()
    )
    return "\n".join(
        ("| severity | what it asks | rules |", "|---|---|---|", *rows, "")
    )


def _summary() -> str:
    exact = sum(rule.reach is Reach.EXACT for rule in RULES)
    return f"{len(RULES)} rules: {exact} exact, {len(RULES) - exact} partial.\n"


def _entry(rule: Rule) -> str:
    return (
        f"## {rule.id} · {_words(rule.severity)} · {rule.deterministic}\n\n"
        f"{rule.summary}\n\n"
        f"- Guideline: {rule.guideline}\n"
        f"- Looks at: {rule.looks_at}\n"
    )


def _words(severity: Severity) -> str:
    return severity.value.replace("_", " ")


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
