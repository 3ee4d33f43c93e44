"""How work is shared out: assignments, capacities and saved worklists.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from audit.events.people import Change
from audit.facts import Count, Digest, Fact, Token, Uuid, event


@event("case-assigned")
class CaseAssigned(Fact):
    """A supervisor gave a chart that waits to somebody."""

    chart: Uuid
    case: Token
    person: Token
    was_with: Token | None = None
    patient: Uuid | None = None


@event("case-unassigned")
class CaseUnassigned(Fact):
    """A supervisor gave a chart back to everybody."""

    chart: Uuid
    case: Token
    person: Token
    patient: Uuid | None = None


@event("capacity-set")
class CapacitySet(Fact):
    """A supervisor said how many charts a person is to have in hand."""

    person: Token
    charts: Count


@event("worklist-saved")
class WorklistSaved(Fact):
    """A choice of charts was given a name, or the name was given up."""

    worklist: Token
    change: Change
    content: Digest  # name and filters, in the vault
    shared: bool = False
