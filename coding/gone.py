"""A disease that the chart itself calls history: its own code, set aside with why.

Owns going back from a history code ("history of breast cancer") to the code of the
disease that a careless reader would report. Which belongs to which is data in
``knowledge/gone.toml``. Must not touch the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from coding import knowledge
from coding.basis import Basis
from coding.counterparts import sibling
from coding.draft import Draft
from coding.values import Assertion, Exclusion, Mention

SAID = {
    "past": (
        "historical",
        "R74",
        "I.C.21.c.4",
        "The chart calls it history, and history codes say so.",
    ),
    "relative": ("family", "X2", "I.C.21.c.4", "A relative's disease."),
}
#: No relative in blood: what they have runs in no family.
MARRIED = re.compile(r"\b(?:wife|husband|spouse|step\w+|in-law)\b", re.IGNORECASE)
ANOTHERS = ("someone_else", "X4", "I.A.19", "This is said of another person.")
#: What a mention of a history code may say and still tell of the disease.
TELLING = frozenset({Assertion.PRESENT, Assertion.HISTORICAL, Assertion.FAMILY})


def gone(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """The diseases behind the history codes that a chart names."""
    tables = knowledge.load("gone")
    for mention, candidates in basis.read:
        told = candidates[0].code if candidates else ""
        if told[:2] != "Z8" or mention.assertion not in TELLING:
            continue
        for name, said in SAID.items():
            meant = _worded(told, mention) if name == "relative" else ""
            code = _sided(meant or tables[name].get(told, ""), mention, basis)
            if code and not draft.starting(code[:3]):
                whose = MARRIED.search(mention.evidence.text)
                yield _exclusion(code, ANOTHERS if whose else said, mention, basis)


def _worded(told: str, mention: Mention) -> str:
    """The disease as the words have it, where they say more than the history code."""
    for words, code in knowledge.load("gone")["worded"].get(told, ()):
        if re.search(words, mention.evidence.text, re.IGNORECASE):
            return str(code)
    return ""


def usual(draft: Draft, basis: Basis) -> Draft:
    """What is said of bare words holds for the code that is usually billed for them.

    Where nobody would bill the code of the bare words, it goes.
    """
    excluded = dict(draft.excluded)
    for name in ("usual", "instead"):
        for code, billed in knowledge.load("gone")[name].items():
            known = excluded.get(code)
            if known is None or known.reason == "unsupported":
                continue
            if not draft.starting(billed[:3]) and basis.book.is_billable(billed):
                title = basis.book.title(billed)
                excluded.setdefault(billed, replace(known, code=billed, title=title))
                if name == "instead":
                    del excluded[code]
    return replace(draft, excluded=excluded)


def _exclusion(
    code: str, said: tuple[str, str, str, str], mention: Mention, basis: Basis
) -> Exclusion:
    title = basis.book.title(code)
    return Exclusion(code, title, *said, (mention.evidence,))


def _sided(code: str, mention: Mention, basis: Basis) -> str:
    """The code of the side that is told beside the disease, where there is one."""
    if not code or not basis.book.is_billable(code):
        return ""
    before, unsaid, after = basis.book.title(code).lower().rpartition("unspecified")
    sides = {"right", "left"} & mention.context
    if unsaid and len(sides) == 1:
        wanted = f"{before}{sides.pop()}{after}"
        return sibling(code, wanted, basis.book) or code
    return code
