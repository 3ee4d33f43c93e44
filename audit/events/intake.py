"""How charts arrive, or fail to.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from audit.facts import Count, Digest, Fact, Name, Token, Uuid, event
from audit.parts import Document, Encounter


@event("chart-received")
class ChartReceived(Fact):
    """A chart arrived for the first time."""

    chart: Uuid
    patient: Uuid
    version: Count
    source: Name
    facts: Digest  # of the encounter facts, kept whole in the vault
    encounter: Encounter
    documents: tuple[Document, ...]
    billed: tuple[Token, ...] = ()
    procedures: tuple[Token, ...] | None = None  # of the claim: CPT and HCPCS codes


@event("chart-version-added")
class ChartVersionAdded(Fact):
    """The same encounter arrived with other documents or facts."""

    chart: Uuid
    patient: Uuid
    version: Count
    source: Name
    facts: Digest
    encounter: Encounter
    documents: tuple[Document, ...]
    billed: tuple[Token, ...] = ()
    procedures: tuple[Token, ...] | None = None  # of the claim: CPT and HCPCS codes


@event("intake-failed")
class IntakeFailed(Fact):
    """Something arrived that could not become a chart; the original is kept."""

    exception: Token
    original: Digest
    reason: Token
    source: Name | None = None


@event("intake-exception-viewed")
class IntakeExceptionViewed(Fact):
    """A person saw what a refused upload holds."""

    exception: Token
    original: Digest
    page: Token  # page | original


@event("intake-retried")
class IntakeRetried(Fact):
    """An intake exception was tried again."""

    exception: Token
    original: Digest
    succeeded: bool
    chart: Uuid | None = None
    reason: Token | None = None  # why it failed again


@event("intake-dismissed")
class IntakeDismissed(Fact):
    """Somebody decided that an intake exception needs no chart."""

    exception: Token
    original: Digest
    words: Digest | None = None
