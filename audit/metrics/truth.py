"""What is held to be true of a chart once it has been over-read.

Owns the order of the events that can say so, and the digest of a settled code set.
Pure: takes facts, returns values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from audit import canonical
from audit.events import (
    Answer,
    Comparison,
    OverReadAdjudicated,
    OverReadAnswered,
    OverReadCompared,
    OverReadCompleted,
)
from audit.facts import Fact
from audit.parts import Code


class Source(StrEnum):
    """Why the codes are held to be true; later ones outweigh earlier ones."""

    AGREED = "agreed"  # two coders, independently, the same codes
    ADJUDICATED = "adjudicated"
    ANSWERED = "answered"  # after a rebuttal


@dataclass(frozen=True, slots=True)
class Truth:
    """The codes that hold for one signed code set of a case."""

    case: str
    code_set: int
    over_read: str
    codes: tuple[Code, ...]
    source: Source


def truths(facts: Iterable[Fact]) -> dict[tuple[str, int], Truth]:
    """The truth by case and code set, from facts in the order of the trail.

    An over-read whose differences nobody settled yet says nothing here.
    """
    read: dict[str, OverReadCompleted] = {}
    found: dict[tuple[str, int], Truth] = {}
    for fact in facts:
        if isinstance(fact, OverReadCompleted):
            read[fact.over_read] = fact
        told = _told(fact, read)
        if told is not None:
            found[told.case, told.code_set] = told
    return found


def _told(fact: Fact, read: dict[str, OverReadCompleted]) -> Truth | None:
    if isinstance(fact, OverReadCompared):
        if fact.result is not Comparison.AGREES or fact.over_read not in read:
            return None
        return _truth(read[fact.over_read], Source.AGREED)
    if isinstance(fact, OverReadAdjudicated):
        return _truth(fact, Source.ADJUDICATED)
    if isinstance(fact, OverReadAnswered) and fact.answer is Answer.OVERTURNED:
        return _truth(fact, Source.ANSWERED)
    return None


def _truth(
    fact: OverReadCompleted | OverReadAdjudicated | OverReadAnswered, source: Source
) -> Truth:
    return Truth(fact.case, fact.code_set, fact.over_read, fact.codes, source)


def digest(codes: Iterable[Code]) -> str:
    """The sha256 of a code set: system, code, place, role and POA of each line."""
    lines: list[canonical.Json] = [
        [each.system, each.code, each.sequence, each.role, each.poa or ""]
        for each in codes
    ]
    return hashlib.sha256(canonical.dumps({"lines": lines})).hexdigest()
