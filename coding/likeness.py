"""How the charts that a profile learned from were written, and what is like them.

Owns that likeness: whether diagnoses stand under headings, and how many of a chart's
words were met before. Lessons of one documentation style mislead on another, so a chart
unlike all of these is left to knowledge alone. Must not read text or judge codes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Forms of which fewer charts were seen than both teach nothing of their kind.
FEWEST, LEAST_SHARE = 30, 0.05
#: This share of the charts learned from may look less familiar than the floor.
STRANGEST = 0.02
#: No chart is asked to be more familiar than this, however alike the others are.
FAMILIAR = 0.7
#: Fewer words than these say nothing of a style.
WORDS = 12


@dataclass(frozen=True, slots=True)
class Manner:
    """One chart's way of writing: its form and its words.

    ``form`` is "headed" where diagnoses stand in sections of their own, else
    "unheaded"; ``words`` are the folded words of the sentences that propose.
    """

    form: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Style:
    """What the charts of a profile have in common.

    ``forms`` count charts by form, ``known`` are words of at least two charts, and
    ``floor`` the least share of known words that a chart like these has.
    """

    forms: Mapping[str, int]
    known: frozenset[str]
    floor: float

    def why_unlike(self, manner: Manner) -> str:
        """Why a chart is not judged by these lessons, in a word; empty where it is."""
        seen, total = self.forms.get(manner.form, 0), sum(self.forms.values())
        if seen < FEWEST and seen < LEAST_SHARE * total:
            return "form"
        if len(manner.words) < WORDS:
            return ""
        return "words" if familiar(manner.words, self.known) < self.floor else ""

    def as_plain(self) -> dict[str, Any]:
        return {
            "forms": dict(self.forms),
            "known": sorted(self.known),
            "floor": self.floor,
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Style:
        forms = {str(form): int(count) for form, count in plain["forms"].items()}
        return cls(forms, frozenset(map(str, plain["known"])), float(plain["floor"]))


def familiar(words: Collection[str], known: Collection[str]) -> float:
    """The share of a chart's words that are known, from 0 to 1."""
    return sum(word in known for word in words) / max(1, len(words))


def floor_of(shares: Sequence[float]) -> float:
    """The familiarity under which only the strangest few charts lie.

    ``shares`` are each from words of the other charts alone.
    """
    if not shares:
        return 0.0
    return round(min(FAMILIAR, sorted(shares)[int(STRANGEST * len(shares))]), 4)
