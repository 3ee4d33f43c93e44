"""What is easily taken for what is coded: both eyes, other times, mere thoughts.

Owns the exclusions that follow from a coded line or from another exclusion: the code
for both eyes where each has its own stage, use where a remission is stated, the sequela
of a deficit that is over, the history of an attack that is only asked about. Must not
touch the lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft, Line
from coding.values import Assertion, Exclusion


def mistaken(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """The codes near to those of the chart that its words do not bear out."""
    yield from _both_eyes(draft, basis)
    yield from _deficits(draft, basis)
    yield from _asked_about(basis)


def remitted(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """Abuse or dependence where its remission is stated (I.C.5.b.1)."""
    for line in draft.lines.values():
        if line.code[:2] == "F1" and line.code[4:] in ("11", "21"):
            said = f"{line.code} says that it is in remission."
            code, rule = f"{line.code[:5]}0", "R74"
            yield from _aside(code, "historical", rule, "I.C.5.b.1", said, line, basis)


def _both_eyes(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """The bilateral code of either eye, where the eyes differ (I.B.13)."""
    for right in draft.starting("E08.3", "E09.3", "E10.3", "E11.3", "E13.3"):
        if right.code[-1] != "1":
            continue
        for left in draft.starting(right.code[:5]):
            if left.code[-1] == "2" and left.code[:-1] != right.code[:-1]:
                for line in (right, left):
                    said = "The eyes differ, and each has its own code."
                    code = f"{line.code[:-1]}3"
                    yield from _aside(
                        code, "unsupported", "R13", "I.B.13", said, line, basis
                    )


def _aside(
    code: str,
    reason: str,
    rule: str,
    guideline: str,
    said: str,
    line: Line,
    basis: Basis,
) -> Iterator[Exclusion]:
    if basis.book.is_billable(code):
        title = basis.book.title(code)
        yield Exclusion(code, title, reason, rule, guideline, said, line.evidence[:2])


def _deficits(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """What is said of a deficit after a stroke holds for the stroke's sequela."""
    if not draft.starting("I69.3"):
        return
    for code, later in knowledge.load("families")["sequelae"]["deficits"].items():
        known = draft.excluded.get(code)
        if known is not None and known.reason in ("negated", "historical"):
            yield replace(known, code=later, title=basis.book.title(later))


#: Sections that tell what was before this visit.
BEFORE = frozenset({"past_history", "hpi", "opening"})


def _asked_about(basis: Basis) -> Iterator[Exclusion]:
    """An attack of the past that nobody is sure of would have been a history code."""
    over = knowledge.load("cancers")["over"]
    rule, guideline, message = knowledge.load("assignment")["context"]["uncertain"]
    for mention, candidates in basis.read:
        if mention.assertion is not Assertion.UNCERTAIN or not candidates:
            continue
        past = over.get(candidates[0].code[:3], "")
        if past and mention.section in BEFORE:
            title = basis.book.title(past)
            spans = (mention.evidence,)
            yield Exclusion(past, title, "uncertain", rule, guideline, message, spans)
