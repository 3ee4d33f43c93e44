"""What payers answered to claims: files that arrived, and the charts they speak of.

Owns these event types; ``audit.events`` says what recurring fields mean. Amounts,
account numbers and names stand in no event, only in the original in the vault. Must not
import Django.
"""

from __future__ import annotations

from audit.facts import Count, Day, Digest, Fact, Part, Token, Uuid, event, part


@part
class Adjusted(Part):
    """Why less was paid: group and reason as in the 835; service 0 is all of it."""

    group: Token
    reason: Token  # claim adjustment reason code
    service: Count = 0


@event("remittance-received")
class RemittanceReceived(Fact):
    """An 835 file arrived: how many claims it answers, how many lines were refused."""

    remittance: Uuid
    original: Digest
    claims: Count
    refused: Count
    made_on: Day | None = None


@event("remittance-tried-again")
class RemittanceTriedAgain(Fact):
    """A person had the charts of claims sought again that had none."""

    remittance: Uuid
    waiting: Count


@event("remittance-fetched")
class RemittanceFetched(Fact):
    """A person took a copy of the original."""

    remittance: Uuid
    original: Digest


@event("claim-answered")
class ClaimAnswered(Fact):
    """A payer answered the claim of a chart; ``line`` is its segment in the file."""

    chart: Uuid
    case: Token
    patient: Uuid
    remittance: Uuid
    line: Count
    status: Token  # claim status code; 22 takes an earlier answer back
    adjustments: tuple[Adjusted, ...] = ()
    remarks: tuple[Token, ...] = ()  # remittance advice remark codes
    made_on: Day | None = None
