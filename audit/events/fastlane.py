"""The fast lane: doubts, and what closes it.

Owns these event types; an attested chart is told by its decisions and its signature
(``audit.events.decisions``). Must not import Django.
"""

from __future__ import annotations

from audit.facts import Count, Digest, Fact, Name, TenThousandths, Token, Uuid, event


@event("case-doubted")
class CaseDoubted(Fact):
    """A coder doubted a chart of the fast lane; it goes on in full review."""

    chart: Uuid
    case: Token
    patient: Uuid | None = None


@event("fast-lane-closed")
class FastLaneClosed(Fact):
    """Over-reads showed a stratum of the fast lane to be under its standard."""

    setting: Token
    specialty: Name
    charts: Count  # attested there, drawn by chance and over-read
    codes: Count  # theirs and those that hold, each once
    right: Count
    upper: TenThousandths  # the upper end of Wilson's 95 % interval
    standard: TenThousandths


@event("fast-lane-reopened")
class FastLaneReopened(Fact):
    """A supervisor opened a stratum of the fast lane again."""

    setting: Token
    specialty: Name
    words: Digest
