"""Who may do what, who came in, and what rules were in force.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.facts import Count, Day, Digest, Fact, Name, Token, Uuid, event
from audit.parts import Credential


class Change(StrEnum):
    """What was done to a row of the set-up."""

    ADDED = "added"
    EDITED = "edited"
    RETIRED = "retired"


class Scope(StrEnum):
    """How much of the trail somebody read."""

    SEARCH = "search"
    CHART = "chart"
    EVENT = "event"


@event("signed-in")
class SignedIn(Fact):
    """A person signed in."""

    method: Token = "password"
    address: Token | None = None


@event("sign-in-failed")
class SignInFailed(Fact):
    """Somebody failed to sign in; ``person`` only when the account exists."""

    reason: Token
    person: Token | None = None
    address: Token | None = None


@event("password-changed")
class PasswordChanged(Fact):
    """A person chose another password for their account."""


@event("signed-out")
class SignedOut(Fact):
    """A session ended."""

    reason: Token = "asked"  # asked | idle | disabled


@event("person-added")
class PersonAdded(Fact):
    """A person got an account."""

    person: Token


@event("person-disabled")
class PersonDisabled(Fact):
    """A person's account was closed."""

    person: Token
    reason: Token | None = None


@event("keys-chosen")
class KeysChosen(Fact):
    """A person chose how their keyboard works."""

    person: Token
    single_keys: bool  # whether single letters do anything at all
    keys: tuple[Name, ...] = ()  # "a f": what is a for others is f for them


@event("role-granted")
class RoleGranted(Fact):
    """A person was given a role."""

    person: Token
    role: Token
    grant: Token
    starts: Day
    ends: Day | None = None


@event("role-ended")
class RoleEnded(Fact):
    """A person no longer has a role."""

    person: Token
    role: Token
    grant: Token


@event("credential-recorded")
class CredentialRecorded(Fact):
    """A person's credential was entered."""

    person: Token
    record: Token
    credential: Credential


@event("credential-changed")
class CredentialChanged(Fact):
    """A person's credential was corrected, renewed or revoked."""

    person: Token
    record: Token
    credential: Credential
    was: Credential
    status: Token = "active"


@event("reason-code-changed")
class ReasonCodeChanged(Fact):
    """A supervisor changed the list of reasons."""

    axis: Token  # what | why
    code: Token
    change: Change
    label: Digest  # the wording, in the vault
    needs_words: bool
    position: Count


@event("policy-changed")
class PolicyChanged(Fact):
    """A new version of the routing policy came into force."""

    policy: Token
    number: Count
    content: Digest  # the whole policy, in the vault
    words: Digest | None = None
    draft: Token | None = None  # what it was before it came into force


@event("trail-read")
class TrailRead(Fact):
    """Somebody read the trail."""

    scope: Scope
    chart: Uuid | None = None
    patient: Uuid | None = None
    filters: tuple[Name, ...] = ()  # the names of the filters that were set


@event("trail-verified")
class TrailVerified(Fact):
    """The whole log was hashed again and compared with the checkpoints outside."""

    outcome: Token  # ok | failed
    leaves: Count
    checkpoints: Count
    problems: Count
    hardened: bool
    report: Digest  # of the report file
    root: Digest | None = None  # of the last checkpoint
    disposed: Count | None = None  # events whose bytes are gone, as the log says
