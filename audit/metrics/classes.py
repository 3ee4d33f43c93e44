"""What became of a suggested code: the classes of Mount Sinai, and how they are told.

Owns the outcome of one suggestion against one code that stands, and the pairing of two
code sets. After Soroush et al., NEJM AI 2024 (AIdbp2300040): exact, equivalent,
generalised, wrong, fabricated; "right category" joins them for what is near, "deleted"
for what nothing took the place of, "missed" for what nobody suggested. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from audit.parts import Code, Origin


class Outcome(StrEnum):
    """What became of one suggestion; ``missed`` is a code without one."""

    EXACT = "exact"
    EQUIVALENT = "equivalent"  # another code of the same meaning
    GENERALISED = "generalised"  # less specific than what stands
    CATEGORY = "category"  # another code of the same three characters
    WRONG = "wrong"  # another category stands in its place
    FABRICATED = "fabricated"  # no billable code of the release
    DELETED = "deleted"  # nothing stands in its place
    MISSED = "missed"  # stands, and was not suggested

    @property
    def label(self) -> str:
        return {"category": "right category"}.get(self.value, self.value)


#: Outcomes of suggestions, as against codes that nobody suggested.
SUGGESTED = tuple(each for each in Outcome if each is not Outcome.MISSED)
#: Outcomes in which at least the category was right.
NEAR = frozenset(
    {Outcome.EXACT, Outcome.EQUIVALENT, Outcome.GENERALISED, Outcome.CATEGORY}
)
_ORDER = (Outcome.EQUIVALENT, Outcome.GENERALISED, Outcome.CATEGORY)
_UNSPECIFIED = re.compile(r"\bunspecified\b|\bNOS\b", re.IGNORECASE)
_FILLER = re.compile(r"[^a-z0-9 ]|\b(?:and|of|with|the|or|due|to|in)\b")


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a comparison; at least one side is there."""

    suggested: Code | None
    final: Code | None
    outcome: Outcome


def outcome(suggested: Code, final: Code | None) -> Outcome:
    """The class of a suggestion, given the code that stands in its place."""
    if final is not None and final.code == suggested.code:
        return Outcome.EXACT
    if is_fabricated(suggested):
        return Outcome.FABRICATED
    if final is None:
        return Outcome.DELETED
    if _meaning(suggested) == _meaning(final):
        return Outcome.EQUIVALENT
    if suggested.category != final.category:
        return Outcome.WRONG
    if _is_more_general(suggested, final):
        return Outcome.GENERALISED
    return Outcome.CATEGORY


def is_fabricated(code: Code) -> bool:
    """Whether the release held no such billable code on that day."""
    return not code.billable


def compare(
    suggested: Sequence[Code], final: Sequence[Code], changed: Mapping[str, str]
) -> tuple[Pair, ...]:
    """Every suggestion with what became of it, then every code that was missed.

    Equal codes go together first; then a code and what a coder ``changed`` it to; then
    what is left in the same category, nearest first. Each code is used once.
    """
    pairing = _Pairing(list(suggested), list(final))
    pairing.join(lambda mine, theirs: mine.code == theirs.code)
    pairing.join(lambda mine, theirs: changed.get(mine.code) == theirs.code)
    for wanted in _ORDER:
        pairing.join(partial(_fits, wanted))
    return tuple(pairing.pairs())


def _fits(wanted: Outcome, mine: Code, theirs: Code) -> bool:
    return not is_fabricated(mine) and outcome(mine, theirs) is wanted


class _Pairing:
    """The two lists, and who was given to whom so far."""

    def __init__(self, suggested: list[Code], final: list[Code]) -> None:
        self.suggested, self.left = suggested, final
        self.partner: dict[int, Code] = {}

    def join(self, fits: Callable[[Code, Code], bool]) -> None:
        for place, mine in enumerate(self.suggested):
            if place in self.partner:
                continue
            found = next((each for each in self.left if fits(mine, each)), None)
            if found is not None:
                self.partner[place] = found
                self.left = [each for each in self.left if each is not found]

    def pairs(self) -> Iterator[Pair]:
        for place, mine in enumerate(self.suggested):
            theirs = self.partner.get(place)
            yield Pair(mine, theirs, outcome(mine, theirs))
        for theirs in self.left:
            yield Pair(None, theirs, Outcome.MISSED)


def _is_more_general(suggested: Code, final: Code) -> bool:
    """An ancestor in the tree, or the unspecified code where a specific one stands."""
    mine, theirs = (each.code.replace(".", "") for each in (suggested, final))
    if theirs.startswith(mine):
        return True
    return bool(_UNSPECIFIED.search(suggested.title)) and not bool(
        _UNSPECIFIED.search(final.title)
    )


def _meaning(code: Code) -> tuple[str, ...]:
    """A title without case, punctuation, filling words and order."""
    return tuple(sorted(set(_FILLER.sub(" ", code.title.lower()).split())))


def of_machine(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Codes that the engine put forward: not billed, added or planted ones."""
    return tuple(code for code in codes if code.origin is Origin.MACHINE)
