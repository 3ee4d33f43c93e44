"""How the words of a whole chart lean towards codes, beside what single phrases say.

Owns the sparse weights a profile keeps for that and the sum over a chart's words. The
sum is one more figure about a code that something in the chart names: a code is never
brought up by leanings alone. Must not fit anything or read text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any


@dataclass(frozen=True, slots=True)
class Leanings:
    """Weights by word and code; ``rarity`` weighs a word, ``base`` begins a code."""

    rarity: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    base: Mapping[str, float] = field(default_factory=dict)

    def of(self, words: Collection[str]) -> dict[str, float]:
        """The leaning of a chart to every code that has one, in log odds.

        The words of a chart weigh by rarity and together as one, however long the
        chart is (cosine weighting; Manning, Raghavan and Schütze 2008, section 6.3).
        """
        known = sorted(word for word in words if word in self.rarity)
        length = sqrt(sum(self.rarity[word] ** 2 for word in known)) or 1.0
        leaning = dict(self.base)
        for word in known:
            share = self.rarity[word] / length
            for code, weight in self.weights.get(word, ()):
                leaning[code] += share * weight
        return leaning

    def as_plain(self) -> dict[str, Any]:
        return {
            "rarity": dict(self.rarity),
            "weights": {
                word: [[code, weight] for code, weight in own]
                for word, own in self.weights.items()
            },
            "base": dict(self.base),
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Leanings:
        """The weights again; ``ValueError`` where one is for a code without a base."""
        base = {code: float(value) for code, value in plain["base"].items()}
        weights = {
            word: tuple((str(code), float(value)) for code, value in own)
            for word, own in plain["weights"].items()
        }
        if any(code not in base for own in weights.values() for code, _ in own):
            raise ValueError("a leaning is towards a code that has no base")
        rarity = {word: float(value) for word, value in plain["rarity"].items()}
        return cls(rarity, weights, base)


NO_LEANINGS = Leanings()
