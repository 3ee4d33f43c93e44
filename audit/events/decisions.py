"""What coders decided, settled and signed.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.facts import Count, Digest, Fact, Name, TenThousandths, Token, Uuid, event
from audit.parts import Code, Credential, Encounter, HccMap, RuleFinding, Span


class DecisionKind(StrEnum):
    """What a coder did with an item."""

    ACCEPT = "accept"
    MODIFY = "modify"
    REJECT = "reject"
    ADD = "add"
    ATTESTED = "attested"  # accepted at a glance with the whole chart, in the fast lane


class Settlement(StrEnum):
    """How a finding stopped standing in the way of signing."""

    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"  # by a second coder
    OVERRIDDEN = "overridden"


@event("decision-made")
class DecisionMade(Fact):
    """A coder decided one item."""

    chart: Uuid
    case: Token
    decision: Token
    item: Token
    kind: DecisionKind
    system: Token
    code: Token  # what was decided on; for an addition, what was added
    credential: Credential
    origin: Token = "machine"
    patient: Uuid | None = None
    final_code: Token | None = None  # what stands afterwards; absent when rejected
    suggested: Code | None = None  # the machine's view at that moment
    final: Code | None = None
    what: Token | None = None  # reason code: what was wrong
    why: Token | None = None  # reason code: why it was wrong
    words: Digest | None = None
    evidence: tuple[Span, ...] = ()
    inferred: bool | None = None  # the cause was proposed and left as it was
    house_notes: tuple[Token, ...] | None = None  # that stood beside the code
    support: Token | None = None  # of a high-risk code: monitored | evaluated | ...
    supersedes: Token | None = None  # an earlier decision on the same item
    stage: Token = "first"  # first | over-read | adjudication
    seconds: Count | None = None  # from opening the item to deciding
    hcc_visible: bool = False


@event("decision-withdrawn")
class DecisionWithdrawn(Fact):
    """A coder undid their latest decision; the item is open again."""

    chart: Uuid
    case: Token
    decision: Token
    withdraws: Token
    item: Token
    kind: DecisionKind  # of what was undone
    code: Token
    credential: Credential
    patient: Uuid | None = None


@event("items-reordered")
class ItemsReordered(Fact):
    """A coder changed the order of the codes."""

    chart: Uuid
    case: Token
    items: tuple[Token, ...]
    codes: tuple[Token, ...]
    patient: Uuid | None = None


@event("poa-said")
class PoaSaid(Fact):
    """A coder said whether a diagnosis was present on admission."""

    chart: Uuid
    case: Token
    item: Token
    code: Token
    poa: Token  # Y | N | U | W
    was: Token | None = None
    patient: Uuid | None = None


@event("finding-settled")
class FindingSettled(Fact):
    """A coder answered for a finding."""

    chart: Uuid
    case: Token
    finding: Token
    rule: Token
    severity: Token
    how: Settlement
    credential: Credential
    codes: tuple[Token, ...] = ()
    reason: Token | None = None
    words: Digest | None = None
    citation: Digest | None = None  # the words of a citation, in the vault
    patient: Uuid | None = None


@event("case-finalised")
class CaseFinalised(Fact):
    """A coder signed the codes of a chart."""

    chart: Uuid
    case: Token
    patient: Uuid
    version: Count
    code_set: Count  # counts a case's signed sets from 1
    encounter: Encounter
    release: Name
    release_sha256: Digest
    codes: tuple[Code, ...]
    credential: Credential
    statement: Digest  # the words that were signed, in the vault
    lane: Token
    findings: tuple[RuleFinding, ...] = ()
    deleted: tuple[Token, ...] = ()  # billed, but not supported
    admitting: Token | None = None
    reason_for_visit: tuple[Token, ...] = ()
    disposition: Token | None = None
    engine: Token | None = None
    engine_version: Token | None = None
    profile: Token | None = None
    run: Token | None = None
    seconds: Count | None = None  # with a coder, from first claim to signing
    active: Count | None = None  # seconds of these at work, without idle time
    hcc_maps: tuple[HccMap, ...] | None = None  # asked for the HCCs of the codes
    # With which probability the signed chart was drawn for a blind second coding at
    # once; absent where nothing is drawn at signing.
    inclusion: TenThousandths | None = None


@event("case-reopened")
class CaseReopened(Fact):
    """A signed case was opened again."""

    chart: Uuid
    case: Token
    reason: Token
    words: Digest | None = None
    patient: Uuid | None = None
    opened: tuple[Token, ...] | None = None  # items whose proof an amendment moved
