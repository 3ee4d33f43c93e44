"""How a second coder's reading of a signed chart goes, from the draw to the truth.

Owns these event types; ``audit.events`` says what recurring fields mean. ``over_read``
is the reading's id, ``sample`` the draw's. What counts as true of a chart afterwards
is read by ``audit.metrics.truth``. Must not import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.events.decisions import DecisionKind
from audit.facts import (
    Count,
    Day,
    Digest,
    Fact,
    Name,
    Part,
    TenThousandths,
    Token,
    Uuid,
    event,
    part,
)
from audit.parts import Code, Credential, Span


class Drawn(StrEnum):
    """How charts got into a stratum: by chance alone, or because of a suspicion."""

    RANDOM = "random"
    TARGETED = "targeted"


class Comparison(StrEnum):
    """What laying two codings side by side showed."""

    AGREES = "agrees"
    DIFFERS = "differs"


class Answer(StrEnum):
    """What a senior coder said to a rebuttal."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


@part
class Stratum(Part):
    """One part of a draw: how many charts there were, and how many it took."""

    name: Name
    drawn_by: Drawn
    population: Count
    size: Count
    probability: TenThousandths  # of each chart of the stratum to be drawn


@part
class ReadDecision(Part):
    """What the over-reader did with one line."""

    kind: DecisionKind
    code: Token
    final_code: Token | None = None  # absent when rejected
    what: Token | None = None
    why: Token | None = None


@event("sample-drawn")
class SampleDrawn(Fact):
    """A sample of signed charts was drawn for over-read."""

    sample: Token
    since: Day  # the charts signed from this day
    until: Day  # to the end of this one
    seed: Token  # with it, anyone can draw the same charts again
    strata: tuple[Stratum, ...]
    # With which probability a fall of accuracy from 95 % to 90 % would be noticed.
    power: TenThousandths
    purpose: Token = "routine"  # routine | re-audit
    person: Token | None = None  # only this coder's charts
    education: Token | None = None  # whose effect is audited
    sites: tuple[Name, ...] | None = None  # only charts of these; none is every site


@event("case-sampled")
class CaseSampled(Fact):
    """A signed chart was drawn and waits for a second coder."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    sample: Token
    code_set: Count  # the signed set that is over-read
    stratum: Name
    drawn_by: Drawn
    probability: TenThousandths
    coder: Token  # who signed
    machine_hidden: bool


@event("over-read-started")
class OverReadStarted(Fact):
    """A second coder opened a sampled chart, without seeing the first coding."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    code_set: Count
    machine_hidden: bool
    blind: bool  # to the first coder and the codes that were signed
    credential: Credential


@event("over-read-given-back")
class OverReadGivenBack(Fact):
    """A second coder let a sampled chart go; their lines are gone."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token


@event("over-read-decided")
class OverReadDecided(Fact):
    """The over-reader decided one line of their own coding."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    line: Token
    decision: ReadDecision
    origin: Token
    credential: Credential
    evidence: tuple[Span, ...] = ()
    words: Digest | None = None


@event("over-read-reordered")
class OverReadReordered(Fact):
    """The over-reader changed the order of their codes, or took a line back."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    lines: tuple[Token, ...]
    codes: tuple[Token, ...]
    withdrawn: Token | None = None  # the code whose decision was taken back


@event("over-read-completed")
class OverReadCompleted(Fact):
    """The second coding is complete; from now on both can be seen."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    code_set: Count
    codes: tuple[Code, ...]
    decisions: tuple[ReadDecision, ...]
    machine_hidden: bool
    blind: bool
    credential: Credential
    seconds: Count | None = None  # from opening to completing


@event("over-read-compared")
class OverReadCompared(Fact):
    """The signed codes and the second coding were laid side by side."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    sample: Token
    code_set: Count
    coder: Token
    reader: Token
    stratum: Name
    drawn_by: Drawn
    probability: TenThousandths
    machine_hidden: bool
    blind: bool
    result: Comparison
    both: tuple[Token, ...] = ()
    only_first: tuple[Token, ...] = ()
    only_second: tuple[Token, ...] = ()
    poa_differs: tuple[Token, ...] = ()
    lead_agrees: bool = True  # the principal or first-listed code


@event("over-read-adjudicated")
class OverReadAdjudicated(Fact):
    """A senior coder settled the differences; ``codes`` is what holds."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    code_set: Count
    codes: tuple[Code, ...]
    settled: Digest  # of the settled lines, as ``audit.metrics.truth`` spells them
    citation: Digest
    for_first: tuple[Token, ...]  # differences that went the first coder's way
    for_second: tuple[Token, ...]
    credential: Credential
    third: tuple[Token, ...] | None = None  # codes that neither coder had


@event("over-read-rebutted")
class OverReadRebutted(Fact):
    """The first coder objected to what was settled."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    words: Digest


@event("over-read-answered")
class OverReadAnswered(Fact):
    """A senior coder answered a rebuttal; ``codes`` is what holds."""

    chart: Uuid
    case: Token
    patient: Uuid
    over_read: Token
    code_set: Count
    answer: Answer
    codes: tuple[Code, ...]
    settled: Digest
    citation: Digest
    credential: Credential
    third: tuple[Token, ...] | None = None  # codes that neither coder had
