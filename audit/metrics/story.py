"""One chart's way through review, as figures need it: the facts sorted into places.

Owns which events count: the run that was shown, decisions that were not undone, the
newest signature, the truth of over-reads. Pure: facts in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit import events
from audit.facts import Fact
from audit.metrics import truth
from audit.metrics.denials import denials
from audit.parts import Code

#: The wire names of all that a story is made of.
TYPES = (
    "chart-coded",
    "case-routed",
    "decision-made",
    "decision-withdrawn",
    "case-finalised",
    "case-reopened",
    "case-sampled",
    "over-read-completed",
    "over-read-compared",
    "over-read-adjudicated",
    "over-read-answered",
    "claim-answered",
    "blind-arm-opened",
)


#: The claim status by which a payer takes an earlier answer back (835, CLP02).
TAKEN_BACK = "22"


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact, when it happened and who did it."""

    fact: Fact
    at: datetime
    by: str


@dataclass(slots=True)
class Story:
    """What is known of one chart at the end of its events, in the log's order."""

    coded: list[events.ChartCoded] = field(default_factory=list)
    routed: list[events.CaseRouted] = field(default_factory=list)
    decided: dict[str, list[events.DecisionMade]] = field(default_factory=dict)
    signed: events.CaseFinalised | None = None
    signed_at: datetime | None = None
    signed_by: str = ""
    first_signed_at: datetime | None = None
    reopened: int = 0
    sampled: dict[str, events.CaseSampled] = field(default_factory=dict)
    read: list[Fact] = field(default_factory=list)
    answers: list[events.ClaimAnswered] = field(default_factory=list)
    unaided: bool = False  # coded before a suggestion was to be seen

    @classmethod
    def of(cls, happened: Iterable[Happened]) -> Story:
        """The story of one chart; events of other types are passed over."""
        story = cls()
        for each in happened:
            story.take(each)
        return story

    def take(self, each: Happened) -> None:
        """One event more."""
        match each.fact:
            case events.ChartCoded() as fact if fact.purpose == "live":
                self.coded.append(fact)
            case events.CaseRouted() as fact:
                self.routed.append(fact)
            case events.DecisionMade() as fact if fact.stage == "first":
                self.decided.setdefault(fact.item, []).append(fact)
            case events.DecisionWithdrawn() as fact:
                self._withdraw(fact)
            case events.CaseFinalised() as fact:
                self._sign(fact, each)
            case events.CaseReopened():
                self.reopened += 1
            case events.CaseSampled() as fact:
                self.sampled[fact.over_read] = fact
            case events.ClaimAnswered() as fact if fact.status != TAKEN_BACK:
                self.answers.append(fact)
            case events.BlindArmOpened():
                self.unaided = True
            case (
                events.OverReadCompleted()
                | events.OverReadCompared()
                | events.OverReadAdjudicated()
                | events.OverReadAnswered() as fact
            ):
                self.read.append(fact)

    def _withdraw(self, fact: events.DecisionWithdrawn) -> None:
        # What an undone decision had superseded counts again.
        left = self.decided.get(fact.item, [])
        self.decided[fact.item] = [d for d in left if d.decision != fact.withdraws]

    def _sign(self, fact: events.CaseFinalised, each: Happened) -> None:
        self.signed, self.signed_at, self.signed_by = fact, each.at, each.by
        self.first_signed_at = self.first_signed_at or each.at

    @property
    def shown(self) -> events.ChartCoded | None:
        """The run whose suggestions the signer had in front of them."""
        if self.signed is None:
            return None
        wanted = self.signed.run
        fitting = [each for each in self.coded if wanted in (None, each.run)]
        return fitting[-1] if fitting else None

    @property
    def route(self) -> events.CaseRouted | None:
        """The last routing that a policy decided; an amendment only reopens."""
        drawn = [each for each in self.routed if each.draw is not None]
        known = drawn or self.routed
        return known[-1] if known else None

    @property
    def decisions(self) -> Sequence[events.DecisionMade]:
        """The decision that counts for each item, in no particular order."""
        return [each[-1] for each in self.decided.values() if each]

    @property
    def doubted(self) -> tuple[str, ...]:
        """What of the coding payers doubted in any answer, in order."""
        found = {
            kind
            for each in self.answers
            for kind in denials((a.reason for a in each.adjustments), each.remarks)
        }
        return tuple(sorted(found))

    def settled(self) -> tuple[truth.Truth, events.OverReadCompared] | None:
        """What a blind over-read settled of the newest signed set that has one."""
        found = truth.truths(self.read)
        compared = {
            each.over_read: each
            for each in self.read
            if isinstance(each, events.OverReadCompared) and each.blind
        }
        kept = [each for each in found.values() if each.over_read in compared]
        if not kept:
            return None
        newest = max(kept, key=lambda each: each.code_set)
        return newest, compared[newest.over_read]


def planted(codes: Iterable[Code]) -> set[str]:
    """Codes that were planted to measure attention; no figure counts them."""
    return {code.code for code in codes if code.origin == "seeded"}
