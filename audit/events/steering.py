"""How the machine is steered: drafts of policy, and alerts when figures move.

Owns these event types; ``audit.events`` says what recurring fields mean. A policy that
comes into force is ``PolicyChanged``. Must not import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.facts import Count, Day, Digest, Fact, Name, Token, event


class Way(StrEnum):
    """Where a series went from its baseline."""

    UP = "up"
    DOWN = "down"
    APART = "apart"  # a mix is only ever more or less like the baseline's


class DriftOutcome(StrEnum):
    """What a person made of an alert."""

    EXPLAINED = "explained"
    WATCHED = "watched"
    POLICY_CHANGED = "policy_changed"
    REBASED = "rebased"  # the new level is the right one


@event("policy-drafted")
class PolicyDrafted(Fact):
    """A supervisor wrote a policy down that is not in force."""

    draft: Token
    based_on: Count  # number of the policy that it would replace
    content: Digest  # the whole draft with what the simulator said of it, in the vault
    straight_through: bool  # whether charts could leave without a coder
    words: Digest | None = None


@event("policy-approved")
class PolicyApproved(Fact):
    """One of the two whom straight-through needs agreed to a draft."""

    draft: Token
    role: Token  # supervisor | compliance
    content: Digest


@event("policy-discarded")
class PolicyDiscarded(Fact):
    """A draft was put away; it never was in force."""

    draft: Token
    words: Digest | None = None


@event("baseline-frozen")
class BaselineFrozen(Fact):
    """The weeks were fixed from which control charts take their level."""

    baseline: Token
    since: Day
    until: Day  # the Monday of the last week
    words: Digest | None = None


@event("drift-alerted")
class DriftAlerted(Fact):
    """A weekly series left the level at which it had been frozen."""

    alert: Token
    baseline: Token
    measure: Token
    stratum: Token  # what the series is narrowed by; "all" where by nothing
    value: Name
    week: Day
    way: Way
    sum: Count  # of the chart, in hundredths of a standard deviation
    limit: Count


@event("drift-settled")
class DriftSettled(Fact):
    """A person said what an alert means."""

    alert: Token
    outcome: DriftOutcome
    words: Digest
