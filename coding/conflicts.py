"""Documents of one encounter that contradict each other about a lasting disease.

Owns the gap for "no diabetes" in one place and "diabetes" in another, with both
quoted; a provider settles it (guideline I.B.14, III.B). A disease that comes and goes
may be denied on one day and found on another: only what lasts is compared. Must not
change a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft, Line
from coding.exclusions import LISTS
from coding.values import Assertion, Gap, Mention

KIND = "conflict"
OPTIONS = ("Present at this encounter", "Not present", "Unable to determine")
#: The types of diabetes are one disease to whoever denies it.
KIN = ("E08", "E09", "E10", "E11", "E13")
#: Only the bare name of a disease is denied as such: what follows it ends its clause.
BARE = re.compile(r"^\s*(?:[.,;:)]|\n|$|(?:or|and|but|nor)\b)", re.IGNORECASE)
#: Titles of a disease without any detail.
PLAIN = ("unspecified", "without complication", "uncomplicated", "essential")
MAX_CONFLICTS = 3


def conflicts(draft: Draft, basis: Basis) -> Draft:
    """The draft with a gap for each lasting disease that is coded and denied."""
    denied = list(_denied(basis))
    found = 0
    for line in draft.lines.values() if denied else ():
        said = _said(line, basis)
        mention = next(
            (
                one
                for code, one in denied
                if _same(code, line)
                and said >= set(one.said)
                and _stands(one, line, basis)
            ),
            None,
        )
        if mention is None or found >= MAX_CONFLICTS:
            continue
        title = basis.book.title(line.code)
        question = f"The record names and denies this: {title}. Which holds?"
        evidence = (line.evidence[0], mention.evidence)
        gap = Gap(KIND, question, OPTIONS, evidence, (line.code,))
        draft, found = draft.with_gap(gap), found + 1
    return draft


def _denied(basis: Basis) -> Iterator[tuple[str, Mention]]:
    """Bare denials of a lasting disease, by the code that it would have been."""
    lasting = tuple(knowledge.load("assignment")["chronic"])
    for mention, candidates in basis.read:
        code = candidates[0].code if candidates else ""
        if mention.assertion is not Assertion.NEGATED or not code.startswith(lasting):
            continue
        title = basis.book.title(code).lower()
        span = mention.evidence
        plain = len(code) == PLAIN_LENGTH or any(word in title for word in PLAIN)
        near = mention.cue is not None and 0 < span.start - mention.cue.end < NEAR
        if mention.section in LISTS or not near:
            continue
        if plain and BARE.match(basis.text(span.document)[span.end : span.end + 12]):
            yield code, mention


PLAIN_LENGTH = 3
#: As far behind its cue as a disease is denied by name, in characters.
NEAR = 14


def _said(line: Line, basis: Basis) -> frozenset[str]:
    """All that the mentions of a line say."""
    starts = {span.start for span in line.evidence}
    return frozenset(
        word
        for mention, _ in basis.read
        if mention.evidence.start in starts and mention.evidence in line.evidence
        for word in mention.said
    )


def _stands(denial: Mention, line: Line, basis: Basis) -> bool:
    """Whether a denial is not simply overtaken by a later document."""
    days = {one.sha256: one.date for one in basis.note.documents}
    said, named = days[denial.evidence.document], days[line.evidence[0].document]
    return said is None or named is None or said >= named


def _same(code: str, line: Line) -> bool:
    """One disease, named at another place than where it is denied."""
    first, second = code[:3], line.code[:3]
    return first == second or (first in KIN and second in KIN)
