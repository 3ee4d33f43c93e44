"""How coders are helped to stay good: checks, the blind arm, education, reminders.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.facts import Count, Day, Digest, Fact, Name, Token, Uuid, event
from audit.parts import Credential


class CheckOutcome(StrEnum):
    """What a coder did with a planted suggestion."""

    CAUGHT = "caught"  # rejected
    CHANGED = "changed"  # to another code
    TAKEN = "taken"  # accepted: the attention that a check measures was not there


@event("seeded-check-planted")
class SeededCheckPlanted(Fact):
    """A suggestion known to be wrong was put among those of a chart."""

    chart: Uuid
    case: Token
    patient: Uuid
    check: Token
    item: Token
    code: Token
    policy: Count  # number of the quality policy that asks for it
    kind: Token  # fictional | settled | live
    wrong_because: Token  # negated, family, hypothetical, …
    over_read: Token | None = None  # when planted in a second coding


@event("seeded-check-disclosed")
class SeededCheckDisclosed(Fact):
    """A coder was told, before signing, which suggestion had been planted."""

    chart: Uuid
    case: Token
    patient: Uuid
    check: Token
    item: Token
    code: Token
    outcome: CheckOutcome
    seconds: Count | None = None  # from planting to deciding
    final_code: Token | None = None  # when it was changed
    over_read: Token | None = None


@event("seeding-co-signed")
class SeedingCoSigned(Fact):
    """Compliance agreed to checks in live charts under one quality policy."""

    policy: Count
    content: Digest  # of the policy, in the vault
    words: Digest | None = None


@event("blind-arm-assigned")
class BlindArmAssigned(Fact):
    """The suggestions of a chart stay hidden until a coder has coded it."""

    chart: Uuid
    case: Token
    patient: Uuid
    policy: Count
    hidden: Count  # how many suggestions


@event("blind-arm-opened")
class BlindArmOpened(Fact):
    """A coder had coded without suggestions, and then asked to see them."""

    chart: Uuid
    case: Token
    patient: Uuid
    unassisted: tuple[Token, ...]  # coded without seeing a suggestion, in order
    suggested: tuple[Token, ...]  # what the machine had


@event("education-assigned")
class EducationAssigned(Fact):
    """A coder was given something to learn, after what over-reads showed."""

    education: Token
    person: Token
    topic: Name
    due: Day
    words: Digest | None = None
    over_read: Token | None = None


@event("education-completed")
class EducationCompleted(Fact):
    """A coder said that they did what was assigned; a re-audit follows."""

    education: Token
    person: Token
    words: Digest | None = None


@event("credential-reminded")
class CredentialReminded(Fact):
    """A person was reminded that a credential wants something by a day."""

    person: Token
    record: Token
    credential: Credential
    about: Token  # expiry | dues | ceu
    due: Day
    days: Count  # left, when the reminder was made


@event("continuing-education-recorded")
class ContinuingEducationRecorded(Fact):
    """Continuing education units were entered for a credential."""

    person: Token
    record: Token
    earned_on: Day
    units: Count  # in tenths of a unit
    words: Digest  # what it was
