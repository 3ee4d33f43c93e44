"""What the provider was asked, and what came back.

Owns these event types; ``audit.events`` says what recurring fields mean. ``query`` is
the id of the query; its words, options and answer stand in the vault by ``content`` and
``answer``. Must not import Django.
"""

from __future__ import annotations

from audit.facts import Count, Day, Digest, Fact, Instant, Token, Uuid, event
from audit.parts import Span


@event("query-drafted")
class QueryDrafted(Fact):
    """A person began or changed a question to the provider."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token  # specificity | conflict | clinical_validity | poa
    content: Digest
    origin: Token = "span"  # gap | span | edit
    patient: Uuid | None = None


@event("query-sent")
class QuerySent(Fact):
    """A question went to the provider, and the chart waits."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token
    content: Digest
    due: Instant
    options: Count  # of its own, beside "other" and "unable to determine"
    indicators: tuple[Span, ...]
    patient: Uuid | None = None


@event("query-answered")
class QueryAnswered(Fact):
    """An authenticated addendum answered a question; the chart has a new version."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token
    outcome: Token  # option | other | undetermined | open
    answer: Digest  # which answer, and who signed it, in the vault
    document: Digest  # the addendum
    version: Count  # of the chart that holds it
    author_role: Token
    signed_on: Day
    seconds: Count  # from sending to answer
    late: bool = False
    patient: Uuid | None = None


@event("query-closed")
class QueryClosed(Fact):
    """A person read the answer and is done with the question."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token
    patient: Uuid | None = None


@event("query-withdrawn")
class QueryWithdrawn(Fact):
    """A person took a question back."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token
    words: Digest | None = None
    patient: Uuid | None = None


@event("query-escalated")
class QueryEscalated(Fact):
    """A question was not answered in time and is somebody else's to pursue."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token
    due: Instant  # when the answer was due
    again_due: Instant
    patient: Uuid | None = None


@event("query-expired")
class QueryExpired(Fact):
    """Nobody answered, escalated or not; the chart goes on without an answer."""

    chart: Uuid
    case: Token
    query: Uuid
    topic: Token
    patient: Uuid | None = None


@event("query-copied")
class QueryCopied(Fact):
    """A person took a copy of a question, with the patient's name, for the provider."""

    chart: Uuid
    case: Token
    query: Uuid
    form: Token  # text | pdf
    copy: Digest  # of the bytes that were handed out
    patient: Uuid | None = None
