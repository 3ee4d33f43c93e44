"""How the words around a phrase speak for and against what the phrase has stood for.

"Edematous stroma", "anti-hypertensive", "abdominal pain in the hypogastrium": the
phrase is one that coders signed often, and what stands beside it says that here they
would not, or would sign another code. Owns the weights a profile keeps of that and the
figures of a code that follow; a code is never brought up by them. Must not look into a
chart (``coding.neighbours`` does) or fit anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, log, log1p
from typing import Any, NamedTuple

from coding.passages import Heard

#: A phrase of fewer charts is marked, for its credit is partly luck.
SEVERAL = 3
#: Beyond this the exponential says nothing more.
CERTAIN = 30.0
#: The figures of a code that no credited phrase speaks for.
NOTHING: tuple[float, ...] = (-6.0, 0.0, 0.0, 0)
#: Whose weights a feature may have: any code's, a category's, a code's own.
ANY = ""
OWN, OF_CATEGORY = "spncda", "spncdab"


class Place(NamedTuple):
    """A phrase that speaks for a code in one sentence.

    ``base`` says how well the phrase itself does, as ``based`` reckons it; ``around``
    are kind and word of all that stands beside it.
    """

    code: str
    heard: Heard
    base: tuple[float, ...]
    around: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Weights by owner (a code, a category or any code) and by what stands beside.

    ``base`` weighs the figures of the phrase itself, ``start`` is added to all: a sum
    is in log odds that coders quoted this place for this code.
    """

    start: float = 0.0
    base: tuple[float, ...] = ()
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.base)

    def of(self, places: Iterable[Place]) -> dict[str, tuple[float, ...]]:
        """The figures of every code that has a place.

        The best place's log odds and the part of them that is its surroundings', all
        places together as the exponent of a noisy-or, and how many they are.
        """
        if not self.base:
            return {}
        by_code: dict[str, list[tuple[float, float]]] = {}
        for one in places:
            beside = self._beside(one)
            itself = sum(map(float.__mul__, self.base, one.base))
            odds = self.start + itself + beside
            by_code.setdefault(one.code, []).append((odds, beside))
        return {
            code: (
                *max(found),
                sum(log1p(exp(min(CERTAIN, odds))) for odds, _ in found),
                len(found),
            )
            for code, found in by_code.items()
        }

    def _beside(self, place: Place) -> float:
        total = 0.0
        for owner in (ANY, place.code[:3], place.code):
            weights = self.weights.get(owner)
            if weights:
                total += sum(filter(None, map(weights.get, place.around)))
            if len(place.code) == len(owner):
                break
        return total

    def as_plain(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "base": list(self.base),
            "weights": {owner: dict(own) for owner, own in self.weights.items()},
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Surroundings:
        """The weights again; ``ValueError`` where the base is not of this form."""
        base = tuple(float(one) for one in plain["base"])
        if len(base) != len(based(0.5, 1, 0)):
            raise ValueError("the surroundings of a profile weigh other figures")
        weights = {
            str(owner): {str(beside): float(weight) for beside, weight in own.items()}
            for owner, own in plain["weights"].items()
        }
        return cls(float(plain["start"]), base, weights)


def based(credit: float, seen: int, prior: int) -> tuple[float, ...]:
    """What the phrase itself says: its credit, and how many charts that is from."""
    odds = log(credit / (1 - credit))
    return odds, log1p(seen) / 3, float(seen < SEVERAL), log1p(prior) / 3


def owners(code: str) -> tuple[tuple[str, str | None], ...]:
    """Whose weights are learned for a code, and of which kinds; None is all kinds."""
    if len(code) == 3:
        return (ANY, None), (code, OF_CATEGORY)
    return (ANY, None), (code[:3], OF_CATEGORY), (code, OWN)


NO_SURROUNDINGS = Surroundings()
