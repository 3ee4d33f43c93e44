"""The stages of an over-read, as data: who may do what, and where it leads.

Owns the enumerations and the one table; guards, buttons and ``docs/quality.md`` are
read from it. Whose work it is, and which credential, is ``review.overread_guard``.
Pure: no Django, no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.verbs import Verb


class Stage(StrEnum):
    """Where an over-read stands."""

    WAITING = "waiting"
    READING = "reading"
    AGREED = "agreed"
    DIFFERS = "differs"
    SETTLED = "settled"
    REBUTTED = "rebutted"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        return {
            "waiting": "waiting for a second coder",
            "reading": "being over-read",
            "agreed": "both agree",
            "differs": "waiting for adjudication",
            "rebutted": "the coder objects",
        }.get(self.value, self.value)


class Party(StrEnum):
    """Whose act it is, beside the role."""

    ANYBODY = "anybody"  # with the role; not the coder whose work it is
    READER = "reader"  # who over-reads it
    CODER = "coder"  # whose signed codes are over-read
    NEUTRAL = "neutral"  # neither of the two coders


class Act(StrEnum):
    """What can be done to an over-read."""

    START = "start"
    GIVE_BACK = "give_back"
    DECIDE = "decide"
    DISCLOSE = "disclose"
    COMPLETE = "complete"
    SEE_BOTH = "see_both"
    ADJUDICATE = "adjudicate"
    REBUT = "rebut"
    ANSWER = "answer"

    @property
    def label(self) -> str:
        return {
            "start": "over-read this chart",
            "give_back": "give this over-read back",
            "decide": "decide in this over-read",
            "disclose": "see what was planted in this over-read",
            "complete": "complete this over-read",
            "see_both": "see both codings",
            "adjudicate": "settle the differences",
            "rebut": "object to what was settled",
            "answer": "answer the objection",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table; no ``target`` leaves the stage as it is."""

    act: Act
    verb: Verb
    party: Party
    sources: frozenset[Stage]
    target: Stage | None = None
    credential: bool = False


SEEN = frozenset(
    {Stage.AGREED, Stage.DIFFERS, Stage.SETTLED, Stage.REBUTTED, Stage.ANSWERED}
)
_READING = frozenset({Stage.READING})

TABLE: tuple[Step, ...] = (
    Step(
        Act.START,
        Verb.OVER_READ,
        Party.ANYBODY,
        frozenset({Stage.WAITING}),
        Stage.READING,
        credential=True,
    ),
    Step(Act.GIVE_BACK, Verb.OVER_READ, Party.READER, _READING, Stage.WAITING),
    Step(Act.DECIDE, Verb.OVER_READ, Party.READER, _READING, credential=True),
    Step(Act.DISCLOSE, Verb.OVER_READ, Party.READER, _READING),
    # Leads to "agreed" or "differs": the comparison says which.
    Step(Act.COMPLETE, Verb.OVER_READ, Party.READER, _READING, credential=True),
    Step(Act.SEE_BOTH, Verb.SEE_OVER_READS, Party.ANYBODY, SEEN),
    Step(
        Act.ADJUDICATE,
        Verb.ADJUDICATE,
        Party.NEUTRAL,
        frozenset({Stage.DIFFERS}),
        Stage.SETTLED,
        credential=True,
    ),
    Step(
        Act.REBUT,
        Verb.REBUT,
        Party.CODER,
        frozenset({Stage.SETTLED}),
        Stage.REBUTTED,
    ),
    Step(
        Act.ANSWER,
        Verb.ADJUDICATE,
        Party.NEUTRAL,
        frozenset({Stage.REBUTTED}),
        Stage.ANSWERED,
        credential=True,
    ),
)

BY_ACT: dict[Act, Step] = {step.act: step for step in TABLE}

_REASONS = {
    Stage.WAITING: "Nobody has over-read this chart yet.",
    Stage.READING: "The second coding is not complete yet.",
    Stage.AGREED: "Both codings agree; there is nothing to settle.",
    Stage.DIFFERS: "The differences are not settled yet.",
    Stage.SETTLED: "The differences are settled already.",
    Stage.REBUTTED: "The coder objected, and a senior coder has to answer.",
    Stage.ANSWERED: "The objection was answered; this over-read is closed.",
}


def why_not_at(act: Act, stage: Stage) -> str | None:
    """Why ``act`` makes no sense at ``stage``, or None."""
    return None if stage in BY_ACT[act].sources else _REASONS[stage]


def diagram() -> str:
    """The table as a Mermaid state diagram, every arrow with its act."""
    lines = ["stateDiagram-v2", "    [*] --> waiting: draw"]
    for step in TABLE:
        for source in sorted(step.sources):
            if step.target is not None:
                lines.append(f"    {source} --> {step.target}: {step.act}")
    lines += ["    reading --> agreed: complete", "    reading --> differs: complete"]
    return "\n".join(lines)
