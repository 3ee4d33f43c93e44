"""How providers answer what they are asked: how often, and whether always the same.

Owns the response rate, the agreement rate (one of the options offered was chosen) and
when answers are so one-sided that the questions may lead (compliant query practice,
AHIMA and ACDIS 2022). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.metrics.intervals import Share

#: From so many answers on, an outcome of this share is one-sided.
ANSWERS, ONE_SIDED = 20, 0.9
#: The outcome that agrees with what was asked.
AGREED = "option"


@dataclass(frozen=True, slots=True)
class Answering:
    """Queries that were sent, by what came of them; "" where no answer did yet."""

    outcomes: Mapping[str, int]

    @classmethod
    def of(cls, outcomes: Iterable[str]) -> Answering:
        """From the outcome of each query that was sent."""
        found: dict[str, int] = {}
        for each in outcomes:
            found[each] = found.get(each, 0) + 1
        return cls(found)

    @property
    def sent(self) -> int:
        return sum(self.outcomes.values())

    @property
    def answered(self) -> Share:
        """The response rate: answered of those sent."""
        return Share(self.sent - self.outcomes.get("", 0), self.sent)

    @property
    def agreed(self) -> Share:
        """The agreement rate: one of the options chosen, of those answered."""
        return self.share(AGREED)

    def share(self, outcome: str) -> Share:
        """Answers of one outcome."""
        return Share(self.outcomes.get(outcome, 0), self.answered.hits)

    @property
    def one_sided(self) -> str:
        """The outcome that nearly all answers have; empty where none has."""
        found = (name for name in self.outcomes if name)
        return next((name for name in sorted(found) if self._is_heavy(name)), "")

    def _is_heavy(self, outcome: str) -> bool:
        share = self.share(outcome)
        return share.n >= ANSWERS and (share.value or 0.0) >= ONE_SIDED
