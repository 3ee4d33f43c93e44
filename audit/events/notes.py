"""What people write beside codes: house notes and comments.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from audit.facts import Day, Digest, Fact, Name, Token, Uuid, event


@event("house-note-drafted")
class HouseNoteDrafted(Fact):
    """A person wrote how the house codes something."""

    note: Token
    kind: Token  # site_policy | coding_clinic | payer
    code: Token
    words: Digest
    effective_from: Day
    effective_to: Day | None = None
    citation: Digest | None = None
    site: Name | None = None
    contract: Name | None = None


@event("house-note-approved")
class HouseNoteApproved(Fact):
    """A senior coder let a house note count."""

    note: Token
    code: Token


@event("house-note-retired")
class HouseNoteRetired(Fact):
    """A house note counts no more."""

    note: Token
    code: Token


@event("code-commented")
class CodeCommented(Fact):
    """A person said something of one code of a chart."""

    chart: Uuid
    case: Token
    item: Token
    code: Token
    comment: Token
    words: Digest
    patient: Uuid | None = None
