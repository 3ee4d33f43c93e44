"""Where a case waits, who holds it and who looked.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from audit.facts import (
    Count,
    Digest,
    Fact,
    Instant,
    Name,
    TenThousandths,
    Token,
    Uuid,
    event,
)


@event("case-routed")
class CaseRouted(Fact):
    """The policy chose where a case goes."""

    chart: Uuid
    case: Token
    lane: Token
    reasons: tuple[Name, ...]
    policy: Token
    risk_class: Token = "default"
    patient: Uuid | None = None
    run: Token | None = None
    draw: Count | None = None  # the random draw for sampling, in ten-thousandths
    # With which probability a chart like this one is sent to full review: certainty
    # where its own reasons do, else the policy's share, whatever the draw then said.
    inclusion: TenThousandths | None = None


@event("case-claimed")
class CaseClaimed(Fact):
    """A person took a case for themselves."""

    chart: Uuid
    case: Token
    lease_until: Instant
    via: Token = "picked"  # picked | next | reserved | taken-over
    was_with: Token | None = None  # whom it was taken over from
    words: Digest | None = None  # why it was taken over
    patient: Uuid | None = None


@event("case-reserved")
class CaseReserved(Fact):
    """A case was kept as a person's next one while they were about to sign another."""

    chart: Uuid
    case: Token
    lease_until: Instant
    patient: Uuid | None = None


@event("reservation-ended")
class ReservationEnded(Fact):
    """A reserved case went back to the worklist; nobody had opened it."""

    chart: Uuid
    case: Token
    holder: Token
    # not-signed | another-opened | other-worklist | coded-again | signed-out | ran-out
    reason: Token
    patient: Uuid | None = None


@event("case-given-back")
class CaseGivenBack(Fact):
    """A person let a case go before signing it."""

    chart: Uuid
    case: Token
    reason: Token = "asked"  # asked | signed-out | or why the chart was skipped
    words: Digest | None = None
    patient: Uuid | None = None


@event("claim-expired")
class ClaimExpired(Fact):
    """A claim ran out because its holder was away."""

    chart: Uuid
    case: Token
    holder: Token
    patient: Uuid | None = None


@event("case-held")
class CaseHeld(Fact):
    """A person put a case aside until something is cleared up."""

    chart: Uuid
    case: Token
    words: Digest
    patient: Uuid | None = None


@event("case-resumed")
class CaseResumed(Fact):
    """A case on hold went back to the queue."""

    chart: Uuid
    case: Token
    patient: Uuid | None = None


@event("chart-sent-ahead")
class ChartSentAhead(Fact):
    """The page of a reserved chart went to its holder's browser, not shown yet."""

    chart: Uuid
    case: Token
    version: Count | None = None
    patient: Uuid | None = None


@event("chart-viewed")
class ChartViewed(Fact):
    """A person saw the text of a chart."""

    chart: Uuid
    page: Token
    case: Token | None = None
    patient: Uuid | None = None
    version: Count | None = None
    documents: tuple[Digest, ...] | None = None  # that were on the screen by it


@event("chart-searched")
class ChartSearched(Fact):
    """A person looked for words in the text of a chart; which words is not kept."""

    chart: Uuid
    case: Token
    places: Count  # how many were found, at most as many as are shown
    version: Count | None = None
    patient: Uuid | None = None


@event("identity-viewed")
class IdentityViewed(Fact):
    """A person saw who a patient is."""

    patient: Uuid
    purpose: Token
    chart: Uuid | None = None
    case: Token | None = None
