"""What compliance does with the trail itself: examine reading, hold, dispose.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.facts import Count, Day, Digest, Fact, Token, Uuid, event


class Verdict(StrEnum):
    """What a compliance officer makes of unusual reading."""

    PROPER = "proper"
    FOLLOW_UP = "follow_up"


@event("access-noticed")
class AccessNoticed(Fact):
    """Reading of charts that somebody should look at."""

    concern: Token
    person: Uuid
    day: Day
    charts: Count
    reads: Count
    patient: Uuid | None = None


@event("access-reviewed")
class AccessReviewed(Fact):
    """A compliance officer looked at it and says what it was."""

    concern: Token
    person: Uuid
    day: Day
    verdict: Verdict
    words: Digest
    patient: Uuid | None = None


@event("access-reported")
class AccessReported(Fact):
    """Somebody read or took away a report of who read what."""

    subject: Token  # patient | person
    format: Token  # page | csv
    rows: Count
    patient: Uuid | None = None
    person: Uuid | None = None


@event("log-key-succeeded")
class LogKeySucceeded(Fact):
    """The key that signs the log's checkpoints named another one to follow it."""

    old: Token  # ids of the keys, as their public lines have them
    new: Token
    after: Count  # leaves of the last tree that the old one signed
