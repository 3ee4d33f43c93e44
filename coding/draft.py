"""A code set in the making: lines, exclusions and gaps, changed only by copying.

Owns the small language in which the assignment rules speak (add, drop, replace). Must
not know which codes mean what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coding.values import Alternative, Assertion, Evidence, Exclusion, Gap

#: Quotations of one code from one document.
MAX_EVIDENCE = 6
#: Of these as many stay when the line takes another code for what was found.
QUOTED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One code on its way to a suggestion.

    ``score`` is how well the words fit the code, ``extraction`` how surely they were
    read, ``exact`` whether nothing else came into question. ``judged`` are the two
    confidences of a learned profile, where it has judged the line. ``engine`` is who
    chose the code.
    """

    code: str
    score: float
    extraction: float
    evidence: tuple[Evidence, ...]
    section: str
    assertion: Assertion = Assertion.PRESENT
    rationale: str = ""
    guidelines: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    exact: bool = False
    companion: bool = False
    judged: tuple[float, float] | None = None
    engine: str = "knowledge"


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines by code in the order found; exclusions by code; gaps."""

    lines: Mapping[str, Line] = field(default_factory=dict)
    excluded: Mapping[str, Exclusion] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Draft:
        """A draft of these lines, those of one code joined."""
        made: dict[str, Line] = {}
        for line in lines:
            known = made.get(line.code)
            made[line.code] = line if known is None else joined(known, line)
        return cls(made)

    def starting(self, *prefixes: str) -> tuple[Line, ...]:
        """The lines whose code starts with one of the prefixes."""
        found: tuple[Line, ...] = ()
        for code in self.lines:  # asked hundreds of times a chart, mostly in vain
            if code.startswith(prefixes):
                found += (self.lines[code],)
        return found

    def with_line(self, line: Line) -> Draft:
        """With a line added, or its evidence joined to the line that is there."""
        known = self.lines.get(line.code)
        merged = line if known is None else joined(known, line)
        return replace(self, lines={**self.lines, line.code: merged})

    def without(self, code: str, exclusion: Exclusion | None = None) -> Draft:
        """With a line taken out and, if given, the reason kept."""
        lines = {key: line for key, line in self.lines.items() if key != code}
        draft = replace(self, lines=lines)
        return draft if exclusion is None else draft.with_exclusion(exclusion)

    def recoded(
        self,
        line: Line,
        code: str,
        *found: Evidence,
        aside: Exclusion | None = None,
        **told: Any,
    ) -> Draft:
        """With a line under another code, and whatever else is now told of it.

        What was ``found`` is quoted behind the first few words of the line.
        """
        if found:
            told["evidence"] = spans((*line.evidence[:QUOTED], *found))
        known = replace(line, code=code, **told)
        return self.without(line.code, aside).with_line(known)

    def with_exclusion(self, exclusion: Exclusion) -> Draft:
        """With a code set aside, unless it was already."""
        if exclusion.code in self.excluded:
            return self
        return replace(self, excluded={**self.excluded, exclusion.code: exclusion})

    def with_gap(self, gap: Gap) -> Draft:
        """With one more thing that the documentation does not say."""
        return replace(self, gaps=(*self.gaps, gap))


def joined(known: Line, other: Line) -> Line:
    """One line from two for the same code: all evidence, the better figures."""
    if _adds_nothing(known, other):
        return known
    better = known if known.score >= other.score else other
    return replace(
        better,
        evidence=spans((*known.evidence, *other.evidence)),
        extraction=max(known.extraction, other.extraction),
        exact=known.exact or other.exact,
        guidelines=tuple(dict.fromkeys((*known.guidelines, *other.guidelines))),
        companion=known.companion and other.companion,
        engine=known.engine if known.engine == other.engine else "both",
    )


def _adds_nothing(known: Line, other: Line) -> bool:
    """Whether all quotations are there and no figure is better.

    So it is from the seventh mention of a chart that says one thing a thousand times.
    """
    if len(known.evidence) != MAX_EVIDENCE or len(other.evidence) != 1:
        return False
    span = other.evidence[0]
    return (
        known.score >= other.score
        and known.extraction >= other.extraction
        and known.exact >= other.exact
        and known.companion <= other.companion
        and known.engine == other.engine
        and set(known.guidelines).issuperset(other.guidelines)
        and all(
            one.document == span.document and one.end <= span.start
            for one in known.evidence
        )
    )


def spans(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence without repeats and without what lies inside another.

    Of each document the first few, so that no document crowds out another.
    """
    found = tuple(dict.fromkeys(evidence))
    if len(found) < 2:
        return found
    inside = _inside(found)
    counted: Counter[str] = Counter()
    few = []
    for one in found:
        if (one.document, one.start, -one.end) in inside:
            continue
        counted[one.document] += 1
        if counted[one.document] <= MAX_EVIDENCE:
            few.append(one)
    return tuple(few)


def _inside(quoted: tuple[Evidence, ...]) -> set[tuple[str, int, int]]:
    """The places that are part of a longer one: document, start, end below zero.

    In one walk through the text, for a chart may say one thing a thousand times.
    """
    inside: set[tuple[str, int, int]] = set()
    there, reach = "", -1
    for place in sorted({(one.document, one.start, -one.end) for one in quoted}):
        document, _, end = place
        if document != there:
            there, reach = document, -1
        if -end <= reach:
            inside.add(place)
        reach = max(reach, -end)
    return inside
