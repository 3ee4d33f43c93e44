"""Sides, stages and degrees that open an item of a list: they speak of that item.

Owns telling them from those that follow what they are said of: in "tinnitus, acute
sinusitis" nothing acute is the tinnitus, in "hepatitis, chronic" the hepatitis is.
What so opens an item is taken from the matches before it. Must not choose codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from coding.folding import Segment
from coding.matching import Match

#: How many places lie between two words with a mark or a connector between them.
PARTED = 2
SIDES = frozenset({"right", "left", "bilateral", "unilateral", "upper", "lower"})
#: Findings of a place, which may be part of the disease before them, and its spread.
FINDINGS = ("R", "M25.4", "M25.5", "M25.6", "M54", "M79", "L03", "L02", "C77", "C79")
#: What goes by stages: pressure has but two of them.
STAGED = ("C", "D0", "L89")
PRESSURE, OF_PRESSURE = "I1", frozenset({"stage1", "stage2"})


class Named(Protocol):
    """What is asked of a phrase."""

    @property
    def core(self) -> tuple[str, ...]: ...
    @property
    def codes(self) -> tuple[tuple[str, float], ...]: ...


def with_own(
    segment: Segment,
    found: list[Match],
    modifiers: frozenset[int],
    phrases: Sequence[Named],
) -> list[Match]:
    """Without matches that take a qualifier of what stands behind it.

    ``modifiers`` are the positions of all qualifiers. The segment is told which of them
    belong to the condition right behind them (``led``).
    """
    runs = list(_openings(segment, modifiers))
    if not runs:
        return found
    begins: dict[int, str] = {}
    for match in found:
        named = phrases[match.phrase]
        begins.setdefault(_core(segment, match, named)[0], named.codes[0][0])
    led = segment.led = frozenset(_led(segment, runs, begins))
    return [
        one
        for one in found
        if led.isdisjoint(one.at)
        or _core(segment, one, phrases[one.phrase])[1] > max(led.intersection(one.at))
    ]


def _core(segment: Segment, match: Match, named: Named) -> tuple[int, int]:
    """The first and the last position of a match without its qualifiers."""
    core = named.core
    at = [one for one in match.at if segment.concepts[one] in core] or match.at
    return at[0], at[-1]


def _led(
    segment: Segment, runs: list[list[int]], begins: dict[int, str]
) -> Iterator[int]:
    """Of the qualifiers in each run, those that the condition right behind can take.

    ``begins`` says at which position a condition begins, and its likeliest code.
    """
    for run in runs:
        code = begins.get(run[-1] + 1, "")
        if code and _is_next(segment, run[-1]):
            yield from (at for at in run if _speaks_of(segment.concepts[at], code))


def _openings(segment: Segment, modifiers: frozenset[int]) -> Iterator[list[int]]:
    """Runs of qualifiers right behind a mark or a connector."""
    places, last = segment.places, len(segment.places) - 1
    for at in modifiers:
        if not 0 < at < last or places[at] - places[at - 1] < PARTED:
            continue
        if _is_next(segment, at - 1):
            continue  # one place stands for several words there
        run = [at]
        while run[-1] + 1 in modifiers and _is_next(segment, run[-1]):
            run.append(run[-1] + 1)
        if run[-1] < last:
            yield run


def _is_next(segment: Segment, at: int) -> bool:
    """Whether nothing but a blank parts a concept from the one behind it."""
    return segment.starts[at + 1] - segment.ends[at] <= 1


def _speaks_of(concept: str, code: str) -> bool:
    """Whether what a code stands for can have such a side, stage or degree."""
    if concept in SIDES:
        return not code.startswith(FINDINGS)
    if concept.startswith("stage"):
        pressure = concept in OF_PRESSURE and code.startswith(PRESSURE)
        return pressure or code.startswith(STAGED)
    return True
