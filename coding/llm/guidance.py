"""Which guideline rules are told to the model with a question.

Owns the choosing among ``knowledge/guidance.toml``, our own words for what the Official
Guidelines for Coding and Reporting say. Must not import Django.
"""

from __future__ import annotations

from collections.abc import Iterable

from coding import knowledge
from coding.values import Setting

MOST = 12


def applicable(codes: Iterable[str], setting: Setting) -> list[str]:
    """The rules for these candidates in this setting, each with its section."""
    offered = tuple(codes)
    told = []
    for rule in knowledge.load("guidance")["rule"]:
        starts = tuple(rule.get("codes", ("",)))
        here = setting.value in rule.get("settings", (setting.value,))
        if here and any(code.startswith(starts) for code in offered):
            told.append(f"{rule['guideline']}: {rule['text']}")
    return told[:MOST]
